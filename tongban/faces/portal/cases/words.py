"""What citizens read about a case: its states, its steps, its papers."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import RUNNING, Document, State, Step


def state_name(state: str, outcome: str = "", clock: str | None = None) -> str:
    """The fixed status words."""
    if state in (State.CONCLUDED, State.ARCHIVED):
        if clock == Kind.DELIVERY:
            return _("待领取")
        return {"granted": _("办结·准予"), "denied": _("办结·不予许可"), "declined": _("办结·不予受理")}.get(
            outcome, {"withdrawn": _("已撤回"), "lapsed": _("已终止")}.get(outcome, _("办结"))
        )
    return {
        State.SUBMITTED: _("已收件"),
        State.CORRECTING: _("请补正"),
        State.REVIEW: _("办理中"),
        State.SUSPENDED: _("暂停计时"),
        State.GRANTED: _("准予"),
        State.DENIED: _("不予许可"),
        State.DECLINED: _("不予受理"),
        State.WITHDRAWN: _("已撤回"),
        State.LAPSED: _("已终止"),
    }[State(state)]


def step_name(step: str) -> str:
    """A step done, as its applicant knows it; a review step has its own name."""
    return {
        Step.SUBMIT: _("提交申请"),
        Step.REQUEST_CORRECTION: _("一次性告知补正"),
        Step.CORRECT: _("您已补正"),
        Step.ACCEPT: _("受理"),
        Step.DEEM_ACCEPTED: _("视为受理"),
        Step.DECLINE: _("不予受理"),
        Step.PASS_ON: _("审查"),
        Step.SUSPEND: _("暂停计时"),
        Step.RESUME: _("恢复计时"),
        Step.EXTEND: _("延长办理期限"),
        Step.GRANT: _("准予"),
        Step.DENY: _("不予许可"),
        Step.GRANT_BY_DEFAULT: _("到期没有决定，按同意办结"),
        Step.WITHDRAW: _("您已撤回"),
        Step.LAPSE: _("已终止"),
        Step.SUPPLY: _("您已补交"),
        Step.CONCLUDE: _("办结"),
        Step.DELIVER: _("已送达"),
        Step.ARCHIVE: _("归档"),
    }[Step(step)]


def by_applicant(step: str) -> bool:
    """Whether the applicant took it."""
    return step in (Step.SUBMIT, Step.CORRECT, Step.SUPPLY, Step.WITHDRAW)


def document_name(kind: str) -> str:
    return {
        Document.RECEIPT: _("收件凭证"),
        Document.CORRECTION_NOTICE: _("补正材料通知书"),
        Document.CORRECTION_RECEIPT: _("补正材料接收凭证"),
        Document.ACCEPTANCE: _("受理通知书"),
        Document.REFUSAL_TO_ACCEPT: _("不予受理通知书"),
        Document.SPECIAL_PROCEDURE: _("特别程序通知书"),
        Document.RESUMPTION: _("恢复办理通知书"),
        Document.EXTENSION: _("延长期限通知书"),
        Document.GRANT: _("准予决定书"),
        Document.DENIAL: _("不予许可决定书"),
        Document.TERMINATION: _("终止办理通知书"),
        Document.DELIVERY: _("送达回证"),
    }[Document(kind)]


def clock_title(kind: str) -> str:
    """What happens when this clock has run out."""
    return {
        Kind.ACCEPTANCE: _("最迟答复您受理不受理"),
        Kind.CORRECTION: _("请在这之前补正"),
        Kind.PROMISED: _("最迟办结"),
        Kind.DELIVERY: _("最迟送到您手里"),
    }[Kind(kind)]


def why_not_withdraw(state: str, code: str) -> str:
    """Why the application cannot be taken back any more."""
    if state == State.WITHDRAWN:
        return _("已经撤回了。")
    return sentence_for(code, {}) if state in RUNNING else _("已经有结果了，不能再撤回。")


def pause_name(kind: str) -> str:
    """A special procedure as the dictionary calls it."""
    row = get_dictionaries()["special_procedure"].get(kind, {})
    return str(row.get("en" if get_language() == "en" else "zh", kind))
