"""The clocks of a case side by side, each with its light, and the days of the running one drawn."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.faces.workbench.worklist import words as lights
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.strip import DayCell
from tongban.foundation.worklist.rules import Clock, Light, light_of
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import remaining_working_days
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.queries import Case, CaseView
from tongban.services.cases.words import say_left

LONGEST = 45
"""Days that are drawn; a longer clock is told in words."""


@dataclass(frozen=True, slots=True)
class Face:
    """One clock: `state` is that of its light, "" when it does not run any more or not yet; `text` what is left of it,
    `days` in working days, today included.
    """

    kind: str
    due_at: dt.datetime | None
    state: str
    days: int | None
    text: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The running clock as days. `provisional`: the year whose holidays nobody has announced yet."""

    cells: tuple[DayCell, ...]
    days: int
    provisional: int | None = None


def list_faces(case: Case, now: dt.datetime) -> list[Face]:
    """The running clock first, then what runs beside it, then those that have ended."""
    days = calendars.get_days(case.region)
    found = []
    if case.clock and case.due_at:
        clock = Clock(case.due_at, case.warn_at, case.alarm_at, case.paused_at is not None)
        found.append(_face(case.clock, clock, now, days, main=True))
    for kind, due in _beside(case):
        found.append(_face(kind, Clock(due, paused=case.paused_at is not None and kind != "supply"), now, days))
    return found + [Face(kind, due, "", None) for kind, due in _ended(case)]


def draw(view: CaseView, now: dt.datetime) -> Strip | None:
    """The days from the one the running clock began on to the one it ends on; None without one, or where it is long."""
    case = view.case
    if case.clock is None or case.clock_since is None or case.due_at is None:
        return None
    first, last = as_day(case.clock_since), as_day(case.due_at)
    if (last - first).days > LONGEST:
        return None
    calendar = calendars.get_days(case.region)
    cells = tuple(_cells(view, first, last, as_day(now), calendar))
    provisional = next((year for year in (first.year, last.year) if year in calendar.provisional_years), None)
    return Strip(cells, sum(cell.number is not None for cell in cells), provisional)


def _cells(view: CaseView, first: dt.date, last: dt.date, today: dt.date, calendar: WorkCalendar) -> Iterator[DayCell]:
    yield DayCell(first, "start")
    number = 0
    for day in (first + dt.timedelta(days=at) for at in range(1, (last - first).days + 1)):
        if not calendar.is_worked(day):
            yield DayCell(day, "off", due=day == last)
        elif _stands_still(view, day, today):
            yield DayCell(day, "hold", due=day == last)
        else:
            number += 1
            kind = "done" if day < today else "now" if day == today else "work"
            yield DayCell(day, kind, number, due=day == last)


def _stands_still(view: CaseView, day: dt.date, today: dt.date) -> bool:
    """A pause counts from the day after it began up to and including its last."""
    return any(
        as_day(pause.started_at) < day <= (as_day(pause.ended_at) if pause.ended_at else today) for pause in view.pauses
    )


def _face(kind: str, clock: Clock, now: dt.datetime, calendar: WorkCalendar, *, main: bool = False) -> Face:
    light = light_of(clock, now)
    days = None if clock.due_at is None else remaining_working_days(clock.due_at, now, calendar)
    if light is Light.NORMAL and clock.due_at and as_day(clock.due_at) == as_day(now):
        light = Light.ALARM
    return Face(kind, clock.due_at, lights.state_of(light), days, _say(clock, days, now), main)


def _say(clock: Clock, days: int | None, now: dt.datetime) -> str:
    if clock.due_at is None or days is None:
        return ""
    return _("暂停计时") if clock.paused else say_left(days, clock.due_at, now)


def _beside(case: Case) -> list[tuple[str, dt.datetime]]:
    runs = case.clock == "promised"
    told = (
        ("legal", case.legal_due_at if runs else None),
        ("step", case.step_due_at if runs else None),
        ("supply", case.supply_due_at),
    )
    return [(kind, due) for kind, due in told if due is not None]


def _ended(case: Case) -> list[tuple[str, dt.datetime]]:
    told = (
        ("acceptance", case.acceptance_due_at),
        ("correction", case.correction_due_at),
        ("promised", case.promised_due_at),
        ("delivery", case.delivery_due_at),
    )
    return [(kind, due) for kind, due in told if due is not None and kind != case.clock]
