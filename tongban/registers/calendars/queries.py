"""The working calendar of a region: official national days, overlaid by the notices of regions above, then its own.

Office hours, warning shares and promises are read from the region's profile.
"""

import datetime as dt
import threading
import uuid
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

import chinese_calendar

from tongban.registers.calendars.models import Notice, SettledDay
from tongban.registers.calendars.rules.clock import Limit, Unit
from tongban.registers.calendars.rules.festivals import is_worked_provisionally
from tongban.registers.calendars.rules.workdays import OfficeHours, WorkCalendar
from tongban.registers.regions.queries import profiles
from tongban.registers.regions.rules import list_ancestor_codes

_building = threading.Lock()
FIRST_YEAR, LAST_YEAR = 2004, 2036
LAST_OFFICIAL_YEAR = max(chinese_calendar.constants.holidays).year


def get_calendar(region: str, on: dt.date) -> WorkCalendar:
    """The calendar of `region`, every notice loaded so far counted, with the office hours that hold on that date.

    Two statements; days are counted anew only after a change. Raises NotFound region_unknown.
    """
    hours = profiles.office_hours(region, on)
    return replace(_calendar(region), hours=OfficeHours(hours.morning, hours.afternoon))


LOADED = """ARRAY(
    SELECT id FROM calendars_notice
    WHERE region IN (SELECT rpad(left({region}, digits), 12, '0') FROM unnest('{{2,4,6,9,12}}'::int[]) digits)
    ORDER BY id
)"""
"""Part of a larger statement: the notices that count in a region, for `get_days`."""


def get_days(region: str, loaded: Sequence[uuid.UUID] | None = None) -> WorkCalendar:
    """The calendar of `region` with the usual office hours: enough for counting days.

    One statement, none for whoever brings what `LOADED` found.
    """
    return _calendar(region) if loaded is None else _built(_chain(region), tuple(loaded))


def list_provisional_years(region: str, now: dt.datetime) -> list[int]:
    """Years from this one to the next that rest on no official notice in `region`: dates in them may still move."""
    years = _calendar(region).provisional_years
    return [year for year in (now.year, now.year + 1) if year in years]


def list_warning_shares(region: str, on: dt.date) -> tuple[Decimal, Decimal]:
    """The shares of a limit after which its light turns yellow and red there on that date, for `compute_warning`."""
    return profiles.warning_shares(region, on)


def find_promise(region: str, theme: str, on: dt.date) -> Limit | None:
    """The limit promised there for a theme (`company_opening`), None when nobody promised any."""
    promise = profiles.find_promise(region, theme, on)
    return Limit(promise.count, Unit(promise.unit)) if promise else None


def _calendar(region: str) -> WorkCalendar:
    chain = _chain(region)
    loaded = tuple(Notice.objects.filter(region__in=chain).order_by("id").values_list("id", flat=True))
    return _built(chain, loaded)


@lru_cache(maxsize=4096)
def _chain(region: str) -> tuple[str, ...]:
    return (*list_ancestor_codes(region), region)


def _built(chain: tuple[str, ...], loaded: tuple[uuid.UUID, ...]) -> WorkCalendar:
    """Counting the days of thirty years takes long: of several threads that need them one does it."""
    with _building:
        return _build(chain, loaded)


@lru_cache(maxsize=256)
def _build(chain: tuple[str, ...], loaded: tuple[uuid.UUID, ...]) -> WorkCalendar:
    notices = sorted(
        Notice.objects.filter(id__in=loaded), key=lambda notice: (chain.index(notice.region), notice.loaded_at)
    )
    settled: dict[dt.date, bool] = {}
    for notice in notices:
        settled |= dict(SettledDay.objects.filter(notice=notice).values_list("day", "worked"))
    official = {notice.year for notice in notices if notice.settles_year}
    provisional = [year for year in range(LAST_OFFICIAL_YEAR + 1, LAST_YEAR + 1) if year not in official]

    def is_worked(day: dt.date) -> bool:
        if day in settled:
            return settled[day]
        if day.year <= LAST_OFFICIAL_YEAR:
            return _is_officially_worked(day)
        return is_worked_provisionally(day)

    return WorkCalendar.build(FIRST_YEAR, LAST_YEAR, is_worked, provisional_years=provisional)


@cache
def _is_officially_worked(day: dt.date) -> bool:
    """The package looks for its first and last year at every question: asked once a day, not once a day and region."""
    return bool(chinese_calendar.is_workday(day))
