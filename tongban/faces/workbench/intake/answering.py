"""The window takes what an applicant brings to a case that waits: a notice answered, or what was to follow.

As at intake: on paper, scanned, or as a licence that the applicant's code shows.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.cases.reading import get_view
from tongban.faces.workbench.intake import scanned, signing
from tongban.faces.workbench.intake.finding import is_english
from tongban.faces.workbench.intake.written import Sheet, list_faults, read_blank, read_sheet
from tongban.faces.workbench.places import list_places
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.words import words_for
from tongban.journeys import licensing
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.registers.forms import queries as forms
from tongban.registers.parties.queries.reach import get_party
from tongban.services.cases import commands as cases
from tongban.services.cases import queries
from tongban.services.cases.queries import CaseView
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import FORM, Given, How
from tongban.services.cases.rules.rights import ACCEPT

PLACE = "workbench:mine"


@dataclass(frozen=True, slots=True)
class Answering:
    """What is being answered at this desk: a notice, or the promises of a case. `terms` are those of the case with what
    is asked for alone, `defects` what is wrong with it.
    """

    request: HttpRequest
    desk: Desk
    now: dt.datetime
    view: CaseView
    step: Step
    terms: Terms
    defects: Mapping[str, str]

    @property
    def holder(self) -> uuid.UUID:
        return self.view.case.holder_id


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ACCEPT)
def answer(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Taken, 303 to the case; so for a case that waits for nothing. Raises NotFound case.not_found."""
    view = get_view(number, desk, now)
    step = find_answer(view)
    if step is None:
        return _to_case(view)
    defects = _list_asked(view, step)
    at = Answering(request, desk, now, view, step, _narrow(view, defects), defects)
    filled = _read_filled(at)
    if request.method != "POST":
        return _page(at, read_blank(at.terms, filled))
    sheet = read_sheet(request, at.terms, at.holder, desk.actor, now)
    sheet = replace(sheet, values={**filled, **sheet.values})
    signed = signing.read(request, at.holder, desk.actor, now)
    if scanned.is_scanned(request):
        sheet = scanned.fetch(request, at.terms, at.holder, sheet, desk.actor, now)
    elif not (sheet.faults or signing.LOOK in request.POST or forms.wants_update(dict(request.POST.lists()))):
        try:
            asked = _take(at, sheet, signed)
        except (Invalid, Conflict) as refusal:
            return _page(at, list_faults(at.terms, sheet, refusal), signed, refusal)
        return _page(at, sheet, asked) if asked else _to_case(view)
    return _page(at, sheet, signed)


def find_answer(view: CaseView) -> Step | None:
    """What the case waits for from its applicant, where whoever looks may take it."""
    return next((step for step in (Step.CORRECT, Step.SUPPLY) if view.steps.get(step, "") is None), None)


def _list_asked(view: CaseView, step: Step) -> dict[str, str]:
    """What is to be brought, and what is wrong with what there is."""
    if step is Step.SUPPLY:
        return {row.code: _("承诺后补的材料") for row in view.materials if row.how == How.PROMISE}
    notice = next((each for each in view.corrections if each.answered_at is None), None)
    return {each["about"]: each["text"] for each in (notice.defects if notice else ())}


def _narrow(view: CaseView, defects: Mapping[str, str]) -> Terms:
    """The terms of the case with these materials alone, each of them needed; with the form where it is asked for."""
    case = view.case
    terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    asked = [row for row in terms.materials if row["code"] in defects]
    has_form = terms.form is not None and (FORM in defects or any(map(_is_form, asked)))
    rows = tuple(
        {**row, "need": "1", "when": None} for row in asked if not (terms.form is not None and _is_form(row))
    )  # fmt: skip
    return replace(terms, materials=rows, form=terms.form if has_form else None, guidance=None, tolerant=False)


def _is_form(row: Mapping[str, Any]) -> bool:
    return bool(row.get("blank_form") == FORM)


def _read_filled(at: Answering) -> dict[str, Any]:
    """What the form says now; the look is journalled, and there is none where the form is not asked for."""
    if at.terms.form is None:
        return {}
    told = cases.read_form(case_id=at.view.case.id, purpose="窗口代收补正", by=at.desk.actor, now=at.now)
    return dict(told["values"])


def _take(at: Answering, sheet: Sheet, signed: signing.Told | None) -> uuid.UUID | None:
    """Taken; or, where the clerk asks the enterprise to sign first, the request to sign."""
    case, has_form, is_supply = at.view.case, at.terms.form is not None, at.step is Step.SUPPLY
    whole = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    made = [row["code"] for row in whole.materials if row["code"] in at.defects and has_form and _is_form(row)]
    told: dict[str, Any] = {"case_id": case.id, "by": at.desk.actor, "now": at.now}
    told["given"] = [*sheet.given(), *(Given(code, How.FORM) for code in made)]
    if not is_supply:
        told["values"] = sheet.values if has_form else None
    if signing.ASK in at.request.POST:
        ask = cases.ask_supply_signature if is_supply else cases.ask_correction_signature
        return ask(service=at.request.build_absolute_uri("/"), **told).id
    told["signature"] = signing.give(signed, at.desk.actor, at.now)
    (licensing.supply if is_supply else licensing.correct)(**told)
    return None


def _page(
    at: Answering, sheet: Sheet, signed: signing.Told | None = None, refusal: DomainError | None = None
) -> HttpResponse:
    form, case = None, at.view.case
    if at.terms.form is not None:
        form = forms.view(
            at.terms.form, values=sheet.values, answers={}, errors=sheet.field_faults,
            language=get_language() or "zh-hans", places=list_places(at.terms.region),
        )  # fmt: skip
    faults = [*(form.errors if form else ()), *sheet.faults]
    is_stale = refusal is not None and refusal.code == "case.signature_stale"
    shown: dict[str, Any] = {
        "case": case, "title": _("代收补正") if at.step is Step.CORRECT else _("代收后补的材料"),
        "item_name": (is_english() and case.item_name_en) or case.item_name, "form_defect": at.defects.get(FORM),
        "view": form, "sheet": sheet, "defects": at.defects, "faults": faults,
        "refusal": words_for(refusal) if refusal and not faults else None,
        "scans": any(row.get("licence") for row in at.terms.materials),
        "signing": _find_panel(at, None if is_stale else signed),
    }  # fmt: skip
    status = 422 if faults or refusal else 200
    return render_desk(at.request, "intake/answer.html", at.desk, at.now, PLACE, status, **shown)


def _find_panel(at: Answering, signed: signing.Told | None) -> signing.Panel | None:
    """To sign where the item asks for it, or what the case holds already is signed."""
    kind, by = get_party(at.holder).kind, at.desk.actor
    was_signed = bool(queries.list_signatures(at.view.case.id, actor=by, now=at.now))
    return signing.find_panel(at.request, at.terms, kind, signed, by, at.now, was_signed=was_signed)


def _to_case(view: CaseView) -> HttpResponse:
    return HttpResponseRedirect(reverse("workbench:case", kwargs={"number": view.case.number}), status=303)
