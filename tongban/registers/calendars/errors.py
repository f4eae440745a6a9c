"""Why a calendar refuses."""

import datetime as dt

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed


def not_allowed(region: str) -> NotAllowed:
    return NotAllowed("calendar.not_allowed", region=region)


def notice_loaded_already(number: str) -> Conflict:
    return Conflict("calendar.notice_loaded_already", number=number)


def days_outside_year(year: int, days: list[dt.date]) -> Invalid:
    return Invalid("calendar.days_outside_year", {"days": [day.isoformat() for day in days]}, year=year)


def no_days() -> Invalid:
    return Invalid("calendar.no_days", {"days": ["calendar.no_days"]})
