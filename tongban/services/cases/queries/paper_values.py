"""What the variables of a paper say in one case: read from what its step wrote down, so that it never changes."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.foundation.ui.rules import write_date, write_moment
from tongban.registers.calendars.rules.clock import Unit
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.queries.terms import get_terms_under
from tongban.registers.identifiers.rules import item_code
from tongban.registers.identifiers.rules.item_code import HandlingCode
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind as PartyKind
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import Level
from tongban.services.cases import sealing
from tongban.services.cases.models import Case, CaseDocument, CaseMaterial
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.materials import FORM
from tongban.services.cases.rules.wording import Value
from tongban.services.cases.rules.words import Delivery

LICENCE = "01"
_NAMED_MATTERS = ("01", "05", "07", "08")
"""Types of items whose decisions are called by their type; others are just handled (办理)."""


def values_of(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    """Each variable of this kind of paper, "" where it has nothing to say. To be called under `language`."""
    kind, told = Document(paper.kind), paper.content
    day = partial(_day, language)
    item_type = _item_type(case.item)
    return {
        "you": _you(case),
        "applicant": case.applicant_name,
        "item": item_name(case, language),
        "body": case.organisation_name,
        "case_number": case.number,
        "paper_number": paper.number,
        "submitted_on": write_date(case.submitted_at, language),
        "made_on": write_date(paper.made_at, language),
        "licence_law": _("《中华人民共和国行政许可法》") if item_type == LICENCE else "",
        "matter": _matter(item_type, language),
        "reason": told.get("reason", ""),
        "basis": told.get("basis", ""),
        "result": told.get("result", ""),
        "receipt": told.get("receipt", ""),
        "right_body": told.get("right_body", ""),
        "days": str(told.get("days", "")),
        "started_on": day(told.get("started_at")),
        "ended_on": day(told.get("ended_at")),
        "delivered_on": day(told.get("delivered_at")),
        "decided_on": day(told.get("decided_at")),
        "default_on": day(told.get("decided_at")) if told.get("by_default") else "",
        **_OF_KIND.get(kind, _nothing)(case, paper, language),
    }


def item_name(case: Case, language: str) -> str:
    return (language == "en" and case.item_name_en) or case.item_name


def _you(case: Case) -> str:
    return _("您") if get_party(case.holder_id).kind == PartyKind.PERSON else _("贵单位")


def _day(language: str, told: str | None) -> str:
    return write_date(dt.datetime.fromisoformat(told), language) if told else ""


def _item_type(code: str) -> str:
    read = item_code.parse(code)
    return read.implementing.basic.item_type if isinstance(read, HandlingCode) else ""


def _matter(item_type: str, language: str) -> str:
    row = get_dictionaries()["item_type"][item_type] if item_type in _NAMED_MATTERS else None
    return str(row["en" if language == "en" else "zh"]) if row else _("办理")


def _moment(language: str, told: str | None) -> str:
    return write_moment(dt.datetime.fromisoformat(told), language) if told else ""


def _of_receipt(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    return {
        "materials": _materials(case, paper),
        "acceptance_due_on": _moment(language, paper.content.get("acceptance_due_at")),
        "query_code": sealing.query_code_of(case.number),
    }


def _of_correction_receipt(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    return {"materials": _materials(case, paper) or ["1. " + _("申请表")]}


def _materials(case: Case, paper: CaseDocument) -> list[str]:
    """What came in the same step as the paper, each with the way it came."""
    given = CaseMaterial.objects.filter(case=case, given_at=paper.made_at).order_by("code")
    ways = {
        "upload": _("电子文件"), "licence": _("电子证照"), "form": _("在线填写"), "paper": _("纸质"),
        "promise": _("容缺，承诺后补"),
    }  # fmt: skip
    return [f"{at}. {row.name}（{ways[row.how]}）" for at, row in enumerate(given, 1)]


def _of_correction_notice(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    names: Mapping[str, str] = {row["code"]: row["name"] for row in terms.materials} | {FORM: _("申请表")}
    defects = [
        _("%(number)s. %(name)s：%(text)s")
        % {"number": at, "name": names.get(each["about"], each["about"]), "text": each["text"]}
        for at, each in enumerate(paper.content["defects"], 1)
    ]
    return {"defects": defects, "due_on": _moment(language, paper.content.get("due_at"))}


def _of_acceptance(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    told = paper.content
    since = _day(language, told["accepted_at"])
    return {
        "accepted_on": "" if told.get("deemed") else since,
        "deemed_on": since if told.get("deemed") else "",
        "promised": _within(*told["promised"]),
        "legal": say_limit(case.legal_count, case.legal_unit),
    }


def _within(count: int, unit: str) -> str:
    return _("%(limit)s内") % {"limit": say_limit(count, unit)} if count else _("当场")


def say_limit(count: int, unit: str) -> str:
    if (count, unit) == (1, Unit.HALF_DAY):
        return _("半个工作日")
    said = {
        Unit.WORKING_DAY: ngettext("%(num)s 个工作日", "%(num)s 个工作日", count),
        Unit.HALF_DAY: ngettext("%(num)s 个半天", "%(num)s 个半天", count),
        Unit.CALENDAR_DAY: ngettext("%(num)s 个自然日", "%(num)s 个自然日", count),
        Unit.NATURAL_HOUR: ngettext("%(num)s 小时", "%(num)s 小时", count),
    }
    return said[Unit(unit)] % {"num": count}


def _of_procedure(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    row = get_dictionaries()["special_procedure"].get(paper.content["kind"])
    return {"procedure": str(row["en" if language == "en" else "zh"]) if row else paper.content["kind"]}


def _of_grant(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    return {"delivery": say_way(case.delivery)}


def say_way(way: str) -> str:
    """How a result is handed over."""
    words = {
        Delivery.ELECTRONIC: _("电子送达"), Delivery.COURIER: _("邮寄送达"), Delivery.WINDOW: _("窗口领取"),
    }  # fmt: skip
    return words[Delivery(way)] if way in words else way


def _of_refusal(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    """Review is asked of the people's government of the county or above (行政复议法 2023, art. 24)."""
    path = regions.find_path(case.region)
    names = [each.name for each in path if each.level <= Level.COUNTY]
    return {"review_body": _("%(region)s人民政府") % {"region": names[-1]} if names else _("本级人民政府")}


