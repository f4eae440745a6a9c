"""Every read of the worklist. Each names its authority and shows only what the actor's grants reach."""

import base64
import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.worklist import rules
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import NO_CLOCK, STATES_OF, Light, State, Whose

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


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many rows of this kind stand at this step."""

    kind: str
    step: str
    total: int


def list_rows(
    actor: Actor,
    *,
    whose: Whose,
    authority: str = "",
    now: dt.datetime,
    narrow: Narrow = Narrow(),
    cursor: str | None = None,
) -> Page:
    """A page of whichever list is asked for; MINE and OFFERED without an authority reach all that the actor acts for.

    Raises NotAllowed "worklist.authority_not_yours" without a grant there, Invalid("worklist.bad_cursor").
    """
    return _page(_whose(actor, whose, authority), STATES_OF[whose], now, narrow, cursor)


def count_rows(
    actor: Actor, *, whose: Whose, authority: str = "", now: dt.datetime, narrow: Narrow = Narrow()
) -> Counts:
    """How many rows `list_rows` has under each light, narrowed by everything else. One statement."""
    return _count(_whose(actor, whose, authority).filter(state__in=STATES_OF[whose]), now, narrow)


def list_steps(actor: Actor, *, whose: Whose, authority: str = "") -> list[StepCount]:
    """What the rows of a list can be narrowed to, by kind and step. One statement. Raises NotAllowed as `list_rows`."""
    rows = _whose(actor, whose, authority).filter(state__in=STATES_OF[whose])
    found = rows.values_list("kind", "step").annotate(total=Count("id")).order_by("kind", "step")
    return [StepCount(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who has taken a piece of work, and since when; or had, when it was done."""

    account: uuid.UUID
    name: str
    since: dt.datetime


def list_claimants(works: Collection[tuple[str, str]]) -> dict[tuple[str, str], Claimant]:
    """Who has taken which of these works, each named by authority and subject. One statement; for their sources."""
    if not works:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMANTS, [list(column) for column in zip(*works, strict=True)])
        return {(authority, subject): Claimant(*claimant) for authority, subject, *claimant in cursor.fetchall()}


_CLAIMANTS = (
    "SELECT authority, subject, claimed_by, claimed_by_name, claimed_at"  # noqa: S608
    " FROM unnest(%s::text[], %s::text[]) AS asked (authority, subject)"
    f' JOIN "{WorklistRow._meta.db_table}" USING (authority, subject) WHERE claimed_by IS NOT NULL'
)


def list_mine(actor: Actor, *, now: dt.datetime, narrow: Narrow = Narrow(), cursor: str | None = None) -> Page:
    """What the actor has claimed, at the authorities they act for. Raises Invalid("worklist.bad_cursor")."""
    return list_rows(actor, whose=Whose.MINE, now=now, narrow=narrow, cursor=cursor)


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
    return _page(_unit(actor, authority), (state,), now, narrow, cursor)


def count_mine(actor: Actor, *, now: dt.datetime) -> Counts:
    """How many rows the actor has claimed, by light. One statement."""
    return count_rows(actor, whose=Whose.MINE, now=now)


def count_unit(actor: Actor, authority: str, *, now: dt.datetime, state: State = State.OPEN) -> Counts:
    """How many rows the authority has in that state, by light. One statement. Raises NotAllowed without a grant."""
    return _count(_unit(actor, authority).filter(state=state), now, Narrow())


def get_row(actor: Actor, row_id: uuid.UUID, authority: str) -> WorklistRow:
    """The row. Raises NotFound when there is none, or none that the actor may know of."""
    row = WorklistRow.objects.filter(id=row_id, authority=authority).first()
    if row is None or not rules.can_see(actor, row.region, row.authority):
        raise NotFound("worklist.row_not_found")
    return row


def find_row(actor: Actor, subject: str, authority: str) -> WorklistRow | None:
    """The authority's row about this subject; None where there is none that the actor may know of. One statement."""
    row = WorklistRow.objects.filter(authority=authority, subject=subject).first()
    return row if row is not None and rules.can_see(actor, row.region, row.authority) else None


def list_by_ids(actor: Actor, authority: str, ids: Sequence[uuid.UUID]) -> list[WorklistRow]:
    """Those of the ids that the authority has and the actor may know of, as they were asked for. One statement."""
    if not rules.visible_regions(actor, authority):
        return []
    found = WorklistRow.objects.filter(_visible(actor, [authority]), id__in=ids).in_bulk()
    return [found[row_id] for row_id in dict.fromkeys(ids) if row_id in found]


