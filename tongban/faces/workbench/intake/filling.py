"""Window intake: the applicant's one form, materials, way of delivery; kept as a draft or handed in."""

import datetime as dt
import secrets
import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.intake import scanned, signing
from tongban.faces.workbench.intake.finding import PLACE, is_english, name_of, terms_here
from tongban.faces.workbench.intake.written import Sheet, list_faults, read_blank, read_draft, read_sheet
from tongban.faces.workbench.places import list_places
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.words import words_for
from tongban.journeys import licensing
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.catalogue.rules import guidance
from tongban.registers.forms import queries as forms
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import PartyView
from tongban.services.cases import commands as cases
from tongban.services.cases import queries
from tongban.services.cases.commands import Application
from tongban.services.cases.queries.paper_values import say_way
from tongban.services.cases.rules.rights import ACCEPT
from tongban.services.cases.rules.words import Channel, Delivery

_DELIVERY_CODES = {"1": Delivery.WINDOW, "2": Delivery.COURIER, "3": Delivery.ELECTRONIC}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ACCEPT)
def fill_in(request: HttpRequest, item: str, party: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Handed in, 303 to the receipt. A draft of the applicant goes on here, whatever channel began it."""
    terms = terms_here(item, desk, now)
    if request.method != "POST":
        found = scanned.find(terms, party, desk.actor, now)
        return _page(request, terms, party, desk, now, scanned.bring(_opened(terms, party, desk, now), found))
    sheet = read_sheet(request, terms, party, desk.actor, now)
    if scanned.is_scanned(request):
        sheet = scanned.fetch(request, terms, party, sheet, desk.actor, now)
        return _page(request, terms, party, desk, now, sheet, status=422 if sheet.faults else 200)
    if forms.wants_update(dict(request.POST.lists())) or sheet.faults:
        return _page(request, terms, party, desk, now, sheet, status=422 if sheet.faults else 200)
    if "keep" in request.POST:
        _save(terms, party, sheet, desk, now)
        here = reverse("workbench:intake_form", kwargs={"item": terms.item, "party": party})
        return HttpResponseRedirect(f"{here}?{urlencode({'kept': 1})}", status=303)
    if signing.ASK in request.POST:
        return _sign(request, terms, party, sheet, desk, now)
    if signing.LOOK in request.POST:
        return _page(request, terms, party, desk, now, sheet)
    return _hand_in(request, terms, party, sheet, desk, now)


def _opened(terms: Terms, party: uuid.UUID, desk: Desk, now: dt.datetime) -> Sheet:
    """The applicant's draft as it is, or a sheet that begins with what their file answers: each look is journalled."""
    told: dict[str, Any] = {"holder": party, "purpose": "窗口收件填表", "by": desk.actor, "now": now}
    found = cases.read_draft(item=terms.item, **told)
    if found is not None or terms.form is None:
        return read_draft(terms, found)
    return read_blank(terms, cases.prefill_at_window(terms=terms, **told).values)


def _save(terms: Terms, party: uuid.UUID, sheet: Sheet, desk: Desk, now: dt.datetime) -> uuid.UUID:
    """Kept as the applicant's draft, which goes on where there is one."""
    draft = cases.save_draft(
        holder=party, item=terms.item, content={"values": sheet.values, "answers": sheet.answers},
        materials=[row.as_kept() for row in sheet.materials if row.how], channel=Channel.WINDOW, by=desk.actor, now=now,
    )  # fmt: skip
    return draft.id


def _application(terms: Terms, party: uuid.UUID, sheet: Sheet, draft: uuid.UUID | None) -> Application:
    return Application(
        item=terms.item, holder=party, channel=Channel.WINDOW, values=sheet.values, answers=sheet.answers,
        materials=sheet.given(), delivery=Delivery(sheet.delivery), address=sheet.address, promise=sheet.promise,
        draft=draft,
    )  # fmt: skip


def _sign(
    request: HttpRequest, terms: Terms, party: uuid.UUID, sheet: Sheet, desk: Desk, now: dt.datetime
) -> HttpResponse:
    """The sheet is kept as a draft, and the enterprise is asked to sign it; the same page with the code."""
    draft = _save(terms, party, sheet, desk, now)
    try:
        asked = cases.ask_signature(
            application=_application(terms, party, sheet, draft), key=sheet.key,
            service=request.build_absolute_uri("/"), by=desk.actor, now=now,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _page(request, terms, party, desk, now, list_faults(terms, sheet, refusal), refusal, 422)
    return _page(request, terms, party, desk, now, sheet, signed=asked.id)


def _hand_in(
    request: HttpRequest, terms: Terms, party: uuid.UUID, sheet: Sheet, desk: Desk, now: dt.datetime
) -> HttpResponse:
    found = queries.find_draft(party, terms.item, actor=desk.actor, now=now)
    application = _application(terms, party, sheet, found[0].id if found else None)
    told = signing.read(request, party, desk.actor, now)
    try:
        application = replace(application, signature=signing.give(told, desk.actor, now))
        receipt = licensing.submit(application=application, key=sheet.key, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _page(request, terms, party, desk, now, list_faults(terms, sheet, refusal), refusal, 422, signed=told)
    here = reverse("workbench:intake_receipt", kwargs={"number": receipt.number})
    return HttpResponseRedirect(here, status=303)


def _page(
    request: HttpRequest,
    terms: Terms,
    party: uuid.UUID,
    desk: Desk,
    now: dt.datetime,
    sheet: Sheet,
    refusal: DomainError | None = None,
    status: int = 200,
    *,
    signed: signing.Told | None = None,
) -> HttpResponse:
    view = None
    if terms.form is not None:
        view = forms.view(
            terms.form, values=sheet.values, answers=sheet.answers, errors=sheet.field_faults,
            language=get_language() or "zh-hans", places=list_places(terms.region),
        )  # fmt: skip
    holder = _find_party(party, desk, now)
    is_stale = refusal is not None and refusal.code == "case.signature_stale"
    signed = None if is_stale else signed or signing.read(request, party, desk.actor, now)
    lines = [*(view.errors if view else ()), *sheet.faults]
    shown: dict[str, Any] = {
        "terms": terms, "item_name": name_of(terms), "party": holder,
        "scanned": scanned.find(terms, party, desk.actor, now),
        "sheet": sheet, "view": view, "faults": lines, "deliveries": _deliveries(terms),
        "scans": any(row.get("licence") for row in terms.materials),
        "walk": guidance.walk(guidance.parse_guidance(terms.guidance), sheet.answers),
        "refusal": words_for(refusal) if refusal and not lines else None,
        "english": is_english(), "prefilled": len(sheet.prefilled),
        "key": sheet.key or secrets.token_urlsafe(16), "kept": "kept" in request.GET, "defects": {},
        "signing": signing.find_panel(request, terms, holder.kind if holder else None, signed, desk.actor, now),
    }  # fmt: skip
    return render_desk(request, "intake/form.html", desk, now, PLACE, status, **shown)


def _find_party(party: uuid.UUID, desk: Desk, now: dt.datetime) -> PartyView | None:
    """None for a file that lies in another region: what it holds is not this window's to see."""
    try:
        return parties.get_file(desk.actor, party, now=now).party
    except NotFound:
        return None


def _deliveries(terms: Terms) -> list[tuple[str, str]]:
    ways = [way for code, way in _DELIVERY_CODES.items() if not terms.deliveries or code in terms.deliveries]
    return [(way.value, say_way(way)) for way in ways] or [(Delivery.WINDOW.value, _("窗口领取"))]
