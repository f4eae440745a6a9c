"""Lists of work: a page of rows, and how many there are under each light and at each step.

Counting stops after so many rows of a kind (COUNTED), so that a page costs the same among thousands as among millions.
Only a text, or a rare step, is looked for through all open rows of the authority: once, for page and counts together,
in an index that has everything asked for.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.worklist import conditions, statements
from tongban.foundation.worklist.conditions import ALL, ALWAYS, Narrow, Where
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import NO_CLOCK, STATES_OF, Light, State, Whose

PAGE = 50
COUNTED = 300
"""Rows that are counted of each: overdue, running and without a running clock, open and claimed."""
SOUGHT = 100
"""As many where rows are sought by text or step: each of them costs several that do not fit."""


@dataclass(frozen=True, slots=True)
class Page:
    """At most 50 rows, what breaks first on top; `next` is the cursor of the following page, None on the last."""

    rows: list[WorklistRow]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows show which light; rows without a clock are in `total` alone. `at_least` names the lights of which
    there may be more than were counted; where it names any, `total` is a lower bound too.
    """

    total: int
    overdue: int
    alarm: int
    warning: int
    normal: int
    paused: int
    at_least: frozenset[Light] = frozenset()


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many rows of this kind stand at this step."""

    kind: str
    step: str
    total: int


@dataclass(frozen=True, slots=True)
class Look:
    """A list as it is looked at. `steps` is what it can be narrowed to: None where it is narrowed already, or too long
    to be counted.
    """

    page: Page
    counts: Counts
    steps: list[StepCount] | None


def look_at(
    actor: Actor,
    *,
    whose: Whose,
    authority: str = "",
    now: dt.datetime,
    narrow: Narrow = ALL,
    cursor: str | None = None,
) -> Look:
    """A page of whichever list is asked for with its counts; MINE and OFFERED without an authority reach all that the
    actor acts for. Counts follow everything but the light. At most two statements; one more for one's
    own list at a post for every authority.

    Raises NotAllowed "worklist.authority_not_yours" without a grant there, Invalid("worklist.bad_cursor").
    """
    within, states = conditions.of_list(actor, whose, authority), STATES_OF[whose]
    behind = conditions.behind(cursor)
    if conditions.narrowed(narrow) == ALWAYS:
        whole = _count(within, states, now, narrow)
        steps = None if whole.is_cut else whole.steps
        return Look(_page(within, states, now, narrow, behind), whole.counts, steps)
    sought = _seek(within, states, now, narrow, behind)
    page = _page(within, states, now, narrow, behind) if sought.is_cut else _load(within, sought.first)
    return Look(page, sought.counts, None)


def list_rows(
    actor: Actor,
    *,
    whose: Whose,
    authority: str = "",
    now: dt.datetime,
    narrow: Narrow = ALL,
    cursor: str | None = None,
) -> Page:
    """The page alone. One statement; raises as `look_at`."""
    within, behind = conditions.of_list(actor, whose, authority), conditions.behind(cursor)
    return _page(within, STATES_OF[whose], now, narrow, behind)


def count_rows(actor: Actor, *, whose: Whose, authority: str = "", now: dt.datetime, narrow: Narrow = ALL) -> Counts:
    """The counts alone. One statement; raises as `look_at`."""
    return _count(conditions.of_list(actor, whose, authority), STATES_OF[whose], now, narrow).counts


def count_open(actor: Actor, authorities: Sequence[str], *, now: dt.datetime) -> dict[str, int]:
    """How many rows nobody has taken at each of these authorities: the total of `count_rows` there. One statement.

    Raises NotAllowed worklist.authority_not_yours without a grant at one of them.
    """
    by_span: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for each in dict.fromkeys(authorities):
        by_span.setdefault(conditions.spans_at(actor, each), []).append(each)
    told = [_count_places(places, spans, now) for spans, places in by_span.items()]
    found = statements.either(told) if told else None
    return dict(statements.fetch(found.text, found.values)) if found else {}


def list_mine(actor: Actor, *, now: dt.datetime, narrow: Narrow = ALL, cursor: str | None = None) -> Page:
    """What the actor has claimed, at the authorities they act for. Raises Invalid("worklist.bad_cursor")."""
    return list_rows(actor, whose=Whose.MINE, now=now, narrow=narrow, cursor=cursor)


def list_unit(
    actor: Actor,
    authority: str,
    *,
    now: dt.datetime,
    state: State = State.OPEN,
    narrow: Narrow = ALL,
    cursor: str | None = None,
) -> Page:
    """The authority's rows in that state. Raises NotAllowed without a grant there, Invalid("worklist.bad_cursor")."""
    return _page(conditions.of_unit(actor, authority), (state,), now, narrow, conditions.behind(cursor))


def count_mine(actor: Actor, *, now: dt.datetime) -> Counts:
    """How many rows the actor has claimed, by light. One statement."""
    return count_rows(actor, whose=Whose.MINE, now=now)


def count_unit(actor: Actor, authority: str, *, now: dt.datetime, state: State = State.OPEN) -> Counts:
    """How many rows the authority has in that state, by light. One statement. Raises NotAllowed without a grant."""
    return _count(conditions.of_unit(actor, authority), (state,), now, ALL).counts


