"""The promised limit on the calendar: when it is done at the latest, if somebody applies and is accepted today."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.foundation.ui.strip import DayCell
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import Limit, Unit, compute_due, local
from tongban.registers.calendars.rules.workdays import WorkCalendar

WORKING_DAYS, CALENDAR_DAYS = "1", "2"
DAYS_IN_ONE_ROW = 12
DAYS_DRAWN = 62


@dataclass(frozen=True, slots=True)
class Forecast:
    """The last instant, and one cell for each day up to it; no cells where the days are too many to draw.

    `weeks`: more than one row; it begins on a Monday, `lead` empty cells come first. `provisional` is the first year
    without an official notice, or nothing.
    """

    due: dt.datetime
    days: int
    cells: tuple[DayCell, ...]
    weeks: bool
    lead: int
    provisional: int | None

    @property
    def week(self) -> list[dt.date]:
        """The days of the first week, from its Monday."""
        monday = self.cells[0].day - dt.timedelta(days=self.lead)
        return [monday + dt.timedelta(days=ahead) for ahead in range(7)]


def forecast(content: Mapping[str, Any], *, region: str, now: dt.datetime) -> Forecast | None:
    """None where nothing is promised, it is done on the spot, or the limit is of months or years."""
    limit = read_limit(content)
    if limit is None:
        return None
    today = local(now).date()
    calendar = calendars.get_calendar(region, today)
    due = compute_due(now, limit, calendar)
    if due.at is None:
        return None
    cells = tuple(_cells(today, due.at.date(), calendar, limit.unit))
    drawn = cells if len(cells) <= DAYS_DRAWN else ()
    weeks = len(cells) > DAYS_IN_ONE_ROW
    years = sorted(year for year in range(today.year, due.at.year + 1) if year in calendar.provisional_years)
    return Forecast(due.at, limit.count, drawn, weeks, today.weekday() if weeks else 0, years[0] if years else None)


def read_limit(content: Mapping[str, Any]) -> Limit | None:
    """The promised limit as a clock counts it."""
    value, unit = content.get("promised_limit"), content.get("promised_limit_unit")
    if not value or unit not in (WORKING_DAYS, CALENDAR_DAYS):
        return None
    count = Decimal(str(value))
    if unit == CALENDAR_DAYS:
        return Limit(int(count), Unit.CALENDAR_DAY)
    return Limit(int(count), Unit.WORKING_DAY) if count % 1 == 0 else Limit(int(count * 2), Unit.HALF_DAY)


def _cells(first: dt.date, last: dt.date, calendar: WorkCalendar, unit: Unit) -> Iterator[DayCell]:
    """The day of the event is not counted; every later one that counts carries its number."""
    yield DayCell(day=first, kind="start", due=first == last)
    number = 0
    for ordinal in range(first.toordinal() + 1, last.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        counts = unit is Unit.CALENDAR_DAY or calendar.is_worked(day)
        number += counts
        yield DayCell(day, "work" if counts else "off", number if counts else None, due=day == last)
