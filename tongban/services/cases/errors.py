"""Why the case centre refuses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

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
    "case.draft_changed": _("草稿已在别处改过，请先重新打开。"),
    "case.draft_too_large": _("草稿太大，存不下。"),
    "case.material_missing": _("缺这份材料。"),
    "case.material_repeated": _("这份材料交了两次。"),
    "case.material_unknown": _("办这件事不要这份材料。"),
    "case.material_without_file": _("请上传文件。"),
    "case.material_not_a_licence": _("这份材料不能用电子证照代替，或者没有写明证照。"),
    "case.material_cannot_follow": _("这份材料不能容缺后补。"),
    "case.file_unknown": _("没有找到上传的文件。"),
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
}


def not_found() -> NotFound:
    return NotFound("case.not_found")


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


def form_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("case.form_refused", faults, count=len(faults))


def materials_refused(faults: Mapping[str, list[str]]) -> Invalid:
    return Invalid("case.materials_refused", faults, count=len(faults))


def reason_missing(field: str) -> Invalid:
    return Invalid("case.reason_missing", {field: ["case.reason_missing"]})


def text_refused(field: str, most: int) -> Invalid:
    return Invalid("case.text_refused", {field: ["case.text_refused"]}, most=most)