# --- counting -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted, and the ids of the page asked for, one more than it holds; wrong where counting was cut."""

    counts: Counts
    steps: list[StepCount]
    first: list[uuid.UUID]

    @property
    def is_cut(self) -> bool:
        return bool(self.counts.at_least)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a list in the order of its index: where it lies, and the lights that its rows can show."""

    within: str
    light: str
    lights: frozenset[Light]


_PARTS = (
    _Part("order_at < %s", "'overdue'", frozenset({Light.OVERDUE})),
    _Part(
        "order_at >= %s AND order_at < %s",
        "CASE WHEN alarm_at <= %s THEN 'alarm' WHEN warn_at <= %s THEN 'warning' ELSE 'normal' END",
        frozenset({Light.ALARM, Light.WARNING, Light.NORMAL}),
    ),
    _Part("order_at = %s", "CASE WHEN due_at IS NOT NULL THEN 'paused' END", frozenset({Light.PAUSED})),
)
_COUNT = "SELECT part, light, kind, step, count(*), NULL::uuid[] FROM {found} GROUP BY part, light, kind, step"
_COUNT_WITH_IDS = (
    "WITH found AS MATERIALIZED ({parts}) "  # noqa: S608
    + _COUNT
    + " UNION ALL SELECT NULL, NULL, NULL, NULL, NULL,"
    + " ARRAY(SELECT id FROM found WHERE {wanted} ORDER BY order_at, id LIMIT %s)"
)


def _count(within: Sequence[Where], states: Sequence[State], now: dt.datetime, narrow: Narrow) -> _Counted:
    """One statement; each part of the list is read in the order of its index, and no further than COUNTED."""
    parts = _list_parts(within, states, now, narrow, "kind, step", COUNTED)
    if not parts:
        return _add_up((), COUNTED)
    found = statements.either(parts)
    return _add_up(statements.fetch(_COUNT.format(found=f"({found.text}) AS found"), found.values), COUNTED)


def _count_places(places: Sequence[str], spans: Sequence[tuple[str, str]], now: dt.datetime) -> Where:
    """Authority and how many open rows it has in these spans of regions, each part counted no further than COUNTED."""
    here = conditions.in_regions(spans) & conditions.in_state(State.OPEN)
    bounds: tuple[tuple[Any, ...], ...] = ((now,), (now, NO_CLOCK), (NO_CLOCK,))
    parts = [
        statements.first(Where("1"), Where("authority = place.code") & here & Where(part.within, bound), COUNTED)
        for part, bound in zip(_PARTS, bounds, strict=True)
    ]
    counted = statements.either(parts)
    text = (
        "SELECT place.code, (SELECT count(*) FROM ("  # noqa: S608
        f"{counted.text}) AS counted) FROM unnest(%s::text[]) AS place (code)"
    )
    return Where(text, (*counted.values, list(places)))


def _seek(
    within: Sequence[Where], states: Sequence[State], now: dt.datetime, narrow: Narrow, behind: Where
) -> _Counted:
    """As `_count`, with the ids of the page: what is hard to find is looked for once. Dear where much is found."""
    most = min(SOUGHT, COUNTED)
    parts = _list_parts(within, states, now, narrow, "kind, step, id, order_at", most)
    if not parts:
        return _add_up((), most)
    found, light = statements.either(parts), narrow.light
    wanted = Where("TRUE") & (Where("light = %s", (light.value,)) if light else ALWAYS) & behind
    text = _COUNT_WITH_IDS.format(parts=found.text, found="found", wanted=wanted.text)
    return _add_up(statements.fetch(text, (*found.values, *wanted.values, PAGE + 1)), most)


def _list_parts(
    within: Sequence[Where], states: Sequence[State], now: dt.datetime, narrow: Narrow, columns: str, most: int
) -> list[Where]:
    """The parts of `_PARTS` in turn, of every state at every authority, `most` of each: selects that number them."""
    told: tuple[tuple[Any, ...], ...] = ((), (now, now), ())
    bounds: tuple[tuple[Any, ...], ...] = ((now,), (now, NO_CLOCK), (NO_CLOCK,))
    found: list[Where] = []
    for place, state in ((place, state) for place in within for state in states):
        for part, light, bound in zip(_PARTS, told, bounds, strict=True):
            columns_of = Where(f"{len(found)} AS part, {columns}, {part.light} AS light", light)
            condition = place & conditions.in_state(state) & Where(part.within, bound) & conditions.narrowed(narrow)
            found.append(statements.first(columns_of, condition, most))
    return found


def _add_up(lines: Iterable[tuple[Any, ...]], most: int) -> _Counted:
    parts, lights, steps = Counter[int](), Counter[str | None](), Counter[tuple[str, str]]()
    first: list[uuid.UUID] = []
    for part, light, kind, step, count, ids in lines:
        if part is None:
            first = ids
            continue
        parts[part] += count
        lights[light] += count
        steps[kind, step] += count
    cut = [_PARTS[part % len(_PARTS)].lights for part, count in parts.items() if count >= most]
    shown = {light.value: lights[light.value] for light in Light}
    counts = Counts(total=parts.total(), at_least=frozenset().union(*cut), **shown)
    return _Counted(counts, [StepCount(*at, count) for at, count in sorted(steps.items())], first)


# --- pages --------------------------------------------------------------------------------------------------------


def _page(within: Sequence[Where], states: Sequence[State], now: dt.datetime, narrow: Narrow, behind: Where) -> Page:
    """Each state is read in the order of its index, whose columns decide, and no further than a page."""
    asked = conditions.lit(narrow.light, now) & conditions.narrowed(narrow) & behind
    found = statements.first_ids(within, states, asked, PAGE + 1)
    return _cut(statements.read_rows(within, Where(f"id = ANY(ARRAY({found.text}))", found.values)) if within else [])


def _load(within: Sequence[Where], ids: Sequence[uuid.UUID]) -> Page:
    return _cut(statements.read_rows(within, Where("id = ANY(%s)", (list(ids),))) if ids else [])


def _cut(found: list[WorklistRow]) -> Page:
    rows = found[:PAGE]
    return Page(rows, conditions.cursor_at(rows[-1]) if len(found) > PAGE else None)