def _of_termination(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    due = paper.content.get("due_at")
    return {
        "lapsed_on": _day(language, due),
        "withdrawn_on": "" if due else write_date(paper.made_at, language),
    }


def _nothing(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    return {}


def _of_delivery(case: Case, paper: CaseDocument, language: str) -> dict[str, Value]:
    result = (Document.GRANT, Document.DENIAL, Document.REFUSAL_TO_ACCEPT)
    paper_of_result = CaseDocument.objects.filter(case=case, kind__in=result).order_by("-version").first()
    return {
        "way": say_way(paper.content["how"]),
        "result_paper": paper_of_result.number if paper_of_result else _("办理结果"),
    }


_OF_KIND: Mapping[Document, Callable[[Case, CaseDocument, str], dict[str, Value]]] = {
    Document.RECEIPT: _of_receipt,
    Document.CORRECTION_NOTICE: _of_correction_notice,
    Document.CORRECTION_RECEIPT: _of_correction_receipt,
    Document.ACCEPTANCE: _of_acceptance,
    Document.REFUSAL_TO_ACCEPT: _of_refusal,
    Document.SPECIAL_PROCEDURE: _of_procedure,
    Document.RESUMPTION: _of_procedure,
    Document.GRANT: _of_grant,
    Document.DENIAL: _of_refusal,
    Document.TERMINATION: _of_termination,
    Document.DELIVERY: _of_delivery,
}
