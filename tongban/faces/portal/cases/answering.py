"""Answering a correction notice, each defect beside what it is about; and bringing what was allowed to follow later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases import filling, papers, signing, waiving
from tongban.faces.portal.cases.mine import name_of
from tongban.faces.portal.cases.own import crumbs_of, list_defects
from tongban.faces.portal.cases.people import actor_of, phone_of, signed_in
from tongban.faces.portal.cases.writing import list_asked_elsewhere
from tongban.faces.portal.shell import render_page
from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import has_words, sentence_for, words_for
from tongban.journeys import licensing
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.registers.forms import queries as forms
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import queries as signatures
from tongban.services.cases import commands, queries
from tongban.services.cases.queries import CaseView
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.materials import FORM, Asked, Given, How

PART = "X-Part"
SEND, SIGN = "send", "sign"
Faults = tuple[dict[str, str], dict[str, list[str]]]
"""What is wrong, by material and by field."""


class Unsigned(Exception):
    """Not taken for want of a signature; says so in the reader's language."""


@dataclass
class Answer:
    """What is being answered: a notice's defects by what they are about, or the gaps of a promise.

    `offer`: to sign the answer, where the application was signed or has to be.
    """

    view: CaseView
    terms: Terms
    actor: Actor
    now: Any
    filled: Mapping[str, Any]
    defects: Mapping[str, str]
    phone: str
    offer: signing.Offer | None = None

    @property
    def is_supply(self) -> bool:
        """What was promised is brought; else a notice is answered."""
        return self.view.case.state != State.CORRECTING

    @property
    def asked(self) -> Asked:
        """Only the materials that something is wrong with."""
        whole = Asked(
            self.terms.materials, self.filled["values"], self.filled["answers"], self.terms.tolerant,
            self.terms.form is not None,
        )  # fmt: skip
        rows = [row for row in whole.needed() if row["code"] in self.defects and not self.is_form(row)]
        return Asked(rows, whole.values, whole.answers, tolerant=False, has_form=whole.has_form)

    @cached_property
    def held(self) -> Mapping[str, waiving.Held]:
        """The licences that stand for these materials now."""
        case = self.view.case
        return waiving.list_held(self.asked, case.holder_id, item=case.item, by=self.actor, now=self.now)

    def is_form(self, row: Mapping[str, Any]) -> bool:
        """Whether this material is the form itself."""
        return self.terms.form is not None and row.get("blank_form") == FORM

    @property
    def forms_told(self) -> list[str]:
        """Codes of the materials with defects that are the form itself."""
        return [row["code"] for row in self.terms.materials if row["code"] in self.defects and self.is_form(row)]

    @property
    def has_form(self) -> bool:
        return self.terms.form is not None and (FORM in self.defects or bool(self.forms_told))

    @property
    def hidden(self) -> frozenset[str]:
        """What the holder's file answers, and what other steps were told, stays as it was."""
        held = queries.get_prefill(
            self.terms, self.view.case.holder_id, phone=self.phone, actor=self.actor, now=self.now
        )
        return (frozenset(held.held) | frozenset(list_asked_elsewhere(self.terms))) & frozenset(self.filled["values"])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Every defect at once; answered, 303 to the case."""
    view = queries.get_own_case(number, actor=actor_of(request), now=timezone.now())
    if view.case.state != State.CORRECTING:
        return _to_case(view)
    defects = {each["about"]: each["text"] for each in list_defects(view)}
    return _answer(request, _open(request, view, defects), _("补正"), "cases/correct.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def supply(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that was promised; there, 303 to the case."""
    view = queries.get_own_case(number, actor=actor_of(request), now=timezone.now())
    gaps = {row.code: _("您承诺后补的材料") for row in view.materials if row.how == How.PROMISE}
    if not gaps:
        return _to_case(view)
    return _answer(request, _open(request, view, gaps), _("补交材料"), "cases/supply.html")


