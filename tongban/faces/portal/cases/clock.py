"""The clock of a case as its applicant sees it: its light, what remains, and the days drawn."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.foundation.ui.strip import DayCell
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import Unit, local, remaining_working_days
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.words import say_left

DAYS_IN_ONE_ROW, MOST_DRAWN = 12, 62


@dataclass(frozen=True, slots=True)
class Clock:
    """`state` as `light` draws it, `days` working days left, today included (negative: overdue), None while it stands
    still; `text` says so.

    `cells` are empty where the days are too many to draw. `provisional` is the first year without an official notice.
    """

    kind: Kind
    state: str
    days: int | None
    due_at: dt.datetime | None
    text: str
    cells: tuple[DayCell, ...] = ()
    provisional: int | None = None

    @property
    def weeks(self) -> bool:
        """Whether the days need more than a row; then they stand in weeks from Monday on."""
        return len(self.cells) > DAYS_IN_ONE_ROW

    @property
    def lead(self) -> int:
        """Days of the first week before the clock began."""
        return self.cells[0].day.weekday() if self.weeks else 0

    @property
    def week(self) -> list[dt.date]:
        monday = self.cells[0].day - dt.timedelta(days=self.lead)
        return [monday + dt.timedelta(days=ahead) for ahead in range(7)]


def read_clock(
    case: Case, *, now: dt.datetime, pauses: Sequence[tuple[dt.date, dt.date | None]] | None = None
) -> Clock | None:
    """None while no clock runs. The days are drawn where `pauses` (first and last day) are told."""
    if case.clock is None or case.clock_since is None:
        return None
    kind, calendar = Kind(case.clock), calendars.get_days(case.region)
    if case.paused_at is not None or case.due_at is None:
        return Clock(kind, "paused", None, None, _("暂停计时"))
    state = _state(case, case.due_at, now, calendar)
    left = remaining_working_days(case.due_at, now, calendar)
    text = say_left(left, case.due_at, now)
    if pauses is None or case.clock_unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        return Clock(kind, state, left, case.due_at, text)
    first, last = local(case.clock_since).date(), local(case.due_at).date()
    cells: tuple[DayCell, ...] = ()
    if (last - first).days <= MOST_DRAWN:
        cells = tuple(_cells(first, last, local(now).date(), calendar, case.clock_unit, pauses))
    years = [year for year in range(first.year, last.year + 1) if year in calendar.provisional_years]
    return Clock(kind, state, left, case.due_at, text, cells, years[0] if years else None)


def _state(case: Case, due_at: dt.datetime, now: dt.datetime, calendar: WorkCalendar) -> str:
    if now > due_at:
        return "overdue"
    if local(due_at).date() == local(now).date() or (case.alarm_at and now >= case.alarm_at):
        return "urgent"
    return "warning" if case.warn_at and now >= case.warn_at else "normal"


def _cells(
    first: dt.date,
    last: dt.date,
    today: dt.date,
    calendar: WorkCalendar,
    unit: str,
    pauses: Sequence[tuple[dt.date, dt.date | None]],
) -> Iterator[DayCell]:
    """The day of the event is not counted, nor are days of rest and those on which the clock stood still."""
    yield DayCell(first, "start", due=first == last)
    number = 0
    for ordinal in range(first.toordinal() + 1, last.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        if unit == Unit.WORKING_DAY and not calendar.is_worked(day):
            yield DayCell(day, "off", due=day == last)
        elif any(start < day <= (end or last) for start, end in pauses):
            yield DayCell(day, "hold", due=day == last)
        else:
            number += 1
            kind = "done" if day < today else "now" if day == today else "work"
            yield DayCell(day, kind, number, due=day == last)
