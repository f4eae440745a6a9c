"""How a row of work reads: its step, its light and what is left of its time."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.foundation.ui.rules import as_day
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import Light, Whose
from tongban.registers.calendars.rules.clock import remaining_working_days
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.queries import Case

STEPS: dict[str, Promise] = {
    "submitted": gettext_lazy("待受理"),
    "correcting": gettext_lazy("等补正"),
    "check": gettext_lazy("材料审查"),
    "site_visit": gettext_lazy("现场核查"),
    "review": gettext_lazy("复审"),
    "publicity": gettext_lazy("公示"),
    "decide": gettext_lazy("决定"),
    "suspended": gettext_lazy("特别程序"),
    "deliver": gettext_lazy("待送达"),
}
LIGHTS: dict[Light, Promise] = {
    Light.OVERDUE: gettext_lazy("已逾期"),
    Light.ALARM: gettext_lazy("红牌"),
    Light.WARNING: gettext_lazy("黄牌"),
    Light.NORMAL: gettext_lazy("正常"),
    Light.PAUSED: gettext_lazy("暂停"),
}
STATES = {Light.ALARM: "urgent"}
"""What the component of lights calls those it names otherwise."""

WHOSE: dict[Whose, Promise] = {
    Whose.MINE: gettext_lazy("我领的"),
    Whose.OFFERED: gettext_lazy("移交给我的"),
    Whose.UNCLAIMED: gettext_lazy("待领"),
    Whose.CLAIMED: gettext_lazy("有人在办"),
    Whose.ALL: gettext_lazy("全部"),
}
CHANNELS: dict[str, Promise] = {
    "web": gettext_lazy("网上"),
    "app": gettext_lazy("手机"),
    "window": gettext_lazy("窗口"),
    "terminal": gettext_lazy("自助机"),
    "hotline": gettext_lazy("热线"),
    "third_party": gettext_lazy("第三方平台"),
    "system": gettext_lazy("业务系统"),
}


def step_name(step: str) -> str:
    """A step as the list has it; what the list does not know reads as it stands there."""
    return str(STEPS.get(step, step))


def state_of(light: Light | None) -> str:
    return STATES.get(light, light.value) if light else ""


def say_remaining(row: WorklistRow, now: dt.datetime, calendar: WorkCalendar) -> str:
    """Working days left, today included; overdue by how many; paused; nothing without a clock."""
    light = row.light(now)
    if light is None or row.due_at is None:
        return ""
    if light is Light.PAUSED:
        return _("暂停")
    days = remaining_working_days(row.due_at, now, calendar)
    if light is Light.OVERDUE:
        return ngettext("逾期 %(num)s 日", "逾期 %(num)s 日", -days) % {"num": -days} if days else _("已逾期")
    if as_day(row.due_at) == as_day(now):
        return _("今天到期")
    return ngettext("%(num)s 日", "%(num)s 日", days) % {"num": days}


def list_hints(case: Case) -> list[str]:
    """What makes this case unlike others, in a word each."""
    told = []
    if case.gaps:
        told.append(_("容缺 %(count)s") % {"count": case.gaps})
    if case.notices:
        told.append(_("补正 %(count)s 次") % {"count": case.notices})
    if case.default_grant:
        told.append(_("超时默认"))
    if case.promise:
        told.append(_("告知承诺"))
    return told