def _open(request: HttpRequest, view: CaseView, defects: Mapping[str, str]) -> Answer:
    actor, now, case = actor_of(request), timezone.now(), view.case
    terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    filled = queries.get_form(case.id, actor=actor, now=now)
    answer = Answer(view, terms, actor, now, filled, defects, phone_of(request))
    answer.offer = _find_offer(request, answer)
    return answer


def _find_offer(request: HttpRequest, answer: Answer) -> signing.Offer | None:
    """None where nobody signs: a person applies, or nothing was or has to be signed."""
    case = answer.view.case
    is_asked = answer.terms.signature or bool(queries.list_signatures(case.id, actor=answer.actor, now=answer.now))
    if not (is_asked and get_party(case.holder_id).kind == Kind.ENTERPRISE):
        return None
    if not signatures.is_open():
        return signing.find_place(answer.terms, answer.now)
    offer = signing.offer_of(request, request.POST.get("signature", ""), answer.actor, answer.now)
    return replace(offer, is_required=answer.terms.signature)


def _answer(request: HttpRequest, answer: Answer, title: str, template: str) -> HttpResponse:
    case, asked = answer.view.case, answer.asked
    reusable = queries.list_reusable(
        case.holder_id, [row["name"] for row in asked.rows], actor=answer.actor, now=answer.now
    )
    rows: list[papers.Row] = []
    faults: dict[str, str] = {}
    values = dict(answer.filled["values"])
    form_faults: dict[str, list[str]] = {}
    unsigned = ""
    if request.method == "POST":
        kept = _read_kept(request, answer)
        rows, faults = papers.read_rows(
            request, asked, kept, reusable, holder=case.holder_id, by=answer.actor, now=answer.now
        )
        if answer.has_form and answer.terms.form is not None:
            values |= forms.read(answer.terms.form, dict(request.POST.lists()))
        go = request.POST.get("go", "")
        if not request.headers.get(PART) and not faults and go in (SEND, SIGN):
            try:
                faults, form_faults = (_send if go == SEND else _ask)(request, answer, rows, values)
            except Unsigned as refusal:
                unsigned = str(refusal)
            if go == SEND and not (faults or form_faults or unsigned):
                return _to_case(answer.view)
    listed = papers.list_papers(asked, rows, reusable, faults, answer.defects, answer.held)
    if part := request.headers.get(PART):
        shown = {"papers": [paper for paper in listed if paper.code == part], "carried": True}
        return render_page(request, "cases/_papers.html", "", 422 if part in faults else 200, **shown)
    return _page(request, answer, listed, values, faults, form_faults, title, template, unsigned)


def _read_kept(request: HttpRequest, answer: Answer) -> list[papers.Row]:
    """What was uploaded or agreed to before and travels with the page, as far as it is theirs.

    To tick a licence is no consent yet: that stands when the answer is sent.
    """
    told = {row["code"]: request.POST.get(f"kept.{row['code']}", "") for row in answer.asked.rows}
    own = {str(file.id): file for file in files.list_files(answer.view.case.holder_id)} if any(told.values()) else {}
    ticked = [
        waiving.row_of(code, licence)
        for code, licence in answer.held.items()
        if licence.identifier == told[code] or request.POST.get(f"consent.{code}")
    ]
    return ticked + [
        {"code": code, "how": How.UPLOAD.value, "file": told_id, "name": own[told_id].name, "size": own[told_id].size}
        for code, told_id in told.items()
        if told_id in own
    ]


def _send(request: HttpRequest, answer: Answer, rows: Sequence[papers.Row], values: Mapping[str, Any]) -> Faults:
    """What is wrong, by material and by field; nothing when the case centre has taken it."""

    def take(told: dict[str, Any]) -> None:
        (licensing.supply if answer.is_supply else licensing.correct)(
            signature=signing.signature_of(answer.offer), **told
        )

    return _try(take, answer, rows, values)


