"""Adding a hundred working days costs what adding one costs."""

import datetime as dt
import timeit

import chinese_calendar
import pytest

from tongban.registers.calendars.rules.clock import OFFICE_ZONE, Limit, Unit, compute_due
from tongban.registers.calendars.rules.workdays import WorkCalendar

CALENDAR = WorkCalendar.build(2004, 2026, chinese_calendar.is_workday)
START = dt.datetime(2024, 11, 25, 9, 30, tzinfo=OFFICE_ZONE)


def microseconds(days: int) -> float:
    """The best of seven: what the work costs when nobody else takes the processor."""
    work = timeit.Timer(lambda: compute_due(START, Limit(days, Unit.WORKING_DAY), CALENDAR))
    return min(work.repeat(7, 2000)) / 2000 * 1e6


@pytest.mark.long
def test_a_hundred_days_cost_what_one_day_costs() -> None:
    one, hundred = microseconds(1), microseconds(100)
    print(f"\n1 working day {one:.1f} µs, 100 working days {hundred:.1f} µs")
    assert hundred < one * 1.5
    assert hundred < 100
