"""The working calendar of a region: official national days, overlaid by the notices of regions above, then its own."""

import datetime as dt
import uuid
from functools import lru_cache

import chinese_calendar

from tongban.registers.calendars.models import Notice, SettledDay
from tongban.registers.calendars.rules.festivals import is_worked_provisionally
from tongban.registers.calendars.rules.workdays import OfficeHours, WorkCalendar
from tongban.registers.regions.rules import list_ancestor_codes

FIRST_YEAR, LAST_YEAR = 2004, 2036
LAST_OFFICIAL_YEAR = max(chinese_calendar.constants.holidays).year


def get_calendar(region: str, hours: OfficeHours | None = None) -> WorkCalendar:
    """The calendar in force in `region`, every notice loaded so far counted. One statement; rebuilt only on change."""
    chain = (*list_ancestor_codes(region), region)
    loaded = tuple(Notice.objects.filter(region__in=chain).order_by("id").values_list("id", flat=True))
    return _build(chain, loaded, hours or OfficeHours())


def list_provisional_years(region: str, now: dt.datetime) -> list[int]:
    """Years from this one to the next that rest on no official notice in `region`: dates in them may still move."""
    years = get_calendar(region).provisional_years
    return [year for year in (now.year, now.year + 1) if year in years]


@lru_cache(maxsize=256)
def _build(chain: tuple[str, ...], loaded: tuple[uuid.UUID, ...], hours: OfficeHours) -> WorkCalendar:
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
            return bool(chinese_calendar.is_workday(day))
        return is_worked_provisionally(day)

    return WorkCalendar.build(FIRST_YEAR, LAST_YEAR, is_worked, provisional_years=provisional, hours=hours)
