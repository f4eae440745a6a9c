"""Why the licence centre refuses: what is kept and issued, then what is shown, fetched and copied."""

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable

SENTENCES = {
    "licence.not_found": _("没有这本证照，或者您不能查看它。"),
    "licence.identifier_unknown": _("没有查到这个电子证照标识。"),
    "licence.action_not_allowed": _("您没有这项证照管理权限。"),
    "licence.not_now": _("证照现在的状态不能这样办。"),
    "licence.identifier_taken": _("这个电子证照标识已经用过。"),
    "licence.number_taken": _("这个证照编号已经用过。"),
    "licence.values_missing": _("证照缺 %(count)s 项必填内容，不能加盖印章。"),
    "licence.holder_kind": _("这类证照不发给这类持证主体。"),
    "licence.founding_incomplete": _("申请表里缺新设主体的名称、法定代表人（经营者）姓名或者证件号码，不能登记。"),
    "licence.no_credit_codes": _("没有可以赋给新设主体的统一社会信用代码，请联系系统管理员。"),
    "licence.predecessor_unknown": _("没有找到要变更、延续或者注销的证照。"),
    "licence.data_only": _("这本证照还没有加盖电子印章，没有版式文件。"),
    "licence.reason_missing": _("请写明理由。"),
    "licence.text_refused": _("最多 %(most)s 个字，不能有看不见的字符。"),
    "licence.versions_used_up": _("这本证照的版本号已经用完。"),
    "licence.type_not_found": _("没有这种证照类型。"),
    "licence.type_exists": _("这个证照类型代码已经用过。"),
    "licence.type_changed": _("证照类型在别处改过，请重新打开。"),
    "licence.type_ended": _("这种证照类型已经停用。"),
    "licence.type_refused": _("证照类型有 %(count)s 处要改。"),
    "licence.type_code": _("类型代码由定义机构的 18 位代码和 3 位数字组成。"),
    "licence.type_name": _("请填写名称，中文最多 100 个字，英文最多 200 个字母。"),
    "licence.type_category": _("类别最多 40 个字。"),
    "licence.type_word": _("没有这个选项。"),
    "licence.type_layout": _("没有这种版式。"),
    "licence.type_validity": _("有效期要写明单位和长度，或者长期。"),
    "licence.type_numbering": _("编号规则要有 {year} 和 {serial}，可以有 {region}；或者只写 {holder.code}。"),
    "licence.type_fields_number": _("最多 40 个照面项。"),
    "licence.type_field_shape": _("照面项要有代码、名称和来源。"),
    "licence.type_field_code": _("代码由小写字母、数字和下划线组成，字母开头。"),
    "licence.type_field_repeated": _("这个代码用了两次。"),
    "licence.type_field_name": _("请填写名称，中文最多 60 个字，英文最多 120 个字母。"),
    "licence.type_field_source": _("来源不对：form:数据元、text:固定文字，或者持证主体、机关、日期、编号。"),
    "licence.type_field_public": _("敏感的内容不能公开。"),
    "licence.type_sources_number": _("最多 60 个来源事项。"),
    "licence.type_source_entry": _("来源事项写 12 位基本编码，或者加 2 位业务办理项序号。"),
    "licence.type_source_operation": _("来源事项只能是新发、延续、变更或者注销。"),
    "licence.type_source_taken": _("这个事项已经是另一种证照的来源（%(type)s）。"),
    "licence.operation_missing": _("请选怎么办。"),
    "licence.file_missing": _("请选一个文件。"),
    "licence.run_unknown": _("没有这个批量任务，或者您不能查看它。"),
    "licence.run_not_now": _("批量任务现在的状态不能这样办。"),
    "licence.run_repeated": _("这个文件已经导入过。"),
    "licence.nothing_to_seal": _("没有等待加盖电子印章的证照。"),
    "licence.header_refused": _("表头有 %(count)s 列要改：%(columns)s。"),
    "licence.column_missing": _("缺这一列。"),
    "licence.column_unknown": _("没有这一列。"),
    "licence.column_repeated": _("这一列出现了两次。"),
    "licence.cell_missing": _("没有填写。"),
    "licence.cell_unreadable": _("太长，或者有看不见的字符。"),
    "licence.day_wrong": _("日期不对，例如 2026-11-25；长期有效写“长期”。"),
    "licence.day_in_future": _("日期在将来。"),
    "licence.day_before_first": _("截止日期早于起始日期。"),
    "licence.number_repeated": _("文件里这个编号出现了两次。"),
    "licence.identifier_of_other_type": _("这个标识不属于这种证照。"),
    "licence.search_purpose": _("请写明为什么查，2 到 200 个字。"),
    "licence.cause_refused": _("查询请求有 %(count)s 处要改。"),
    "licence.cause_missing": _("请写明用证事由。"),
    "licence.text_unreadable": _("最多 200 个字，不能有看不见的字符。"),
    "licence.matter_missing": _("请写明正在办的事项或者办件编号。"),
    "licence.types_number": _("请写明要哪几种证照，最多 20 种。"),
    "licence.quota_used_up": _("今天的 %(quota)s 次查询已经用完。"),
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
    "licence.code_other_kind": _("亮码的这一位不能申请这件事：它只给个人办，或者只给企业和组织办。"),
    "licence.digits_wrong": _("数字不对，或者已经换了、用过了。"),
    "licence.digits_used_up": _("数字试错太多，请扫码或者收纸质材料，过 %(minutes)s 分钟再输数字。"),
    "licence.code_opened_nothing": _("扫了亮码，没有取到证照：持证人没有这个事项要的、现在有效的证照。"),
    "licence.nothing_came_of_it": _("申请没有交成，证照没有用上。"),
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


def not_found() -> NotFound:
    return NotFound("licence.not_found")


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("licence.action_not_allowed", action=action)


def not_now(*, state: str, operation: str) -> Conflict:
    return Conflict("licence.not_now", state=state, operation=operation)


def identifier_taken(identifier: str) -> Conflict:
    return Conflict("licence.identifier_taken", identifier=identifier)


def number_taken() -> Conflict:
    return Conflict("licence.number_taken")


def values_missing(codes: Iterable[str]) -> Conflict:
    named = sorted(codes)
    return Conflict("licence.values_missing", count=len(named), fields=",".join(named))


def holder_kind() -> Conflict:
    return Conflict("licence.holder_kind")


def founding_incomplete() -> Conflict:
    return Conflict("licence.founding_incomplete")


def no_credit_codes() -> Conflict:
    return Conflict("licence.no_credit_codes")


def data_only() -> NotFound:
    return NotFound("licence.data_only")


def reason_missing() -> Invalid:
    return Invalid("licence.reason_missing", {"reason": ["licence.reason_missing"]})


def text_refused(field: str, most: int) -> Invalid:
    return Invalid("licence.text_refused", {field: ["licence.text_refused"]}, most=most)


def type_not_found(code: str) -> NotFound:
    return NotFound("licence.type_not_found", type=code[:40])


def type_exists(code: str) -> Conflict:
    return Conflict("licence.type_exists", type=code)


def type_changed(version: int) -> Conflict:
    return Conflict("licence.type_changed", version=version)


def type_refused(faults: Mapping[str, list[str]]) -> Invalid:
    """By place: "name", or "fields.3.source"."""
    return Invalid("licence.type_refused", faults, count=len(faults))


def source_taken(entry: str, other: str) -> Invalid:
    place = {f"sources.{entry}": ["licence.type_source_taken"]}
    return Invalid("licence.type_source_taken", place, type=other)


def versions_used_up(licence: uuid.UUID) -> Conflict:
    return Conflict("licence.versions_used_up", licence=str(licence))


def type_ended(code: str) -> Conflict:
    return Conflict("licence.type_ended", type=code)


def run_unknown() -> NotFound:
    return NotFound("licence.run_unknown")


def run_not_now(state: str) -> Conflict:
    return Conflict("licence.run_not_now", state=state)


def run_repeated() -> Conflict:
    return Conflict("licence.run_repeated")


def nothing_to_seal() -> Conflict:
    return Conflict("licence.nothing_to_seal")


def header_refused(faults: Mapping[str, list[str]]) -> Invalid:
    """By column."""
    return Invalid("licence.header_refused", faults, count=len(faults), columns="、".join(faults)[:200])


def cause_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("licence.cause_refused", faults, count=len(faults))


def quota_used_up(seconds: int, quota: int) -> Unavailable:
    return Unavailable("licence.quota_used_up", retry_after=seconds, quota=quota)


# --- shown, fetched, copied --------------------------------------------------------------------------------------


def purpose_missing() -> Invalid:
    return Invalid("licence.purpose_missing", {"purpose": ["licence.purpose_missing"]})


def no_consent(types: Iterable[str]) -> Conflict:
    return Conflict("licence.no_consent", types="、".join(types))


def no_law() -> Invalid:
    return Invalid("licence.no_law", {"reference": ["licence.no_law"]})


def may_not_fetch(action: str) -> NotAllowed:
    return NotAllowed("licence.not_allowed", action=action)


def not_yours() -> NotAllowed:
    return NotAllowed("licence.not_yours")


def consent_refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("licence.consent_refused", faults)


def consent_not_found() -> NotFound:
    return NotFound("licence.consent_not_found")


def code_refused(code: str) -> Conflict:
    return Conflict(code)


def digits_wrong() -> Conflict:
    return Conflict("licence.digits_wrong")


def digits_used_up(seconds: int) -> Unavailable:
    return Unavailable("licence.digits_used_up", retry_after=seconds, minutes=-(-seconds // 60))


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
