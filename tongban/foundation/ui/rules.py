"""How dates, numbers and secrets are written: pure functions of a value and a language.

Chinese writes 11月27日（星期五）, 12.64万 and 2.22亿; English writes Friday 27 November and 126,400. Instants are shown
in Asia/Shanghai. Identifiers are masked so that at least four characters stay hidden.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_VALUE = "—"

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_PLACES = Decimal("0.01")
_HIDDEN = 4
_LONE = re.compile("[\ud800-\udfff]")


def local(instant: dt.datetime) -> dt.datetime:
    """The wall clock in Shanghai; a naive instant is refused, because nobody knows where it was read."""
    if instant.tzinfo is None:
        raise ValueError("An instant without a time zone cannot be shown.")
    return instant.astimezone(SHANGHAI)


def as_day(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day in Shanghai."""
    return local(value).date() if isinstance(value, dt.datetime) else value


def weekday(day: dt.date, language: str) -> str:
    """星期五 or Friday."""
    return _WEEKDAYS_EN[day.weekday()] if language == "en" else "星期" + _WEEKDAYS_ZH[day.weekday()]


def write_day(value: dt.date | dt.datetime, language: str, today: dt.date | None = None) -> str:
    """11月27日（星期五） or Friday 27 November; the year is added unless it is the year of `today`."""
    day = as_day(value)
    return _with_weekday(write_date(day, language, today), day, language)


def _with_weekday(date: str, day: dt.date, language: str) -> str:
    return f"{weekday(day, language)} {date}" if language == "en" else f"{date}（{weekday(day, language)}）"


def write_date(value: dt.date | dt.datetime, language: str, today: dt.date | None = None) -> str:
    """11月27日 or 27 November, without the weekday; the year as in `write_day`."""
    day = as_day(value)
    with_year = today is None or today.year != day.year
    if language == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]}" + (f" {day.year}" if with_year else "")
    return (f"{day.year}年" if with_year else "") + f"{day.month}月{day.day}日"


def write_short_day(value: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """11-27 for staff, 2027-11-27 outside the year of `today`; the same in both languages."""
    day = as_day(value)
    return day.strftime("%m-%d") if today is not None and today.year == day.year else day.isoformat()


def write_slashed(value: dt.date | dt.datetime, language: str) -> str:
    """11/27 or 27/11: for the narrow cells of a day strip, whose full date is read out."""
    day = as_day(value)
    return f"{day.day}/{day.month}" if language == "en" else f"{day.month}/{day.day}"


def short_weekday(value: dt.date | dt.datetime, language: str) -> str:
    """周五 or Fri."""
    name = weekday(as_day(value), language)
    return name[:3] if language == "en" else "周" + name[-1]


def write_time(instant: dt.datetime) -> str:
    """09:30, twenty-four hours."""
    return local(instant).strftime("%H:%M")


def write_moment(instant: dt.datetime, language: str, today: dt.date | None = None) -> str:
    """11月25日 09:30 or 25 November, 09:30."""
    separator = ", " if language == "en" else " "
    return write_date(instant, language, today) + separator + write_time(instant)


def write_count(number: int | Decimal, language: str) -> str:
    """12.64万, 2.22亿 (two places, half up) in Chinese from ten thousand on; in full with commas otherwise.

    >>> write_count(126_400, "zh-hans"), write_count(126_400, "en")
    ('12.64万', '126,400')
    """
    exact = Decimal(number)
    if language == "en" or abs(exact) < _WAN:
        return f"{exact:,}"
    in_wan = (exact / _WAN).quantize(_PLACES, ROUND_HALF_UP)
    if abs(in_wan) < _WAN:
        return f"{in_wan}万"
    return f"{(exact / _YI).quantize(_PLACES, ROUND_HALF_UP)}亿"


def write_percentage(share: Decimal | None) -> str:
    """99.72%; a dash where there was nothing to take a share of."""
    return NO_VALUE if share is None else f"{share.quantize(_PLACES, ROUND_HALF_UP)}%"


def write_money(amount: Decimal | int) -> str:
    """¥1,200.00; the amount is in yuan."""
    exact = Decimal(amount).quantize(_PLACES, ROUND_HALF_UP)
    return f"{'-' if exact < 0 else ''}¥{abs(exact):,}"


def mask(text: str, first: int = 4, last: int = 4) -> str:
    """Shows at most `first` and `last` characters and always hides four or more.

    >>> mask("42090219900101000X"), mask("13900000000"), mask("0987")
    ('4209**********000X', '139****0000', '****')
    """
    last = min(last, max(0, len(text) - _HIDDEN))
    first = min(first, max(0, len(text) - _HIDDEN - last))
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


def mask_name(name: str) -> str:
    """样*甲 for three characters, 样* for two: enough to recognise oneself on a calling screen."""
    return name[:1] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def group(text: str, *sizes: int) -> str:
    """9142 0902 MA00 …: groups of four, or of the sizes given, with spaces between.

    >>> group("42090219900101000X", 6, 8, 4)
    '420902 19900101 000X'
    """
    return " ".join(_groups(text, sizes))


def _groups(text: str, sizes: tuple[int, ...]) -> Iterator[str]:
    wanted = list(sizes)
    while text:
        size = wanted.pop(0) if wanted else 4
        yield text[:size]
        text = text[size:]


def unstorable(value: object) -> str | None:
    """The code of what PostgreSQL would refuse in any text inside `value` (lists, tuples, mappings and their keys too).

    "text.null_byte" for U+0000, "text.lone_surrogate" for half of a pair (JSON can spell one); None when all is well.
    """
    if isinstance(value, str):
        if "\x00" in value:
            return "text.null_byte"
        return "text.lone_surrogate" if not value.isascii() and _LONE.search(value) else None
    if isinstance(value, dict):
        return unstorable([*value.keys(), *value.values()])
    if isinstance(value, (list, tuple)):
        return next((code for code in map(unstorable, value) if code), None)
    return None
