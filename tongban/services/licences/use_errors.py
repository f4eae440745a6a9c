"""Why a licence may not be shown, fetched or copied."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

SENTENCES = {
    "licence.purpose_missing": _("没有说明用途：调取证照要说明为哪个事项。"),
    "licence.no_consent": _("持证人没有同意为这件事调取：%(types)s。"),
    "licence.no_law": _("依法调取要写明法律条文。"),
    "licence.not_allowed": _("您的岗位不能为这个事项调取证照。"),
    "licence.not_yours": _("您不能代表这位持证人使用证照。"),
    "licence.consent_refused": _("授权没有保存，请改正标出的地方。"),
    "licence.types_missing": _("请至少选一种证照。"),
    "licence.until_wrong": _("到期时间要晚于现在，最长一年。"),
    "licence.text_missing": _("这里不能空着。"),
    "licence.text_too_long": _("写得太长了。"),
    "licence.consent_not_found": _("没有这条授权，或者不是您的。"),
    "licence.code_unknown": _("扫到的不是亮码，或者这个码不存在。"),
    "licence.code_expired": _("这个码已经过期，请持证人换一个。"),
    "licence.code_redeemed": _("这个码已经用过，请持证人换一个。"),
    "licence.code_taken_back": _("持证人已经收回这个码。"),
    "licence.code_other_item": _("这个码是为别的事项亮的，不能用在这里。"),
    "licence.code_other_holder": _("这个码不是这位申请人的。"),
    "licence.not_usable": _("这本证照现在无效，不能制作加注件。"),
    "licence.not_sealed": _("这本证照还没有盖章，不能制作加注件。"),
    "licence.copy_refused": _("加注件没有做成，请改正标出的地方。"),
    "licence.copy_until_wrong": _("最早到今天，最晚到证照的有效期，不超过一年。"),
    "licence.alarm_not_found": _("没有这条用证异常。"),
    "licence.alarm_reason": _("要写明核实的结果，2 到 200 个字。"),
    "licence.alarm_own": _("不能由调取证照的人自己核实。"),
    "licence.alarm_closed": _("这条用证异常已经核实过。"),
    "licence.copy_not_found": _("没有这份加注件，或者不是您的。"),
}


def purpose_missing() -> Invalid:
    return Invalid("licence.purpose_missing", {"purpose": ["licence.purpose_missing"]})


def no_consent(types: Iterable[str]) -> Conflict:
    return Conflict("licence.no_consent", types="、".join(types))


def no_law() -> Invalid:
    return Invalid("licence.no_law", {"reference": ["licence.no_law"]})


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("licence.not_allowed", action=action)


def not_yours() -> NotAllowed:
    return NotAllowed("licence.not_yours")


def consent_refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("licence.consent_refused", faults)


def consent_not_found() -> NotFound:
    return NotFound("licence.consent_not_found")


def code_refused(code: str) -> Conflict:
    return Conflict(code)


def not_usable() -> Conflict:
    return Conflict("licence.not_usable")


def not_sealed() -> Conflict:
    return Conflict("licence.not_sealed")


def copy_refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("licence.copy_refused", faults)


def copy_not_found() -> NotFound:
    return NotFound("licence.copy_not_found")


def alarm_not_found() -> NotFound:
    return NotFound("licence.alarm_not_found")


def alarm_reason() -> Invalid:
    return Invalid("licence.alarm_reason", {"reason": ["licence.alarm_reason"]})


def alarm_own() -> Conflict:
    return Conflict("licence.alarm_own")


def alarm_closed() -> Conflict:
    return Conflict("licence.alarm_closed")
