"""Why a calendar refuses."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed

SENTENCES = {
    "calendar.not_allowed": _("您没有装入这个地区节假日安排的权限。"),
    "calendar.notice_loaded_already": _("%(number)s 已经装入过。"),
    "calendar.days_outside_year": _("有的日期不在 %(year)s 年前后，请核对通知。"),
    "calendar.no_days": _("通知里没有日期，没有装入。"),
    "calendar.out_of_range": _("日期太早或太晚，工作日历没有这一天。"),
    "limit.negative": _("时限不能是负数。"),
    "pause.ends_before_it_starts": _("暂停的结束时间早于开始时间。"),
    "instant.naive": _("时间没有注明时区。"),
}


def not_allowed(region: str) -> NotAllowed:
    return NotAllowed("calendar.not_allowed", region=region)


def notice_loaded_already(number: str) -> Conflict:
    return Conflict("calendar.notice_loaded_already", number=number)


def days_outside_year(year: int, days: list[dt.date]) -> Invalid:
    return Invalid("calendar.days_outside_year", {"days": [day.isoformat() for day in days]}, year=year)


def no_days() -> Invalid:
    return Invalid("calendar.no_days", {"days": ["calendar.no_days"]})