def _ask(request: HttpRequest, answer: Answer, rows: Sequence[papers.Row], values: Mapping[str, Any]) -> Faults:
    """The same where the enterprise is only asked to sign the answer; the page then carries the request."""

    def ask(told: dict[str, Any]) -> None:
        put = commands.ask_supply_signature if answer.is_supply else commands.ask_correction_signature
        asked = put(service=request.build_absolute_uri("/"), **told)
        answer.offer = replace(
            signing.offer_of(request, str(asked.id), answer.actor, answer.now), is_required=answer.terms.signature
        )

    return _try(ask, answer, rows, values)


def _try(
    take: Callable[[dict[str, Any]], None], answer: Answer, rows: Sequence[papers.Row], values: Mapping[str, Any]
) -> Faults:
    given = papers.to_given(answer.asked, rows) + [Given(code, How.FORM) for code in answer.forms_told]
    named = {each.code for each in given}
    missing = {row["code"]: _("请交这份材料。") for row in answer.asked.rows if row["code"] not in named}
    missing |= waiving.ask_for([code for code in answer.held if code in missing], named)
    if missing:
        return missing, {}
    told = {"case_id": answer.view.case.id, "given": given, "by": answer.actor, "now": answer.now}
    if not answer.is_supply:
        told["values"] = values if answer.has_form else None
    try:
        take(told)
    except Invalid as refusal:
        by_material = {
            name.partition(".")[2]: sentence_for(codes[0], refusal.facts)
            for name, codes in refusal.fields.items()
            if name.startswith("materials.")
        }
        by_field = {name: list(codes) for name, codes in refusal.fields.items() if not name.startswith("materials.")}
        return by_material, by_field
    except Conflict as refusal:
        if refusal.code in ("case.signature_required", "case.signature_stale", "signature.not_answered"):
            if refusal.code == "case.signature_stale" and answer.offer:
                answer.offer = signing.Offer(is_required=answer.terms.signature)
            raise Unsigned(_say(refusal)) from refusal
        if refusal.code != "case.correction_open":
            raise
        return {row["code"]: _("请交这份材料。") for row in answer.asked.rows}, {}
    return {}, {}


def _page(
    request: HttpRequest,
    answer: Answer,
    listed: Sequence[papers.Paper],
    values: Mapping[str, Any],
    faults: Mapping[str, str],
    form_faults: Mapping[str, list[str]],
    title: str,
    template: str,
    unsigned: str = "",
) -> HttpResponse:
    form = None
    errors = [ErrorLine(f"m-{paper.code}", paper.name, paper.error) for paper in listed if paper.error]
    if answer.has_form:
        form = filling.draw(answer.terms, values, answer.filled["answers"], answer.hidden, form_faults)
        errors = [*form.errors, *errors]
    form_defects = [text for about, text in answer.defects.items() if about == FORM or about in answer.forms_told]
    shown = {
        "case": answer.view.case, "name": name_of(answer.view.case), "form": form, "form_defects": form_defects,
        "papers": listed, "errors": errors, "total": len(answer.defects), "supply_on": None,
        "crumbs": crumbs_of(answer.view, title), "told": _list_places(answer, listed, form_defects), "carried": True,
        "signing": answer.offer, "unsigned": unsigned,
    }  # fmt: skip
    status = 409 if unsigned else 422 if faults or form_faults else 200
    return render_page(request, template, "my_cases", status, **shown)


def _say(refusal: Conflict) -> str:
    """In one sentence."""
    return str(words_for(refusal)[1]) if has_words(refusal.code) else sentence_for(refusal.code, {})


def _list_places(answer: Answer, listed: Sequence[papers.Paper], form_defects: Sequence[str]) -> list[ErrorLine]:
    """Each defect with the place on the page where it is put right."""
    in_form = [ErrorLine("f", _("申请表"), text) for text in form_defects]
    return in_form + [ErrorLine(f"m-{paper.code}", paper.name, paper.defect) for paper in listed]


def _to_case(view: CaseView) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", kwargs={"number": view.case.number}), status=303)
