"""Why the catalogue refuses."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Gone, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue.errors.base import SENTENCES as BASE
from tongban.registers.catalogue.errors.base import (
    adjustment_refused,
    adjustment_unknown,
    codes_used_up,
    edition_refused,
    edition_stands_already,
    edition_unknown,
    name_taken,
    not_admitted,
    only_by_adjustment,
    rows_refused,
    step_not_yours,
    step_refused,
)
from tongban.registers.catalogue.errors.faults import Fault, Note, content_refused

__all__ = [
    "SENTENCES",
    "Fault",
    "Note",
    "adjustment_refused",
    "adjustment_unknown",
    "codes_used_up",
    "content_refused",
    "edition_refused",
    "edition_stands_already",
    "edition_unknown",
    "name_taken",
    "not_admitted",
    "only_by_adjustment",
    "rows_refused",
    "step_not_yours",
    "step_refused",
]
"""What the parts define; what stands here needs no line."""

SENTENCES = BASE | {
    "catalogue.not_allowed": _("您没有在这里维护事项目录的权限。"),
    "catalogue.entry_unknown": _("目录里没有编码为 %(entry)s 的条目。"),
    "catalogue.leaf_unknown": _("目录里没有编码为 %(leaf)s 的业务办理项。"),
    "catalogue.item_unknown": _("没有编码为 %(item)s 的事项。"),
    "catalogue.not_offered": _("事项 %(item)s %(why)s"),
    "catalogue.search_refused": _("查找条件有问题，没有查找。"),
    "catalogue.not_a_basic_code": _("“%(entry)s”不是 12 位的基本编码。"),
    "catalogue.entry_stands_already": _("编码 %(entry)s 或者名称“%(entry_name)s”在这份目录里已经有了。"),
    "catalogue.leaf_stands_already": _("业务办理项 %(leaf)s 已经有了。"),
    "catalogue.entry_has_parts": _("%(entry)s 已经拆分为子项，自己不能再有业务办理项。"),
    "catalogue.content_refused": _("内容有问题，没有发布。"),
    "catalogue.begins_too_early": _("新的版本要晚于上一版的生效时间 %(last)s。"),
    "catalogue.level_may_not_claim": _("这个层级的机构不能认领 %(leaf)s。"),
    "catalogue.outside_territory": _("%(leaf)s 属于别的地区的目录，这个机构不能认领。"),
    "catalogue.claimed_already": _("这个机构已经认领过 %(leaf)s。"),
    "catalogue.leaf_cancelled": _("业务办理项 %(leaf)s 已经取消，不能认领。"),
    "catalogue.body_without_code": _("这个机构没有 18 位编码，不能生成事项编码。"),
    "catalogue.reason_missing": _("请写明理由，最多 300 个字。"),
    "catalogue.draft_unknown": _("这个事项没有正在编写的草稿。"),
    "catalogue.draft_changed": _("您打开之后，别人改过这份草稿。请刷新，看过最新的再改。"),
    "catalogue.draft_submitted": _("草稿已经提交审核，不能再改。要改请先收回。"),
    "catalogue.draft_not_submitted": _("草稿没有提交审核。"),
    "catalogue.own_draft": _("自己编写的内容要由别人审核发布。"),
    "catalogue.opinion_missing": _("退回要写明意见，最多 300 个字。"),
    "catalogue.without_leaf": _("还没有对应到目录里的业务办理项，不能发布。"),
    "catalogue.run_unknown": _("没有这次批量操作。"),
    "catalogue.run_not_running": _("这次批量操作已经不在进行。"),
    "catalogue.run_not_parked": _("这次批量操作没有停下来等人处理。"),
    "catalogue.run_empty": _("没有选中任何事项或者机构。"),
    "catalogue.run_too_large": _("一次最多选 %(most)s 个业务办理项。"),
    "catalogue.state_forbids": _("事项 %(item)s 现在的状态不允许这样做。"),
    "catalogue.incomplete": _("还有 %(count)s 个必填要素没有填写，不能发布。"),
    "catalogue.scheme_unknown": _("没有“%(scheme)s”这种一致性检查。"),
    "catalogue.indicator_unknown": _("没有“%(indicator)s”这个指标。"),
    "catalogue.list_unknown": _("没有“%(list)s”这份清单。"),
    "catalogue.finding_unknown": _("没有找到这条问题。"),
    "catalogue.finding_closed": _("这条问题已经整改。"),
    "catalogue.finding_stands": _("指南里的问题还在，不能办结：%(shown)s。"),
    "catalogue.baseline_stands_already": _("%(as_of)s 的基线已经记录过，不能改写。"),
    "catalogue.proof_stands_already": _("取消的证明“%(proof)s”已经登记过。"),
    "catalogue.proof_unknown": _("清单上没有证明“%(proof)s”。"),
    "catalogue.merger_of_one": _("至少写两个合并前的资质。"),
    "catalogue.merger_stands_already": _("这一天合并成“%(into)s”的记录已经有了。"),
    "catalogue.samples_full": _("一个业务办理项最多放 %(most)s 份结果样本，先移走一份。"),
    "catalogue.sample_unknown": _("没有这份结果样本，可能已经移走。"),
    "catalogue.records_refused": _("文件里有 %(count)s 处问题，一行也没有导入。"),
    "records.name_malformed": _("事项名称应为 2 至 %(most)s 个字。"),
    "records.code_malformed": _("地方事项编码应为 1 至 %(most)s 位。"),
    "records.code_twice": _("地方事项编码 %(value)s 在第 %(first)s 行已经出现过。"),
    "records.type_unknown": _("没有代码为“%(value)s”的事项类型。"),
    "records.department_missing": _("没有写明部门。"),
    "records.body_unknown": _("看不出%(department)s的机构代码，同部门的其他行也没有。"),
    "records.body_assumed": _("编码里没有实施主体，按同部门其他行记为 %(body)s。"),
    "records.name_twice": _("同一机构的“%(value)s”在第 %(first)s 行已经出现过，两行都保留，请核对。"),
    "records.other_region": _("地区代码 %(value)s 与导入的地区 %(region)s 不同。"),
    "content.unknown_element": _("要素表里没有这一项。"),
    "content.not_common": _("这是个性要素，由各实施机构填写，不能写进共性部分。"),
    "content.not_individual": _("这是共性要素，由主管部门统一设定，本级不能修改。"),
    "content.not_a_place": _("这一项因事项而异，不能按机构统一填写。"),
    "content.derived_element": _("这一项由系统得出，不用填写。"),
    "content.not_rows": _("这里应为列表，最多 %(most)s 行。"),
    "content.not_text": _("这里应为文字，最多 %(most)s 个字。"),
    "content.unseen_letters": _("文字里有看不见的字符。"),
    "content.not_number": _("这里应为不小于 0 的数，最细到 0.5。"),
    "content.not_yes_or_no": _("这里应填是或者否。"),
    "content.not_in_dictionary": _("字典里没有“%(value)s”。"),
    "content.not_a_day_ahead": _("这里应为今天或者以后的日期。"),
    "content.empty": _("这里不能空着。"),
    "content.section_without_fields": _("这一节还没有栏目，请加一栏或者删去这一节。"),
    "content.without_basis": _("没有设定依据的事项不能发布。"),
    "content.promised_above_legal": _("承诺时限 %(promised)s 个工作日，超过了法定时限 %(legal)s 个工作日。"),
    "content.on_the_spot_too_long": _("即办件承诺时限不能超过 1 个工作日，现在是 %(promised)s 个。"),
    # guidance (rules/guidance_checks.py)
    "guidance.unreadable": _("情形引导读不出来。"),
    "guidance.questions_not_a_list": _("情形引导应为问题的列表，最多 %(most)s 题。"),
    "guidance.choices_not_a_list": _("每一题要有 2 到 %(most)s 个选项。"),
    "guidance.not_a_code": _("代码应为小写字母开头的字母、数字和下划线。"),
    "guidance.code_twice": _("代码“%(name)s”用了两次。"),
    "guidance.not_a_condition": _("条件写法不对，这里只能看对问题的回答。"),
    "guidance.unknown_question": _("条件里的问题“%(name)s”不在前面的问题里。"),
    "guidance.unknown_choice": _("条件里的选项“%(name)s”在那一题里没有。"),
    "guidance.leads_nowhere": _("这里通向 %(leaf)s，目录里没有这个在用的业务办理项。"),
    "guidance.too_many_paths": _("问题太多：可能的走法超过 %(most)s 种。"),
    "guidance.never_asked": _("问题“%(name)s”怎么回答都问不到。"),
    "guidance.never_stays": _("怎么回答都会离开这个业务办理项。"),
}


_WHY = {
    "not_yet": _("还没有开始办理。"),
    "paused": _("暂停办理。"),
    "cancelled": _("已经取消。"),
    "ended": _("这个机构已经不再办理。"),
}


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("catalogue.not_allowed", action=action)


def entry_unknown(code: str) -> NotFound:
    return NotFound("catalogue.entry_unknown", entry=code)


def leaf_unknown(code: str) -> NotFound:
    return NotFound("catalogue.leaf_unknown", leaf=code)


def item_unknown(code: str) -> NotFound:
    return NotFound("catalogue.item_unknown", item=code)


def not_offered(code: str, reason: str, successors: Sequence[Mapping[str, str]]) -> Gone:
    """`reason`: not_yet, paused, cancelled or ended; `successors`: code and name of what the body offers instead."""
    return Gone("catalogue.not_offered", item=code, reason=str(reason), why=_WHY[reason], successors=list(successors))


def search_refused(fields: Mapping[str, list[str]]) -> Invalid:
    return Invalid("catalogue.search_refused", fields)


def not_a_basic_code(code: str) -> Invalid:
    return Invalid("catalogue.not_a_basic_code", entry=code)


def entry_stands_already(code: str, name: str) -> Conflict:
    return Conflict("catalogue.entry_stands_already", entry=code, entry_name=name)


def leaf_stands_already(code: str) -> Conflict:
    return Conflict("catalogue.leaf_stands_already", leaf=code)


def entry_has_parts(code: str) -> Conflict:
    return Conflict("catalogue.entry_has_parts", entry=code)


def begins_too_early(last: dt.datetime) -> Conflict:
    return Conflict("catalogue.begins_too_early", last=last.isoformat())


def claim_refused(code: str, leaf: str, organisation: str) -> Conflict:
    return Conflict(code, leaf=leaf, organisation=organisation)


def claimed_already(leaf: str, organisation: str) -> Conflict:
    return Conflict("catalogue.claimed_already", leaf=leaf, organisation=organisation)


def state_forbids(item: str, state: str) -> Conflict:
    return Conflict("catalogue.state_forbids", item=item, state=state)


def incomplete(item: str, missing: Sequence[str]) -> Conflict:
    return Conflict("catalogue.incomplete", item=item, count=len(missing), missing=list(missing))


def records_refused(notes: Iterable[Note]) -> Invalid:
    """`fields` maps `line 17, type_code` to the codes of what is wrong there; `details` keeps the facts."""
    found = list(notes)
    fields: dict[str, list[str]] = {}
    for note in found:
        fields.setdefault(f"line {note.line}, {note.column}", []).append(note.code)
    details = {f"line {note.line}, {note.column}:{note.code}": dict(note.facts) for note in found}
    return Invalid("catalogue.records_refused", fields, count=len(found), details=details)


def scheme_unknown(scheme: str) -> NotFound:
    return NotFound("catalogue.scheme_unknown", scheme=scheme)


def indicator_unknown(indicator: str) -> NotFound:
    return NotFound("catalogue.indicator_unknown", indicator=indicator)


def list_unknown(code: str) -> NotFound:
    return NotFound("catalogue.list_unknown", list=code)


def finding_unknown() -> NotFound:
    return NotFound("catalogue.finding_unknown")


def finding_closed() -> Conflict:
    return Conflict("catalogue.finding_closed")


def finding_stands(shown: str) -> Conflict:
    return Conflict("catalogue.finding_stands", shown=shown)


def baseline_stands_already(as_of: dt.date) -> Conflict:
    return Conflict("catalogue.baseline_stands_already", as_of=as_of.isoformat())


def proof_stands_already(proof: str) -> Conflict:
    return Conflict("catalogue.proof_stands_already", proof=proof)


def proof_unknown(proof: str) -> NotFound:
    return NotFound("catalogue.proof_unknown", proof=proof[:100])


def merger_of_one() -> Invalid:
    return Invalid("catalogue.merger_of_one", {"merged": ["catalogue.merger_of_one"]})


def merger_stands_already(into: str) -> Conflict:
    return Conflict("catalogue.merger_stands_already", into=into)


def samples_full(most: int) -> Conflict:
    return Conflict("catalogue.samples_full", most=most)


def sample_unknown() -> NotFound:
    return NotFound("catalogue.sample_unknown")


# --- the implementing list --------------------------------------------------------------------------------------


def reason_missing() -> Invalid:
    return Invalid("catalogue.reason_missing", {"reason": ["catalogue.reason_missing"]})


def draft_unknown(item: int) -> NotFound:
    return NotFound("catalogue.draft_unknown", item=item)


def draft_changed(version: int) -> Conflict:
    return Conflict("catalogue.draft_changed", version=version)


def draft_submitted() -> Conflict:
    return Conflict("catalogue.draft_submitted")


def draft_not_submitted(state: str) -> Conflict:
    return Conflict("catalogue.draft_not_submitted", state=state)


def own_draft() -> NotAllowed:
    return NotAllowed("catalogue.own_draft")


def opinion_missing() -> Invalid:
    return Invalid("catalogue.opinion_missing", {"opinion": ["catalogue.opinion_missing"]})


def without_leaf(record: str) -> Conflict:
    return Conflict("catalogue.without_leaf", item=record)


def run_unknown(run: object) -> NotFound:
    return NotFound("catalogue.run_unknown", run=str(run))


def run_not_running(state: str) -> Conflict:
    return Conflict("catalogue.run_not_running", state=state)


def run_not_parked(state: str) -> Conflict:
    return Conflict("catalogue.run_not_parked", state=state)


def run_empty() -> Invalid:
    return Invalid("catalogue.run_empty", {"leaves": ["catalogue.run_empty"]})


def run_too_large(most: int) -> Invalid:
    return Invalid("catalogue.run_too_large", {"leaves": ["catalogue.run_too_large"]}, most=most)
