"""Why the register of organisations refuses."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

SENTENCES = {
    "organisation.not_allowed": _("您没有维护这个地区机构的权限。"),
    "organisation.unknown": _("没有代码为 %(organisation)s 的机构。"),
    "organisation.registered_already": _("这个代码，或者这个地区里同名的机构，已经登记过。"),
    "organisation.closed": _("这个机构已经撤销。"),
    "organisation.has_parts": _("这个机构下面还有机构，请先撤销或者移走它们。"),
    "organisation.moves_below_itself": _("机构不能移到自己下面。"),
    "organisation.refused": _("机构的内容有问题，没有登记。"),
    "organisation.staff_member_unknown": _("没有找到这名工作人员。"),
    "organisation.code_malformed": _("机构代码应为 1 至 18 位数字和字母。"),
    "organisation.name_malformed": _("机构名称应为 2 至 100 个字，不能有看不见的字符。"),
    "organisation.kind_unknown": _("没有这种机构类型。"),
    "organisation.kind_not_at_this_level": _("这一级地区没有这种类型的机构。"),
    "organisation.vertical_without_parent": _("垂直管理部门要写明上级机构。"),
    "organisation.duty_unknown": _("没有这种职责。"),
}


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("organisation.not_allowed", action=action)


def unknown(code: str) -> NotFound:
    return NotFound("organisation.unknown", organisation=code)


def registered_already(code: str) -> Conflict:
    return Conflict("organisation.registered_already", organisation=code)


def closed(code: str) -> Conflict:
    return Conflict("organisation.closed", organisation=code)


def has_parts(code: str) -> Conflict:
    return Conflict("organisation.has_parts", organisation=code)


def moves_below_itself(code: str) -> Conflict:
    return Conflict("organisation.moves_below_itself", organisation=code)


def refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("organisation.refused", faults)


def staff_member_unknown() -> NotFound:
    return NotFound("organisation.staff_member_unknown")
