"""Which rows a list holds for whom, and what is asked of them, as the conditions of a statement."""

import base64
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.foundation.worklist import rules
from tongban.foundation.worklist.models import HeldAt, WorklistRow
from tongban.foundation.worklist.rules import NO_CLOCK, Light, State, Whose

TEXT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What part of a list is asked for; empty means all. `text` is looked for in number, title and applicant."""

    light: Light | None = None
    kind: str = ""
    step: str = ""
    text: str = ""

    @property
    def needle(self) -> str:
        return self.text[:TEXT].replace("\x00", "").strip().lower()


ALL = Narrow()


@dataclass(frozen=True, slots=True)
class Where:
    """A condition with its values, to be put together with others."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Where") -> "Where":
        return Where(" AND ".join(each for each in (self.text, other.text) if each), self.values + other.values)


ALWAYS = Where("")


def of_unit(actor: Actor, authority: str) -> list[Where]:
    """The authority's rows where the actor may see them. Raises NotAllowed worklist.authority_not_yours."""
    spans_at(actor, authority)
    return [_visible(actor, authority)]


def spans_at(actor: Actor, authority: str) -> tuple[tuple[str, str], ...]:
    """Where the actor may see the authority's rows. Raises NotAllowed worklist.authority_not_yours."""
    if spans := rules.visible_regions(actor, authority):
        return tuple(spans)
    raise NotAllowed("worklist.authority_not_yours", authority=authority)


def of_list(actor: Actor, whose: Whose, authority: str) -> list[Where]:
    """What the list holds, authority by authority: an index is asked for one at a time."""
    if whose not in (Whose.MINE, Whose.OFFERED):
        return of_unit(actor, authority)
    if actor.account is None:
        return []
    held = Where("claimed_by = %s" if whose is Whose.MINE else "offered_to = %s", (actor.account,))
    return [_visible(actor, each) & held for each in authorities_of(actor) if authority in ("", each)]


def authorities_of(actor: Actor) -> list[str]:
    """Where the actor's own list has rows: at the authorities they act for; at a post for every authority of a region
    where they have taken work on, or were offered it. One statement for such a post, none for others.
    """
    named = rules.authorities_of(actor)
    if actor.account is None or not rules.acts_for_all(actor):
        return named
    return sorted({*named, *HeldAt.objects.filter(account=actor.account).values_list("authority", flat=True)})


def in_state(state: State) -> Where:
    return Where("state = %s", (state.value,))


def narrowed(narrow: Narrow) -> Where:
    """By everything but the light."""
    found = ALWAYS
    if narrow.kind:
        found &= Where("kind = %s", (narrow.kind,))
    if narrow.step:
        found &= Where("step = %s", (narrow.step,))
    if narrow.needle:
        found &= Where("strpos(sought, %s) > 0", (narrow.needle,))
    return found


def lit(light: Light | None, now: dt.datetime) -> Where:
    """`rules.light_of` as a condition. Rows whose clock does not run are ordered by NO_CLOCK."""
    running = Where("order_at >= %s AND order_at < %s", (now, NO_CLOCK))
    match light:
        case None:
            return ALWAYS
        case Light.OVERDUE:
            return Where("order_at < %s", (now,))
        case Light.PAUSED:
            return Where("order_at = %s AND due_at IS NOT NULL", (NO_CLOCK,))
        case Light.ALARM:
            return running & Where("alarm_at <= %s", (now,))
        case Light.WARNING:
            return running & Where("warn_at <= %s AND alarm_at <= %s IS NOT TRUE", (now, now))
        case Light.NORMAL:
            return running & Where("warn_at <= %s IS NOT TRUE AND alarm_at <= %s IS NOT TRUE", (now, now))


def behind(cursor: str | None) -> Where:
    """What comes after the page that gave this cursor. Raises Invalid worklist.bad_cursor."""
    if not cursor:
        return ALWAYS
    order_at, row_id = _read_cursor(cursor)
    return Where("(order_at, id) > (%s, %s)", (order_at, row_id))


def cursor_at(row: WorklistRow) -> str:
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


def _visible(actor: Actor, authority: str) -> Where:
    return Where("authority = %s", (authority,)) & in_regions(rules.visible_regions(actor, authority))


def in_regions(spans: Sequence[tuple[str, str]]) -> Where:
    """In one of these spans of regions."""
    regions = " OR ".join(["region BETWEEN %s AND %s"] * len(spans))
    return Where(f"({regions})", tuple(code for span in spans for code in span))
