"""Every read of the worklist. Each names its authority and shows only what the actor's grants reach."""

import base64
import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.worklist import rules
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import Light, State

PAGE = 50
TEXT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What part of a list is asked for; empty means all. `text` is looked for in number, title and applicant."""

    light: Light | None = None
    kind: str = ""
    step: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """At most 50 rows, what breaks first on top; `next` is the cursor of the following page, None on the last."""

    rows: list[WorklistRow]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows show which light; rows without a clock are in `total` alone."""

    total: int
    overdue: int
    alarm: int
    warning: int
    normal: int
    paused: int


def list_mine(actor: Actor, *, now: dt.datetime, narrow: Narrow = Narrow(), cursor: str | None = None) -> Page:
    """What the actor has claimed, at the authorities they act for. Raises Invalid("worklist.bad_cursor")."""
    return _page(_mine(actor), now, narrow, cursor)


def list_unit(
    actor: Actor,
    authority: str,
    *,
    now: dt.datetime,
    state: State = State.OPEN,
    narrow: Narrow = Narrow(),
    cursor: str | None = None,
) -> Page:
    """The authority's rows in that state. Raises NotAllowed without a grant there, Invalid("worklist.bad_cursor")."""
    return _page(_unit(actor, authority, state), now, narrow, cursor)


def count_mine(actor: Actor, *, now: dt.datetime) -> Counts:
    """How many rows the actor has claimed, by light. One statement."""
    return _count(_mine(actor), now)


def count_unit(actor: Actor, authority: str, *, now: dt.datetime, state: State = State.OPEN) -> Counts:
    """How many rows the authority has in that state, by light. One statement. Raises NotAllowed without a grant."""
    return _count(_unit(actor, authority, state), now)


def get_row(actor: Actor, row_id: uuid.UUID, authority: str) -> WorklistRow:
    """The row. Raises NotFound when there is none, or none that the actor may know of."""
    row = WorklistRow.objects.filter(id=row_id, authority=authority).first()
    if row is None or not rules.can_see(actor, row.region, row.authority):
        raise NotFound("worklist.row_not_found")
    return row


def find_claimant(subject: str, authority: str) -> uuid.UUID | None:
    """The account that has taken this piece of the authority's work, None while nobody has."""
    claimed = WorklistRow.objects.filter(authority=authority, subject=subject, state=State.CLAIMED)
    return claimed.values_list("claimed_by", flat=True).first()


def _unit(actor: Actor, authority: str, state: State) -> QuerySet[WorklistRow]:
    if not rules.visible_regions(actor, authority):
        raise NotAllowed("worklist.authority_not_yours", authority=authority)
    return WorklistRow.objects.filter(_visible(actor, [authority]), state=state)


def _mine(actor: Actor) -> QuerySet[WorklistRow]:
    authorities = rules.authorities_of(actor)
    if actor.account is None or not authorities:
        return WorklistRow.objects.none()
    return WorklistRow.objects.filter(_visible(actor, authorities), state=State.CLAIMED, claimed_by=actor.account)


def _visible(actor: Actor, authorities: list[str]) -> Q:
    """Rows of these authorities in the regions where the actor may see each."""
    visible = Q()
    for authority in authorities:
        regions = Q()
        for span in rules.visible_regions(actor, authority):
            regions |= Q(region__range=span)
        visible |= Q(authority=authority) & regions
    return visible


def _shows(light: Light, now: dt.datetime) -> Q:
    """Rows that show this light at `now`: `rules.light_of` in SQL."""
    if light is Light.PAUSED:
        return Q(due_at__isnull=False, paused=True)
    running = Q(due_at__isnull=False, paused=False)
    if light is Light.OVERDUE:
        return running & Q(due_at__lt=now)
    in_time = running & Q(due_at__gte=now)
    alarmed, warned = Q(alarm_at__lte=now), Q(warn_at__lte=now)
    not_alarmed = Q(alarm_at=None) | Q(alarm_at__gt=now)
    not_warned = Q(warn_at=None) | Q(warn_at__gt=now)
    return (
        in_time
        & {
            Light.ALARM: alarmed,
            Light.WARNING: not_alarmed & warned,
            Light.NORMAL: not_alarmed & not_warned,
        }[light]
    )


def _count(rows: QuerySet[WorklistRow], now: dt.datetime) -> Counts:
    by_light = {light.value: Count("id", filter=_shows(light, now)) for light in Light}
    return Counts(**rows.aggregate(total=Count("id"), **by_light))


def _page(rows: QuerySet[WorklistRow], now: dt.datetime, narrow: Narrow, cursor: str | None) -> Page:
    if cursor:
        order_at, row_id = _read_cursor(cursor)
        rows = rows.filter(Q(order_at__gt=order_at) | Q(order_at=order_at, id__gt=row_id), order_at__gte=order_at)
    found = list(_narrowed(rows, now, narrow).order_by("order_at", "id")[: PAGE + 1])
    page = found[:PAGE]
    return Page(page, _cursor(page[-1]) if len(found) > PAGE else None)


def _narrowed(rows: QuerySet[WorklistRow], now: dt.datetime, narrow: Narrow) -> QuerySet[WorklistRow]:
    if narrow.light:
        rows = rows.filter(_shows(narrow.light, now))
    if narrow.kind:
        rows = rows.filter(kind=narrow.kind)
    if narrow.step:
        rows = rows.filter(step=narrow.step)
    if text := narrow.text[:TEXT].replace("\x00", "").strip():
        rows = rows.filter(Q(number__icontains=text) | Q(title__icontains=text) | Q(applicant__icontains=text))
    return rows


def _cursor(row: WorklistRow) -> str:
    return base64.urlsafe_b64encode(f"{row.order_at.astimezone(dt.UTC).isoformat()}|{row.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[dt.datetime, uuid.UUID]:
    try:
        instant, row_id = base64.urlsafe_b64decode(cursor.encode("ascii")).decode().split("|")
        order_at = dt.datetime.fromisoformat(instant)
        if order_at.utcoffset() != dt.timedelta(0):
            raise ValueError(instant)
        return order_at, uuid.UUID(row_id)
    except ValueError as unreadable:
        raise Invalid("worklist.bad_cursor", {"cursor": ["worklist.bad_cursor"]}) from unreadable
