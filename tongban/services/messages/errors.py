"""Why a notice or its wording is refused."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

SENTENCES = {
    "message.not_found": _("没有这条通知，或者不是发给您的。"),
    "message.template_unknown": _("没有这个通知模板。"),
    "message.not_allowed": _("您的岗位不能改这个地区的通知模板。"),
    "message.wording_refused": _("通知模板有 %(count)s 处要改。"),
    "message.text_missing": _("这里不能空着。"),
    "message.text_too_long": _("写得太长了。"),
    "message.text_unreadable": _("有看不见的字符，请删去。"),
    "message.brace_open": _("花括号没有成对，变量要写成“{变量名}”。"),
    "message.variable_unknown": _("用了这个通知没有的变量。"),
    "message.variable_missing": _("少了必须告诉对方的变量。"),
    "message.basis_missing": _("请写明依据或理由。"),
    "message.set_meanwhile": _("刚刚有人改过这个模板，请重新打开再改。"),
    "message.not_own": _("这个地区没有自己的模板。"),
}


def not_found() -> NotFound:
    return NotFound("message.not_found")


def template_unknown(code: str) -> NotFound:
    return NotFound("message.template_unknown", template=code[:60])


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("message.not_allowed", action=action)


def wording_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("message.wording_refused", faults, count=len(faults))


def set_meanwhile() -> Conflict:
    return Conflict("message.set_meanwhile")


def not_own() -> Conflict:
    return Conflict("message.not_own")
