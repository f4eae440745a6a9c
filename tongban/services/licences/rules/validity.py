"""How long a licence holds."""

import calendar
import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

LONGEST = {"year": 100, "month": 1_200, "day": 36_500}


class Unit(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    LONG_TERM = "long_term"


def is_validity(told: Any) -> bool:
    """True for {"unit": "long_term"} and {"unit": "year" | "month" | "day", "length": n}."""
    if not isinstance(told, Mapping) or not isinstance(told.get("unit"), str) or told["unit"] not in set(Unit):
        return False
    if told["unit"] == Unit.LONG_TERM:
        return set(told) <= {"unit", "length"}
    length = told.get("length")
    return isinstance(length, int) and not isinstance(length, bool) and 1 <= length <= LONGEST[told["unit"]]


def last_day(first: dt.date, validity: Mapping[str, Any]) -> dt.date | None:
    """The last day on which what begins on `first` holds; None for ever.

    The day before the same date so many years or months on. Where that date does not exist (29 February, the 31st) the
    first of the next month takes its place: one year from 2024-02-29 ends on 2025-02-28.
    """
    unit, length = Unit(validity["unit"]), validity.get("length") or 0
    if unit is Unit.LONG_TERM:
        return None
    if unit is Unit.DAY:
        return first + dt.timedelta(days=length - 1)
    months = length * 12 if unit is Unit.YEAR else length
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    days = calendar.monthrange(year, month + 1)[1]
    if first.day > days:
        return dt.date(year, month + 1, days)
    return dt.date(year, month + 1, first.day) - dt.timedelta(days=1)
