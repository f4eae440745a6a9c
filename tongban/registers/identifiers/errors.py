"""What is wrong with an identifier, in the user's language: a sentence for each code of `rules`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Invalid

SENTENCES: Mapping[str, str | Promise] = {
    "resident_id.length": _("身份证号应为 18 位，现在是 %(length)d 位。"),
    "resident_id.digits": _("身份证号第 %(position)d 位“%(character)s”不对：前 17 位是数字，末位是数字或 X。"),
    "resident_id.birth_date": _("身份证号第 7 至 14 位不是有效的出生日期。"),
    "resident_id.birth_date_future": _("身份证号中的出生日期晚于今天。"),
    "resident_id.check_digit": _("身份证号最后一位和前面对不上，请逐位核对。"),
    "uscc.length": _("统一社会信用代码应为 18 位，现在是 %(length)d 位。"),
    "uscc.surrogate": _("这是地方自编的机构代码，不是统一社会信用代码。"),
    "uscc.alphabet": _(
        "统一社会信用代码第 %(position)d 位“%(character)s”不对：只用数字和大写字母，且不用 I、O、S、V、Z。"
    ),
    "uscc.region": _("统一社会信用代码第 %(position)d 位“%(character)s”不对：第 3 至 8 位是数字。"),
    "uscc.check_character": _("统一社会信用代码最后一位和前面对不上，请逐位核对。"),
    "item_code.length": _("事项编码应为 12、31 或 33 位，现在是 %(length)d 位。"),
    "item_code.digits": _("事项编码第 %(position)d 位“%(character)s”不对：这里应为数字。"),
    "item_code.sub_item": _("事项编码的子项应为三位数字或 00Y。"),
    "item_code.body": _("实施编码前 18 位应为实施主体的代码，由数字和大写字母组成。"),
    "item_code.level": _("实施编码第 19 位是行使层级，应为 1 至 6。"),
    "item_code.sequence": _("业务办理项编码末两位应为 01 至 99。"),
    "local_code.length": _("地方事项编码过长，现在是 %(length)d 位。"),
    "licence_identifier.length": _("电子证照标识过长，现在是 %(length)d 位。"),
    "licence_identifier.root": _("电子证照标识应以 1.2.156.3005.2 开头。"),
    "licence_identifier.parts": _("电子证照标识在 1.2.156.3005.2 之后应有 5 段，现在是 %(count)d 段。"),
    "licence_identifier.type_code": _("电子证照标识的证照类型代码应为 21 位。"),
    "licence_identifier.issuer": _("电子证照标识的颁发机构代码应为 1 至 18 位数字和大写字母。"),
    "licence_identifier.serial": _("电子证照标识的流水号应为 1 至 64 位数字和大写字母。"),
    "licence_identifier.version": _("电子证照标识的版本号应为 001 至 999。"),
    "licence_identifier.check_character": _("电子证照标识的校验位和前面对不上，请逐位核对。"),
    "region_code.length": _("行政区划代码应为 6 或 12 位，现在是 %(length)d 位。"),
    "region_code.digits": _("行政区划代码第 %(position)d 位“%(character)s”不对：只用数字。"),
    "region_code.shape": _("行政区划代码的层级不连续，请核对。"),
    "phone.length": _("电话号码过长，现在是 %(length)d 位。"),
    "phone.digits": _("电话号码只能有数字。"),
    "phone.shape": _("这不是有效的电话号码：手机号 11 位，固定电话须带区号。"),
    "holder_code.type": _("没有这种证件类型。"),
    "holder_code.length": _("证件号码过长，现在是 %(length)d 位。"),
    "holder_code.shape": _("证件号码应为 3 至 32 位字母或数字。"),
    # Warnings: accepted, but somebody should know.
    "resident_id.old_form": _("15 位的旧身份证号，已换成 18 位。"),
    "resident_id.region_unknown": _("身份证号前两位不是已知的省级代码。"),
    "uscc.organisation_check": _("统一社会信用代码中的组织机构代码校验不符。"),
    "uscc.organisation_code": _("这是 9 位的组织机构代码，不是统一社会信用代码。"),
    "item_code.type_unknown": _("事项类型不在国家字典中。"),
    "local_code.shape": _("无法从地方事项编码中认出实施主体。"),
    "licence_identifier.legacy_check": _("校验位按旧算法相符。"),
    "licence_identifier.definer_unverified": _("定义机构的代码不是有效的统一社会信用代码。"),
    "licence_identifier.issuer_unverified": _("颁发机构的代码不是有效的统一社会信用代码。"),
}

CODES = frozenset(SENTENCES)


def explain(refusal: Invalid) -> str:
    """The sentence for an `Invalid` that the rules raised, in the active language."""
    return str(SENTENCES[refusal.code]) % refusal.facts


def explain_warning(code: str) -> str:
    """The sentence for a warning, in the active language."""
    return str(SENTENCES[code])
