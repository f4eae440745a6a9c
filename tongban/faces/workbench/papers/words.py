"""What papers, languages and variables are called at the desk where they are worded."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import REQUIRED, list_variables

_KINDS: Mapping[Document, Promise] = {
    Document.RECEIPT: _("材料接收凭证"),
    Document.CORRECTION_NOTICE: _("补正材料通知书"),
    Document.CORRECTION_RECEIPT: _("补正材料接收凭证"),
    Document.ACCEPTANCE: _("受理通知书"),
    Document.REFUSAL_TO_ACCEPT: _("不予受理决定书"),
    Document.SPECIAL_PROCEDURE: _("特别程序告知书"),
    Document.RESUMPTION: _("恢复办理通知书"),
    Document.EXTENSION: _("延长办理期限告知书"),
    Document.GRANT: _("准予决定书"),
    Document.DENIAL: _("不予许可决定书"),
    Document.TERMINATION: _("终止办理通知书"),
    Document.DELIVERY: _("送达回证"),
}
_VARIABLES: Mapping[str, Promise] = {
    "you": _("您或者贵单位"), "applicant": _("申请人"), "item": _("申请事项"), "body": _("办理单位"),
    "case_number": _("办件编号"), "paper_number": _("文书编号"), "submitted_on": _("申请日期"),
    "made_on": _("文书日期"), "licence_law": _("行政许可法的名称，不是行政许可的没有"),
    "materials": _("收到的材料，自己占一段"),
    "acceptance_due_on": _("最迟答复是否受理"), "query_code": _("查询码"), "defects": _("要补正的内容，自己占一段"),
    "due_on": _("补正期限"), "reason": _("理由"), "accepted_on": _("受理日期，视为受理的没有"),
    "deemed_on": _("视为受理的日期"), "promised": _("承诺时限"), "legal": _("法定时限"),
    "right_body": _("应当办理的单位"), "review_body": _("行政复议机关"), "procedure": _("特别程序的种类"),
    "basis": _("依据"), "days": _("天数"), "started_on": _("开始日期"), "result": _("特别程序的结果"),
    "ended_on": _("结束日期"), "matter": _("许可的种类"), "decided_on": _("决定日期"),
    "default_on": _("超时默认的日期，人作的决定没有"), "delivery": _("领取方式"), "withdrawn_on": _("撤回日期"),
    "lapsed_on": _("逾期日期"), "way": _("送达方式"), "receipt": _("签收人或者凭据"),
    "delivered_on": _("送达日期"), "result_paper": _("结果文书的编号"),
}  # fmt: skip
_LANGUAGES: Mapping[str, Promise] = {"zh-hans": _("中文"), "en": _("英文译本")}


def kind_name(kind: Document) -> str:
    return str(_KINDS[kind])


def language_name(code: str) -> str:
    return str(_LANGUAGES[code])


def say_variables(kind: Document) -> list[tuple[str, str, bool]]:
    """Name, what it says, and whether such a paper has to say it."""
    required = REQUIRED.get(kind, ())
    return [(name, str(_VARIABLES[name]), name in required) for name in list_variables(kind)]
