"""For which day somebody asks whether a seal by itself held."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from tongban.foundation.kernel.errors import Invalid

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str, *, now: dt.datetime) -> dt.date | None:
    """The day that "2021-01-01" names; None for no text: that of today.

    Raises Invalid document.day_malformed, document.day_in_future.
    """
    text = text.strip()
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Invalid("document.day_malformed", {"as_of": ["document.day_malformed"]})
    if day > now.astimezone(CHINA).date():
        raise Invalid("document.day_in_future", {"as_of": ["document.day_in_future"]})
    return day


def instant_of(day: dt.date | None, *, now: dt.datetime) -> dt.datetime:
    """The instant that a seal is judged for: the end of that day in China; now, for today."""
    return now if day is None else min(dt.datetime.combine(day, dt.time.max, CHINA), now)