def find_beside(actor: Actor, row: WorklistRow) -> tuple[WorklistRow | None, WorklistRow | None]:
    """What stands before and after the row on the actor's own list, whether or not it is on it. Two statements."""
    here, mine = Q(order_at=row.order_at), _whose(actor, Whose.MINE, "").filter(state=State.CLAIMED)
    before = mine.filter(Q(order_at__lt=row.order_at) | here & Q(id__lt=row.id)).order_by("-order_at", "-id").first()
    after = mine.filter(Q(order_at__gt=row.order_at) | here & Q(id__gt=row.id)).order_by("order_at", "id").first()
    return before, after


def _whose(actor: Actor, whose: Whose, authority: str) -> QuerySet[WorklistRow]:
    if whose not in (Whose.MINE, Whose.OFFERED):
        return _unit(actor, authority)
    authorities = [each for each in rules.authorities_of(actor) if authority in ("", each)]
    if actor.account is None or not authorities:
        return WorklistRow.objects.none()
    rows = WorklistRow.objects.filter(_visible(actor, authorities))
    return rows.filter(claimed_by=actor.account) if whose is Whose.MINE else rows.filter(offered_to=actor.account)


def _unit(actor: Actor, authority: str) -> QuerySet[WorklistRow]:
    if not rules.visible_regions(actor, authority):
        raise NotAllowed("worklist.authority_not_yours", authority=authority)
    return WorklistRow.objects.filter(_visible(actor, [authority]))


def _visible(actor: Actor, authorities: list[str]) -> Q:
    """Rows of these authorities in the regions where the actor may see each."""
    visible = Q()
    for authority in authorities:
        regions = Q()
        for span in rules.visible_regions(actor, authority):
            regions |= Q(region__range=span)
        visible |= Q(authority=authority) & regions
    return visible


def _light(now: dt.datetime) -> Case:
    """`rules.light_of` in SQL; null without a clock. Rows whose clock does not run are ordered by NO_CLOCK."""
    return Case(
        When(order_at__lt=now, then=Value(Light.OVERDUE.value)),
        When(order_at=NO_CLOCK, due_at__isnull=False, then=Value(Light.PAUSED.value)),
        When(order_at=NO_CLOCK, then=None),
        When(alarm_at__lte=now, then=Value(Light.ALARM.value)),
        When(warn_at__lte=now, then=Value(Light.WARNING.value)),
        default=Value(Light.NORMAL.value),
        output_field=CharField(),
    )


def _within(light: Light, now: dt.datetime) -> Q:
    """Where in the order rows of this light stand."""
    if light is Light.OVERDUE:
        return Q(order_at__lt=now)
    return Q(order_at=NO_CLOCK) if light is Light.PAUSED else Q(order_at__gte=now, order_at__lt=NO_CLOCK)


def _count(rows: QuerySet[WorklistRow], now: dt.datetime, narrow: Narrow) -> Counts:
    shown = _narrowed(rows, narrow).annotate(shown=_light(now))
    found = dict(shown.values_list("shown").annotate(total=Count("*")).order_by())
    return Counts(total=sum(found.values()), **{light.value: found.get(light, 0) for light in Light})


def _page(
    rows: QuerySet[WorklistRow], states: Sequence[State], now: dt.datetime, narrow: Narrow, cursor: str | None
) -> Page:
    """Each state is read in the order of its index, whose columns decide, and no further than a page."""
    if cursor:
        order_at, row_id = _read_cursor(cursor)
        rows = rows.filter(Q(order_at__gt=order_at) | Q(order_at=order_at, id__gt=row_id), order_at__gte=order_at)
    if narrow.light:
        rows = rows.alias(shown=_light(now)).filter(_within(narrow.light, now), shown=narrow.light)
    narrowed = _narrowed(rows, narrow).order_by("order_at", "id")
    first, *more = (narrowed.filter(state=state).values("id")[: PAGE + 1] for state in states)
    shown = rows.filter(id__in=first.union(*more, all=True) if more else first)
    found = list(shown.order_by("order_at", "id")[: PAGE + 1])
    page = found[:PAGE]
    return Page(page, _cursor(page[-1]) if len(found) > PAGE else None)


def _narrowed(rows: QuerySet[WorklistRow], narrow: Narrow) -> QuerySet[WorklistRow]:
    if narrow.kind:
        rows = rows.filter(kind=narrow.kind)
    if narrow.step:
        rows = rows.filter(step=narrow.step)
    if text := narrow.text[:TEXT].replace("\x00", "").strip().lower():
        rows = rows.filter(sought__contains=text)
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
