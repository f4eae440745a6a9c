"""The statutory festivals of a year (全国年节及纪念日放假办法, 2024 text) for a year without an official notice.

Weekends and these days rest; make-up days are known only from the notice, so such a year is provisional.
"""

import datetime as dt
from functools import cache

from lunar_python import Lunar, Solar


@cache
def festivals(year: int) -> dict[dt.date, str]:
    """Date → name of every statutory festival day of the year."""
    days = {dt.date(year, 1, 1): "元旦", **_spring_festival(year), _qingming(year): "清明节"}
    days |= {dt.date(year, 5, day): "劳动节" for day in (1, 2)}
    days |= {_lunar(year, 5, 5): "端午节", _lunar(year, 8, 15): "中秋节"}
    return days | {dt.date(year, 10, day): "国庆节" for day in (1, 2, 3)}


def is_worked_provisionally(day: dt.date) -> bool:
    """Monday to Friday outside the statutory festivals."""
    return day.weekday() < 5 and day not in festivals(day.year)


def _spring_festival(year: int) -> dict[dt.date, str]:
    first = _lunar(year, 1, 1)
    return {first + dt.timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}


def _qingming(year: int) -> dt.date:
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    return _date(table["清明"])


def _lunar(year: int, month: int, day: int) -> dt.date:
    return _date(Lunar.fromYmd(year, month, day).getSolar())


def _date(solar: Solar) -> dt.date:
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())
