"""When a case calls for the platform: marks to be given, steps to be taken by the system. Computed from facts alone.

Everything here can be computed again at any time, as after a change of the calendar, and comes out the same.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tongban.registers.calendars.rules.clock import Limit, Pause, Unit, compute_due
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.rules.clock import Clock, Kind, read
from tongban.services.cases.rules.life import State, Step

MOST_EXTENSION = 10
"""Working days by which the head may extend, once (行政许可法 art. 42)."""

MOST_EXTENSION_JOINT = 15
"""The same where several bodies decide together."""

_PER_DAY = {Unit.WORKING_DAY: 1, Unit.CALENDAR_DAY: 1, Unit.HALF_DAY: 2, Unit.NATURAL_HOUR: 24}


class Grade(StrEnum):
    """How far a clock has run: yellow and red at the region's shares, overdue past the due instant."""

    YELLOW = "yellow"
    RED = "red"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the instants of a case follow from. `clock` is the one that runs; `extension` counts working days."""

    clock: Kind | None
    since: dt.datetime | None
    limit: Limit | None
    received_at: dt.datetime
    accepted_at: dt.datetime | None = None
    legal: Limit | None = None
    extension: int = 0
    step_since: dt.datetime | None = None
    step_limit: Limit | None = None
    supply_days: int | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Instants:
    """Due, yellow and red of the running clock, and the due instants beside it. None: no such clock, or it stands."""

    due_at: dt.datetime | None = None
    warn_at: dt.datetime | None = None
    alarm_at: dt.datetime | None = None
    legal_due_at: dt.datetime | None = None
    step_due_at: dt.datetime | None = None
    supply_due_at: dt.datetime | None = None


def compute(facts: Facts, calendar: WorkCalendar, shares: Sequence[Decimal]) -> Instants:
    """Every instant of the case. Only review clocks know pauses and extension; the others run through."""
    supply = None
    if facts.supply_days is not None:
        supply = compute_due(facts.received_at, Limit(facts.supply_days, Unit.WORKING_DAY), calendar).at
    if facts.clock is None or facts.since is None or facts.limit is None:
        return Instants(supply_due_at=supply)
    if facts.clock is not Kind.PROMISED:
        reading = read(Clock(facts.clock, facts.since, facts.limit), calendar, shares)
        return Instants(reading.due_at, reading.warn_at, reading.alarm_at, supply_due_at=supply)
    clock = Clock(facts.clock, facts.since, facts.limit, facts.pauses, extension_in(facts.limit.unit, facts.extension))
    reading = read(clock, calendar, shares)
    legal = facts.legal and _due(facts.since, facts.legal, facts, calendar, extension=facts.extension)
    step = facts.step_limit and facts.step_since and _due(facts.step_since, facts.step_limit, facts, calendar)
    return Instants(reading.due_at, reading.warn_at, reading.alarm_at, legal or None, step or None, supply)


def _due(
    since: dt.datetime, limit: Limit, facts: Facts, calendar: WorkCalendar, *, extension: int = 0
) -> dt.datetime | None:
    longer = Limit(limit.count + extension_in(limit.unit, extension), limit.unit)
    return compute_due(since, longer, calendar, facts.pauses).at


def extension_in(unit: Unit, working_days: int) -> int:
    """So many working days in another unit."""
    return working_days * _PER_DAY[unit]


@dataclass(frozen=True, slots=True)
class Timing:
    """What of a case decides when it calls. `marks` are those given already for the clocks that run.

    `run_elsewhere`: another system takes its steps, so that clocks give marks and nothing else.
    """

    state: State
    clock: Kind | None
    instants: Instants
    paused: bool = False
    default_grant: bool = False
    gaps: int = 0
    marks: frozenset[str] = frozenset()
    run_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """At this instant a mark is due (clock and grade), or the system takes a step."""

    at: dt.datetime
    clock: Kind
    grade: Grade | None = None
    step: Step | None = None

    @property
    def mark(self) -> str:
        return f"{self.clock}:{self.grade}"


def list_calls(timing: Timing) -> list[Call]:
    """Everything the case will call for if nobody touches it, in order of time; marks come before steps."""
    calls = [call for call in _marks(timing) if call.mark not in timing.marks] + list(_steps(timing))
    return sorted(calls, key=lambda call: (call.at, call.step is not None))


@dataclass(frozen=True, slots=True)
class Due:
    """What a case calls for up to an instant, and when it calls next if nothing but the marks is done."""

    marks: tuple[Call, ...]
    step: Step | None
    wakes_at: dt.datetime | None


def list_due(timing: Timing, now: dt.datetime) -> Due:
    """Marks that are to be given and the first step that the system is to take; a call at `now` itself is due."""
    calls = list_calls(timing)
    reached = [call for call in calls if call.at <= now]
    marks = tuple(call for call in reached if call.grade is not None)
    step = next((call.step for call in reached if call.step is not None), None)
    return Due(marks, step, next((call.at for call in calls if call.step is not None or call.at > now), None))


def find_wake(timing: Timing) -> dt.datetime | None:
    """The next instant at which the platform has to look at the case; None for never."""
    return next((call.at for call in list_calls(timing)), None)


def find_overrun(timing: Timing, now: dt.datetime) -> Call | None:
    """The step of the system whose instant has passed: nobody else decides any more. The due instant is in time."""
    return next((call for call in list_calls(timing) if call.step is not None and call.at < now), None)


def _marks(timing: Timing) -> list[Call]:
    """The applicant's own waiting has no marks: it breaches nothing."""
    at = timing.instants
    if timing.clock is None or timing.paused or timing.clock is Kind.CORRECTION:
        return []
    due = [
        (at.warn_at, timing.clock, Grade.YELLOW),
        (at.alarm_at, timing.clock, Grade.RED),
        (at.due_at, timing.clock, Grade.OVERDUE),
    ]
    if timing.clock is Kind.PROMISED:
        due += [(at.legal_due_at, Kind.LEGAL, Grade.OVERDUE), (at.step_due_at, Kind.STEP, Grade.OVERDUE)]
    return [Call(instant, clock, grade) for instant, clock, grade in due if instant is not None]


def _steps(timing: Timing) -> list[Call]:
    at, found = timing.instants, []
    if timing.run_elsewhere:
        return []
    step = {Kind.ACCEPTANCE: Step.DEEM_ACCEPTED, Kind.CORRECTION: Step.LAPSE}.get(timing.clock or Kind.LEGAL)
    if timing.clock is Kind.PROMISED and timing.default_grant:
        step = Step.GRANT_BY_DEFAULT
    if step and timing.clock and at.due_at is not None and not timing.paused:
        found.append(Call(at.due_at, timing.clock, step=step))
    if timing.gaps and at.supply_due_at is not None and timing.state in _LAPSING:
        found.append(Call(at.supply_due_at, Kind.CORRECTION, step=Step.LAPSE))
    return found


_LAPSING = frozenset((State.REVIEW, State.SUSPENDED, State.GRANTED))
