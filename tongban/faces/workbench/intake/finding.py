"""Window intake: which item, and who stands here; at the end the receipt to print."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.intake import scanned
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, Unavailable
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries import search as items
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.parties import commands as parties
from tongban.services.cases import queries as cases
from tongban.services.cases.commands.quality import note_refused
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.rights import ACCEPT
from tongban.services.cases.rules.words import Channel

PLACE = "workbench:intake"
TEXT_AT_MOST = 100
SHOWN = 50
_PERSON_AUDIENCE = "1"


@require_safe
@staff_page(ACCEPT)
def find_item(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What this window takes in: every department's items over the post's region, found by their words."""
    text = " ".join(request.GET.get("q", "").split())[:TEXT_AT_MOST]
    page = items.search(text=text, region=desk.post.region, scope="subtree", limit=SHOWN, at=now)
    hits = [hit for hit in page.hits if desk.actor.may(ACCEPT, hit.region, hit.organisation)]
    return render_desk(request, "intake/items.html", desk, now, PLACE, asked=text, hits=hits, english=is_english())


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ACCEPT)
def applicant(request: HttpRequest, item: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Who applies: by the code they show, found by the whole document number, or registered; then the form opens."""
    terms = terms_here(item, desk, now)
    if request.method != "POST":
        return _applicant(request, terms, desk, now)
    if scanned.is_named(request):
        return _scan(request, terms, desk, now)
    sent = request.POST.dict()
    try:
        found = _register(sent, desk, now)
    except Invalid as refusal:
        _note(refusal, terms, desk, now)
        faults = {name: sentence_for(codes[0], refusal.facts) for name, codes in refusal.fields.items()}
        return _applicant(request, terms, desk, now, sent, faults)
    except Conflict as refusal:
        if refusal.code != "party.name_differs":
            raise
        _note(Invalid(refusal.code, {"name": [refusal.code]}), terms, desk, now)
        return _applicant(request, terms, desk, now, sent, {"name": sentence_for(refusal.code, {})})
    return _to_form(terms, found.party)


def _scan(request: HttpRequest, terms: Terms, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The code names the applicant, and their licences lie ready in the form."""
    try:
        party = scanned.name_applicant(request, terms, desk.actor, now)
    except (Conflict, NotAllowed, Unavailable) as refusal:
        return _applicant(request, terms, desk, now, faults={scanned.FIELD: scanned.explain(refusal)})
    return _to_form(terms, party)


def _to_form(terms: Terms, party: uuid.UUID) -> HttpResponse:
    here = reverse("workbench:intake_form", kwargs={"item": terms.item, "party": party})
    return HttpResponseRedirect(here, status=303)


def _note(refused: Invalid, terms: Terms, desk: Desk, now: dt.datetime) -> None:
    """What was mistyped of the applicant counts in the unit's quality as a mistake in the form does (UAP-07)."""
    note_refused(
        refused, unit=desk.actor.organisation or terms.organisation, item=terms.item, channel=Channel.WINDOW, now=now
    )


def terms_here(item: str, desk: Desk, now: dt.datetime) -> Terms:
    """What the item asks. Raises NotFound catalogue.item_unknown, NotAllowed for an item of no window of this post."""
    terms = get_terms(item, at=now)
    if not desk.actor.may(ACCEPT, terms.region, terms.organisation):
        raise NotAllowed("case.not_allowed", action=ACCEPT)
    return terms


def document_kinds(terms: Terms | None = None) -> list[tuple[str, str]]:
    """Kinds of documents by their codes, those of whom the item is for."""
    persons = [
        (Type.RESIDENT_ID, _("居民身份证")), (Type.PASSPORT, _("护照")),
        (Type.HONG_KONG_MACAO_PERMIT, _("港澳居民来往内地通行证")), (Type.TAIWAN_PERMIT, _("台湾居民来往大陆通行证")),
        (Type.FOREIGN_RESIDENCE, _("外国人永久居留身份证")), (Type.OFFICER_CARD, _("军官证")),
    ]  # fmt: skip
    enterprises = [(Type.CREDIT_CODE, _("营业执照（统一社会信用代码）"))]
    audience = terms.audience if terms else frozenset[str]()
    kept = enterprises if audience and _PERSON_AUDIENCE not in audience else persons
    both = not audience or (_PERSON_AUDIENCE in audience and len(audience) > 1)
    return [(kind.value, name) for kind, name in (persons + enterprises if both else kept)]


def _register(sent: Mapping[str, str], desk: Desk, now: dt.datetime) -> parties.Registered:
    kind = sent.get("document_kind", "")
    told: dict[str, Any] = {name: sent.get(name, "") for name in ("name", "number", "phone")}
    told |= {"region": desk.post.region}
    if kind == Type.CREDIT_CODE:
        return parties.register_enterprise(**told, by=desk.actor, now=now)
    return parties.register_person(**told, document_kind=kind, by=desk.actor, now=now)


def _applicant(
    request: HttpRequest,
    terms: Terms,
    desk: Desk,
    now: dt.datetime,
    sent: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> HttpResponse:
    labels = {"document_kind": _("证件类型"), "number": _("证件号码"), "name": _("姓名或者名称"), "phone": _("手机号")}
    told = faults or {}
    shown: dict[str, Any] = {
        "terms": terms, "item_name": name_of(terms), "labels": labels, "sent": sent or {}, "told": told,
        "kinds": document_kinds(terms),
        "faults": [ErrorLine(name, labels[name], text) for name, text in told.items() if name in labels],
    }  # fmt: skip
    return render_desk(request, "intake/applicant.html", desk, now, PLACE, 422 if told else 200, **shown)


def name_of(terms: Terms) -> str:
    return (is_english() and terms.name_en) or terms.name


def is_english() -> bool:
    return get_language() == "en"


@require_safe
@staff_page(ACCEPT)
def receipt(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The case is stored: its number and query code, until when it must be answered, and the receipt to print."""
    view = cases.get_case(cases.get_id(number, actor=desk.actor, now=now), actor=desk.actor, now=now)
    paper = next(paper for paper in view.documents if paper.kind == Document.RECEIPT)
    code = cases.find_window_code(view.case, actor=desk.actor)
    return render_desk(
        request, "intake/receipt.html", desk, now, PLACE, case=view.case, paper=paper, code=code, english=is_english()
    )
