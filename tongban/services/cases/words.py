"""How a row of work about a case reads: its step, its light, what is left of its time, what makes it special."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import Light
from tongban.registers.calendars.rules.clock import OFFICE_ZONE, remaining_working_days
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.registers.signatures.rules import Way
from tongban.services.cases.queries.heads import Head
from tongban.services.cases.queries.signatures import SignatureView
from tongban.services.cases.rules.signing import Stands

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
SIGNERS: dict[str, Promise] = {
    "representative": gettext_lazy("法定代表人（负责人）"),
    "agent": gettext_lazy("办事人"),
}
STANDS: dict[Stands, Promise] = {
    Stands.INTACT: gettext_lazy("签署后没有改动"),
    Stands.CORRECTED: gettext_lazy("签署后补正过，和签署的内容不同"),
    Stands.ALTERED: gettext_lazy("签署后被改动，和签署的内容不符"),
    Stands.BROKEN: gettext_lazy("签名没有通过核对"),
}
STANDS_ON_PAPER: dict[Stands, Promise] = {
    Stands.INTACT: gettext_lazy("盖章后没有改动"),
    Stands.CORRECTED: gettext_lazy("盖章后补正过，和盖章的内容不同"),
    Stands.ALTERED: gettext_lazy("盖章后被改动，和盖章的内容不符"),
    Stands.BROKEN: gettext_lazy("盖章件没有通过核对"),
}
WAYS: dict[Way, Promise] = {
    Way.ELECTRONIC: gettext_lazy("电子营业执照签署"),
    Way.PAPER: gettext_lazy("纸质盖章，原件已核对"),
}
LIGHTS: dict[Light, Promise] = {
    Light.OVERDUE: gettext_lazy("已逾期"),
    Light.ALARM: gettext_lazy("红牌"),
    Light.WARNING: gettext_lazy("黄牌"),
    Light.NORMAL: gettext_lazy("正常"),
    Light.PAUSED: gettext_lazy("暂停"),
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


def signer_role(role: str) -> str:
    """As what the person of an enterprise has confirmed."""
    return str(SIGNERS.get(role, role))


def say_stands(signature: SignatureView) -> str:
    """How a signature stands to the form as it is now."""
    return str((STANDS_ON_PAPER if signature.way is Way.PAPER else STANDS)[signature.stands])


def say_way(signature: SignatureView) -> str:
    """Whether it was signed electronically or on paper."""
    return str(WAYS[signature.way])


def say_step(row: WorklistRow, case: Head | None) -> str:
    """In review what the item itself calls the step."""
    if case is None or case.state != "review":
        return step_name(row.step)
    step = case.route[case.position]
    return str((get_language() == "en" and step.get("name_en")) or step["name"])


def say_left(days: int, due_at: dt.datetime, now: dt.datetime) -> str:
    """What is left of a clock that runs, in the same words on every page: 今天到期, 还剩 3 个工作日, 逾期 1 个工作日.

    `days`: of `remaining_working_days`, today included.
    """
    if now > due_at:
        return (
            ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", -days) % {"num": -days} if days else _("已逾期")
        )
    if _is_today(due_at, now):
        return _("今天到期")
    if not days:
        return _("还剩不到 1 个工作日")
    return ngettext("还剩 %(num)s 个工作日", "还剩 %(num)s 个工作日", days) % {"num": days}


def _is_today(due_at: dt.datetime, now: dt.datetime) -> bool:
    return due_at.astimezone(OFFICE_ZONE).date() == now.astimezone(OFFICE_ZONE).date()


def say_remaining(row: WorklistRow, light: Light | None, now: dt.datetime, calendar: WorkCalendar | None) -> str:
    """As `say_left` in a column of a list: working days left, today included; paused; nothing without a clock."""
    if light is None or row.due_at is None or calendar is None:
        return ""
    if light is Light.PAUSED:
        return _("暂停")
    days = remaining_working_days(row.due_at, now, calendar)
    if light is Light.OVERDUE:
        return ngettext("逾期 %(num)s 日", "逾期 %(num)s 日", -days) % {"num": -days} if days else _("已逾期")
    if _is_today(row.due_at, now):
        return _("今天到期")
    if not days:
        return _("不到 1 日")
    return ngettext("%(num)s 日", "%(num)s 日", days) % {"num": days}


def list_hints(case: Head) -> list[str]:
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
