"""Due instants: a limit in its unit, from an event, past pauses (行政许可法 arts. 42, 45, 82; design 5).

The day of the event is not counted. A whole day ends at close of office. A half day is a morning or afternoon of the
office hours, and the current one is not counted. Natural hours run through nights and holidays.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.calendars.rules.workdays import WorkCalendar

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


class Unit(StrEnum):
    """In what a limit is counted."""

    NATURAL_HOUR = "natural_hour"
    CALENDAR_DAY = "calendar_day"
    HALF_DAY = "half_day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units. Half days are counted in halves: half a working day is `Limit(1, Unit.HALF_DAY)`."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise Invalid("limit.negative", count=self.count)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `start` to `end`; None while it still does."""

    start: dt.datetime
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The instant by which it must be done, None while the clock stands still. `provisional`: it may still move."""

    at: dt.datetime | None
    provisional: bool


def compute_due(start: dt.datetime, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """When `limit` ends that began with an event at `start`, every pause counted once however they overlap."""
    start = local(start)
    if limit.unit is Unit.NATURAL_HOUR:
        at = _after_running(start, dt.timedelta(hours=limit.count), pauses)
    else:
        at = _after_units(start, limit, calendar, pauses)
    return Due(at, calendar.is_provisional(start.date(), (at or start).date()))


def compute_warning(
    start: dt.datetime, limit: Limit, share: Decimal, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> dt.datetime | None:
    """The instant at which `share` of the limit is used up (days rounded up); None while the clock stands still."""
    if limit.unit is Unit.NATURAL_HOUR:
        return _after_running(local(start), dt.timedelta(hours=limit.count) * float(share), pauses)
    return compute_due(start, Limit(math.ceil(limit.count * share), limit.unit), calendar, pauses).at


def remaining_working_days(due: dt.datetime, now: dt.datetime, calendar: WorkCalendar) -> int:
    """Working days left, today included; when overdue, minus the working days that have begun since the due day."""
    due_on, today = local(due).date(), local(now).date()
    if now > due:
        return -calendar.working_days(due_on, today)
    return calendar.working_days(today - dt.timedelta(days=1), due_on)


def paused_units(start: dt.datetime, end: dt.datetime, unit: Unit, calendar: WorkCalendar) -> int:
    """By how many whole units a closed pause moves a due instant."""
    start, end = local(start), local(end)
    if unit is Unit.WORKING_DAY:
        return calendar.working_days(start.date(), end.date())
    if unit is Unit.HALF_DAY:
        return calendar.last_half_begun(end) - calendar.last_half_begun(start)
    return (end.date() - start.date()).days


def merge(pauses: Sequence[Pause], *, since: dt.datetime) -> list[Pause]:
    """The same standstill as disjoint pauses in order of time, cut off at the event that started the clock."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end < pause.start:
            raise Invalid("pause.ends_before_it_starts", start=pause.start.isoformat(), end=pause.end.isoformat())
        if pause.end is not None and pause.end <= since:
            continue
        begins = max(pause.start, since)
        last = merged[-1] if merged else None
        if last is not None and (last.end is None or begins <= last.end):
            merged[-1] = Pause(last.start, _later(last.end, pause.end))
        else:
            merged.append(Pause(begins, pause.end))
    return merged


def local(at: dt.datetime) -> dt.datetime:
    """The same instant as office clocks show it; a naive value is refused."""
    if at.tzinfo is None:
        raise Invalid("instant.naive", at=at.isoformat())
    return at.astimezone(OFFICE_ZONE)


def _after_units(
    start: dt.datetime, limit: Limit, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> dt.datetime | None:
    units = limit.count
    at = _end(start, limit.unit, units, calendar)
    for pause in merge(pauses, since=start):
        if pause.start > at:
            break
        if pause.end is None:
            return None
        units += paused_units(pause.start, pause.end, limit.unit, calendar)
        at = _end(start, limit.unit, units, calendar)
    return at


def _after_running(start: dt.datetime, length: dt.timedelta, pauses: Sequence[Pause]) -> dt.datetime | None:
    at = start + length
    for pause in merge(pauses, since=start):
        if pause.start > at:
            break
        if pause.end is None:
            return None
        at += pause.end - pause.start
    return at


def _later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return None if one is None or other is None else max(one, other)


def _end(start: dt.datetime, unit: Unit, units: int, calendar: WorkCalendar) -> dt.datetime:
    if unit is Unit.HALF_DAY:
        day, closes = calendar.end_of_half(calendar.last_half_begun(start) + units)
    elif unit is Unit.WORKING_DAY:
        day, closes = calendar.add_working_days(start.date(), units), calendar.hours.close
    else:
        day, closes = start.date() + dt.timedelta(days=units), calendar.hours.close
    return dt.datetime.combine(day, closes, tzinfo=OFFICE_ZONE)
