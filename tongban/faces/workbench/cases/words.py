"""How a case reads to staff: steps, states, clocks, papers, findings, and why a step is not possible."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.foundation.ui.rules import local
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.life import Step

STEPS: dict[str, Promise] = {
    "submit": gettext_lazy("提交申请"),
    "request_correction": gettext_lazy("告知补正"),
    "correct": gettext_lazy("补正"),
    "accept": gettext_lazy("受理"),
    "deem_accepted": gettext_lazy("视为受理"),
    "decline": gettext_lazy("不予受理"),
    "pass_on": gettext_lazy("送下一步"),
    "suspend": gettext_lazy("特别程序（停钟）"),
    "resume": gettext_lazy("恢复计时"),
    "extend": gettext_lazy("延长期限"),
    "grant": gettext_lazy("准予许可"),
    "deny": gettext_lazy("不予许可"),
    "grant_by_default": gettext_lazy("超时默认"),
    "withdraw": gettext_lazy("撤回申请"),
    "lapse": gettext_lazy("逾期终止"),
    "supply": gettext_lazy("补齐容缺材料"),
    "conclude": gettext_lazy("办结"),
    "deliver": gettext_lazy("送达"),
    "archive": gettext_lazy("归档"),
}
STATES: dict[str, Promise] = {
    "submitted": gettext_lazy("已收件"),
    "correcting": gettext_lazy("请补正"),
    "review": gettext_lazy("办理中"),
    "suspended": gettext_lazy("暂停计时"),
    "granted": gettext_lazy("准予"),
    "denied": gettext_lazy("不予许可"),
    "declined": gettext_lazy("不予受理"),
    "withdrawn": gettext_lazy("已撤回"),
    "lapsed": gettext_lazy("已终止"),
    "concluded": gettext_lazy("办结"),
    "archived": gettext_lazy("已归档"),
}
CLOCKS: dict[str, Promise] = {
    "acceptance": gettext_lazy("受理期限"),
    "correction": gettext_lazy("补正期限"),
    "promised": gettext_lazy("承诺期限"),
    "legal": gettext_lazy("法定期限"),
    "step": gettext_lazy("本环节"),
    "supply": gettext_lazy("容缺补齐"),
    "delivery": gettext_lazy("送达期限"),
}
PAPERS: dict[str, Promise] = {
    "receipt": gettext_lazy("收件凭证"),
    "correction_notice": gettext_lazy("补正告知书"),
    "correction_receipt": gettext_lazy("补正收件凭证"),
    "acceptance": gettext_lazy("受理通知书"),
    "refusal_to_accept": gettext_lazy("不予受理通知书"),
    "special_procedure": gettext_lazy("特别程序告知书"),
    "resumption": gettext_lazy("恢复计时告知书"),
    "extension": gettext_lazy("延长期限告知书"),
    "grant": gettext_lazy("准予决定书"),
    "denial": gettext_lazy("不予许可决定书"),
    "termination": gettext_lazy("终止告知书"),
    "delivery": gettext_lazy("送达回证"),
}
FINDINGS: dict[str, Promise] = {
    "yellow": gettext_lazy("黄牌"),
    "red": gettext_lazy("红牌"),
    "overdue": gettext_lazy("逾期"),
    "granted_by_default": gettext_lazy("超时默认"),
    "second_notice": gettext_lazy("再次告知补正"),
    "second_notice_given": gettext_lazy("监督员准许的再次补正"),
    "not_same_day": gettext_lazy("即办件没有当天办完"),
    "flow_jump": gettext_lazy("想跳过环节"),
    "flow_broken": gettext_lazy("环节走乱了"),
    "material_off_guide": gettext_lazy("指南之外要材料"),
    "fee_off_guide": gettext_lazy("指南之外收费"),
    "fee_too_high": gettext_lazy("收费超标准"),
    "off_list": gettext_lazy("清单之外审批"),
    "material_verified": gettext_lazy("已核验的又要材料"),
}
HOW: dict[str, Promise] = {
    "upload": gettext_lazy("上传"),
    "licence": gettext_lazy("免提交，电子证照"),
    "form": gettext_lazy("在线填写"),
    "paper": gettext_lazy("交了纸质件"),
    "promise": gettext_lazy("容缺，承诺后补"),
}
BASES: dict[str, Promise] = {
    Step.REQUEST_CORRECTION: gettext_lazy("行政许可法第三十二条"),
    Step.ACCEPT: gettext_lazy("行政许可法第三十二条"),
    Step.DECLINE: gettext_lazy("行政许可法第三十二条"),
    Step.SUSPEND: gettext_lazy("行政许可法第四十五条"),
    Step.RESUME: gettext_lazy("行政许可法第四十五条"),
    Step.EXTEND: gettext_lazy("行政许可法第四十二条"),
    Step.GRANT: gettext_lazy("行政许可法第三十八条"),
    Step.DENY: gettext_lazy("行政许可法第三十八条"),
}


def say(table: dict[str, Promise], code: str) -> str:
    """The word for a code; the code itself where there is none."""
    return str(table.get(code, code))


def act_name(step: str) -> str:
    """A step as something to do: English tells it apart from what was done."""
    return {"accept": _("受理这一件"), "decline": _("不受理这一件")}.get(step) or say(STEPS, step)


def finding_name(kind: str) -> str:
    return say(FINDINGS, kind)


def pause_name(kind: str) -> str:
    """A special procedure as the dictionary calls it."""
    row = get_dictionaries()["special_procedure"].get(kind, {})
    return str(row.get("en" if get_language() == "en" else "zh", kind))


def route_name(case: Case, position: int) -> str:
    """What the item calls the review step at this position of its route."""
    if not 0 <= position < len(case.route):
        return ""
    step = case.route[position]
    return str((get_language() == "en" and step.get("name_en")) or step["name"])


def item_name(case: Case) -> str:
    return (get_language() == "en" and case.item_name_en) or case.item_name


def where(case: Case) -> str:
    """Where the case stands: in review the step's own name."""
    return route_name(case, case.position) if case.state == "review" else say(STATES, case.state)


def why_not(case: Case, step: Step, code: str) -> str:
    """The reason of `CaseView.steps` as a sentence."""
    if code == "case.step_not_now":
        return _("现在是“%(state)s”，不能走这一步") % {"state": say(STATES, case.state)}
    due = f"{local(case.due_at):%m-%d %H:%M}" if case.due_at else ""
    return sentence_for(code, {"due_at": due, "step": say(STEPS, step)}).rstrip("。")


def say_when(text: str) -> str:
    """A stored instant as staff read it."""
    return f"{local(dt.datetime.fromisoformat(text)):%m-%d %H:%M}"
