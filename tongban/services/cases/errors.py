"""Why the case centre refuses."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable

SENTENCES = {
    "case.not_found": _("没有这个办件，或者您不能查看它。"),
    "case.not_allowed": _("您没有办理这一步的权限。"),
    "case.not_yours": _("您不能代这位办事人办理。"),
    "case.step_unknown": _("没有“%(step)s”这一步。"),
    "case.step_not_now": _("办件现在的状态不能走这一步。"),
    "case.steps_open": _("前面的审查环节还没有走完，不能作决定。"),
    "case.last_step": _("已经是最后一个环节，请作决定。"),
    "case.gaps_open": _("容缺的材料还没有补齐，结果不能发出。"),
    "case.no_gaps": _("这个办件没有容缺的材料。"),
    "case.overrun": _("时限已在 %(due_at)s 届满，系统已按规定处理，不能再走这一步。"),
    "case.audience": _("这个事项不面向这类办事人。"),
    "case.form_refused": _("表单有 %(count)s 处要改。"),
    "case.answers_missing": _("情形引导还有问题没有回答。"),
    "case.other_item": _("按您的回答，应办另一个事项（%(leaf)s）。"),
    "case.materials_refused": _("材料有 %(count)s 处要改。"),
    "case.delivery_not_offered": _("这个事项不提供这种送达方式。"),
    "case.promise_not_offered": _("这个事项不实行告知承诺。"),
    "case.signature_not_offered": _("只有企业能用电子营业执照签署。"),
    "case.signature_required": _(
        "这个事项要求企业用电子营业执照签署，签署以后才能提交；也可以带盖章的纸质件到窗口办。"
    ),
    "case.scan_missing": _("请上传盖章件的扫描件。"),
    "case.paper_unchecked": _("盖章的纸质件要和原件核对，核对后打勾。"),
    "case.submitted_already": _("这份申请已经提交了。"),
    "case.signature_stale": _("签署以后内容有变动，这份签名不再有效，请重新签署。"),
    "case.channel_wrong": _("这个渠道不能这样提交。"),
    "case.reason_missing": _("请写明理由。"),
    "case.text_refused": _("最多 %(most)s 个字，不能有看不见的字符。"),
    "case.defects_missing": _("请一次写全要补正的内容。"),
    "case.defect_unknown": _("“%(about)s”不是这个办件要的材料。"),
    "case.material_verified": _("“%(about)s”已经电子核验，不能再要求提交。"),
    "case.second_notice": _("前一次补正通知没有提到这些问题，再次通知要有监督员写明理由。"),
    "case.correction_open": _("补正通知里的问题还没有全部答复：%(about)s。"),
    "case.pause_not_provided": _("事项没有规定这种特别程序，不能停钟。"),
    "case.pause_open": _("这种特别程序正在进行。"),
    "case.pause_not_open": _("没有正在进行的这种特别程序。"),
    "case.extended_already": _("办理期限已经延长过一次。"),
    "case.extension_too_long": _("最多延长 %(most)s 个工作日。"),
    "case.not_by_default": _("这个办件不适用超时默认。"),
    "case.not_due": _("时限还没有到。"),
    "case.draft_not_found": _("没有这份草稿。"),
    "case.draft_gone": _("这份草稿已经提交或者删除了，请先看看办件列表。"),
    "case.draft_changed": _("草稿已在别处改过，请先重新打开。"),
    "case.draft_too_large": _("草稿太大，存不下。"),
    "case.material_missing": _("缺这份材料。"),
    "case.material_repeated": _("这份材料交了两次。"),
    "case.material_unknown": _("办这件事不要这份材料。"),
    "case.material_without_file": _("请上传文件。"),
    "case.material_not_a_licence": _("这份材料不能用电子证照代替，或者没有写明证照。"),
    "case.material_cannot_follow": _("这份材料不能容缺后补。"),
    "case.file_unknown": _("没有找到上传的文件。"),
    "case.changed_meanwhile": _("您打开之后，别人已经办了这一件（%(step)s）。"),
    "case.cursor_unknown": _("翻页的位置不对，请从第一页开始。"),
    "case.too_many_tries": _("查询码试错太多，请过 %(minutes)s 分钟再试。"),
    "case.nothing_to_fetch": _("这个办件现在没有要交的纸质材料。"),
    "case.archive_missing": _("这个办件还没有归档。"),
    "case.agent_missing": _("请填写代理人姓名。"),
    "case.authorisation_unseen": _("代理人领取要核对授权委托书。"),
    "case.not_the_applicant": _("证件和申请人的档案对不上，请核对证件，或者按代理人领取。"),
    "case.paper_not_found": _("没有这份文书，或者您不能查看它。"),
    "case.wording_refused": _("文书的文字有 %(count)s 处要改。"),
    "case.wording_empty": _("请写文书的名称。"),
    "case.wording_length": _("名称最多 60 个字，正文 1 到 30 段，每段最多 1,000 个字，不能有看不见的字符。"),
    "case.wording_variable_unknown": _("这种文书没有变量“{%(variable)s}”。"),
    "case.wording_variable_required": _("这种文书必须写明“{%(variable)s}”，正文里没有。"),
    "case.wording_brace": _("花括号要成对，里面写变量的名字。"),
    "case.wording_not_alone": _("“{%(variable)s}”要自己占一段。"),
    "case.wording_missing": _("没有可以发布或者撤回的文字。"),
    "case.run_elsewhere": _("这个办件在“%(system)s”里办理，这里只记录它报来的结果。"),
    "case.offer_ended": _("本机关已不再办理这个事项，请不予受理并告知向哪个机关申请。"),
    "case.indicator_unknown": _("没有这个指标。"),
    "told.badly_signed": _("没有登记这个系统，或者签名不对。"),
    "told.item_not_of_system": _("这个系统没有登记办理这个事项。"),
    "told.refused": _("报文有 %(count)s 处要改。"),
    "told.version_reused": _("同一版本号报来了不同的内容。"),
    "told.history_differs": _("报来的过程与已记录的过程对不上。"),
    "told.other_case": _("这个编号已经用于另一个事项的办件。"),
    "told.case_unknown": _("没有把这个办件交给该系统办理。"),
    "told.missing": _("请填写。"),
    "told.text": _("太长，或者有看不见的字符。"),
    "told.number": _("不是允许范围内的整数。"),
    "told.instant": _("时间要带时区，例如 2026-11-25T09:30:00+08:00。"),
    "told.amount": _("金额以元计，最多两位小数。"),
    "told.rows": _("格式不对，或者行数太多。"),
    "told.unknown": _("没有这个选项。"),
    "told.not_json": _("报文不是 JSON。"),
    "told.too_long": _("报文太长。"),
    "told.in_the_future": _("时间在将来。"),
    "told.out_of_order": _("时间早于前一步。"),
    "told.step_not_tellable": _("这一步不由业务系统报送。"),
    "system.refused": _("系统登记有 %(count)s 处要改。"),
    "system.code": _("代码由 2 至 40 个小写字母、数字和连字符组成。"),
    "system.name": _("请填写名称，最多 100 个字。"),
    "system.mode": _("没有这种归集方式。"),
    "system.key": _("不是有效的 SM2 公钥。"),
    "system.item": _("有事项不属于这个机构。"),
    "system.not_found": _("没有登记这个系统。"),
}


def not_found() -> NotFound:
    return NotFound("case.not_found")


def too_many_tries(seconds: int) -> Unavailable:
    return Unavailable("case.too_many_tries", retry_after=seconds, minutes=-(-seconds // 60))


def cursor_unknown() -> Invalid:
    return Invalid("case.cursor_unknown", {"cursor": ["case.cursor_unknown"]})


def draft_gone() -> Conflict:
    return Conflict("case.draft_gone")


def draft_not_found() -> NotFound:
    return NotFound("case.draft_not_found")


def archive_missing() -> NotFound:
    return NotFound("case.archive_missing")


def paper_not_found() -> NotFound:
    return NotFound("case.paper_not_found")


def wording_refused(faults: Sequence[Any]) -> Invalid:
    """By place: "title", or "body.3" for the third paragraph. `faults` are `rules.wording.Fault`."""
    fields: dict[str, list[str]] = {}
    for fault in faults:
        fields.setdefault(f"body.{fault.paragraph}" if fault.paragraph else "title", []).append(fault.code)
    return Invalid("case.wording_refused", fields, count=len(faults), variable=faults[0].variable, faults=tuple(faults))


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("case.not_allowed", action=action)


def not_yours() -> NotAllowed:
    return NotAllowed("case.not_yours")


def step_unknown(step: str) -> NotFound:
    return NotFound("case.step_unknown", step=step[:40])


def not_now(code: str, *, state: str, step: str) -> Conflict:
    """`code` is one of `rules.life.find_fault`."""
    return Conflict(code, state=state, step=step)


def overrun(due_at: dt.datetime, *, step: str) -> Conflict:
    return Conflict("case.overrun", due_at=due_at.isoformat(), step=step)


def changed_meanwhile(step: str, at: dt.datetime, account: uuid.UUID | None) -> Conflict:
    """`step` was taken since the case was read."""
    return Conflict("case.changed_meanwhile", step=step, at=at.isoformat(), account=str(account or ""))


def form_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("case.form_refused", faults, count=len(faults))


def materials_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("case.materials_refused", faults, count=len(faults))


def reason_missing(field: str) -> Invalid:
    return Invalid("case.reason_missing", {field: ["case.reason_missing"]})


def text_refused(field: str, most: int) -> Invalid:
    return Invalid("case.text_refused", {field: ["case.text_refused"]}, most=most)


def run_elsewhere(system: str) -> Conflict:
    return Conflict("case.run_elsewhere", system=system)


def badly_signed() -> NotAllowed:
    """The same for a system that nobody knows: whoever asks learns nothing."""
    return NotAllowed("told.badly_signed")


def told_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("told.refused", faults, count=len(faults))
