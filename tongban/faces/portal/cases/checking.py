"""The last step: everything once more, the declaration, and handing it in exactly once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.portal.cases import delivering, filling, handing_in, papers, signing
from tongban.faces.portal.cases.people import actor_of, signed_in
from tongban.faces.portal.cases.writing import Writing, frame, key_of, open_draft
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import sentence_for
from tongban.journeys import licensing
from tongban.registers.parties import commands as parties
from tongban.registers.parties.rules import Link
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.words import Channel, Delivery

SIGN = "sign"
_WAYS = {Delivery.ELECTRONIC: "electronic", Delivery.COURIER: "mail", Delivery.WINDOW: "window"}
"""As the data element delivery.way has them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be put right before it can be handed in, and the step where."""

    url: str
    label: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: HttpRequest, item: str, draft: uuid.UUID) -> HttpResponse:
    """Handed in, 303 to the receipt; a draft that was handed in before leads there too."""
    try:
        writing = open_draft(request, item, draft)
    except NotFound:
        return _handed_in_before(request, draft)
    faults = list_faults(writing)
    if request.method != "POST":
        return _page(request, writing, faults)
    if request.POST.get("go") == SIGN and not faults:
        return _sign(request, writing)
    if not request.POST.get("declared"):
        told = ErrorLine("declared", _("声明"), _("请看清楚后打勾。"))
        return _page(request, writing, faults, declared=told, status=422)
    if faults:
        return _page(request, writing, faults, status=422)
    return _submit(request, writing)


@require_POST
@signed_in
def discard(request: HttpRequest, item: str, draft: uuid.UUID) -> HttpResponse:
    """Asked once whether one means it; the draft is gone, 303 to the others."""
    writing = open_draft(request, item, draft)
    if not request.POST.get("sure"):
        return render_page(request, "cases/discard.html", "search", **frame(writing, "check"))
    commands.discard_draft(draft_id=writing.draft.id, by=writing.actor, now=writing.now)
    return HttpResponseRedirect(f"{reverse('my_cases')}?group=drafts", status=303)


def _sign(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The enterprise is asked to sign what stands here; 303 to this page with the code."""
    try:
        signing.ask(request, writing, _application(request, writing))
    except Invalid as refusal:
        return _page(request, writing, _read_refusal(writing, refusal), status=422)
    return HttpResponseRedirect(f"{writing.url('check')}#signing", status=303)


def _application(request: HttpRequest, writing: Writing, signature: uuid.UUID | None = None) -> Application:
    delivery, asked = writing.delivery, handing_in.asked_of(writing)
    given = papers.to_given(asked, handing_in.list_standing(writing, asked))
    return Application(
        item=writing.terms.item, holder=writing.draft.holder, channel=Channel.WEB, values=_whole_values(writing),
        answers=writing.answers, materials=tuple(given),
        delivery=Delivery(delivery["way"]), address=_address(delivery), draft=writing.draft.id,
        promise=bool(request.POST.get("promise")) and writing.terms.promise, signature=signature,
    )  # fmt: skip


def _submit(request: HttpRequest, writing: Writing) -> HttpResponse:
    signature = signing.signature_of(signing.find_offer(request, writing))
    application = _application(request, writing, signature)
    key = key_of(writing.draft.id)
    try:
        receipt = licensing.submit(application=application, key=key, by=writing.actor, now=writing.now)
    except Invalid as refusal:
        return _page(request, writing, _read_refusal(writing, refusal), status=422)
    except Conflict as refusal:
        if refusal.code == "case.signature_stale":
            signing.forget(writing)
        if refusal.code in ("case.signature_stale", "case.signature_required"):
            return _page(request, writing, [], unsigned=sentence_for(refusal.code, {}), status=409)
        if refusal.code != "idempotency.reused":
            raise
        return _handed_in_before(request, writing.draft.id)
    return _to_receipt(receipt.number)


def _whole_values(writing: Writing) -> dict[str, Any]:
    """What was typed, what the file holds with its numbers opened, and what the other steps were told."""
    if writing.terms.form is None:
        return {}
    held = {key: _open(writing, key) for key in writing.prefill.held}
    return writing.values | {key: value for key, value in held.items() if value} | _told_elsewhere(writing)


def _open(writing: Writing, key: str) -> str:
    held = writing.prefill.held[key]
    if not held.part:
        return str(writing.prefill.values[key])
    return parties.reveal_number(
        party_id=writing.draft.holder,
        purpose="在线申请",
        part=parties.Part(held.part),
        by=writing.actor,
        now=writing.now,
    )


def _told_elsewhere(writing: Writing) -> dict[str, Any]:
    delivery = writing.delivery
    by_mail = delivery.get("way") == Delivery.COURIER
    answers = {
        "delivery.way": _WAYS.get(Delivery(delivery["way"]), "") if delivery.get("way") else "",
        **{f"delivery.{name}": delivery.get(name, "") if by_mail else "" for name in delivering.LONGEST},
        "promise.accepted": True,
        "application.on": as_day(writing.now).isoformat(),
    }
    told = {key: answers[element] for key, element in writing.asked_elsewhere.items()}
    return {key: value for key, value in told.items() if value != ""}


def _address(delivery: Mapping[str, str]) -> str:
    """Whom to ask for and where, on one line as it is written on the parcel."""
    if delivery["way"] != Delivery.COURIER:
        return ""
    return " ".join(delivery[name] for name in ("receiver", "phone", "address"))[:200]


def _handed_in_before(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    number = queries.find_submitted(key_of(draft), actor=actor_of(request))
    if number is None:
        raise NotFound("case.draft_not_found")
    return _to_receipt(number)


def _to_receipt(number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("case_receipt", kwargs={"number": number}), status=303)


# --- what is wrong, and where -----------------------------------------------------------------------------------


def list_faults(writing: Writing) -> list[Fault]:
    """Everything that keeps it from being handed in, in the order of the steps."""
    found: list[Fault] = []
    if writing.terms.form is not None:
        codes = filling.find_faults(writing, writing.values)
        view = filling.draw(writing.terms, writing.values, writing.answers, filling.hidden_keys(writing), codes)
        found += [Fault(f"{writing.url('form')}#{line.name}", line.label, line.text) for line in view.errors]
    asked = handing_in.asked_of(writing)
    names = {row["code"]: papers.say(row, "name") for row in asked.needed()}
    for code, text in handing_in.find_faults(writing, asked).items():
        found.append(Fault(f"{writing.url('materials')}#m-{code}", names.get(code, code), text))
    for text in delivering.find_faults(writing, writing.delivery).values():
        found.append(Fault(writing.url("delivery"), _("怎么领"), text))
    return found


def _read_refusal(writing: Writing, refusal: Invalid) -> list[Fault]:
    """What the case centre found that the steps did not."""
    told = [sentence_for(code, refusal.facts) for codes in refusal.fields.values() for code in codes[:1]]
    return [
        Fault(writing.url("form"), writing.name, text) for text in told or [sentence_for(refusal.code, refusal.facts)]
    ]


# --- the page ---------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    writing: Writing,
    faults: list[Fault],
    *,
    declared: ErrorLine | None = None,
    unsigned: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = handing_in.asked_of(writing)
    shown = {
        "faults": faults, "declared": declared, "sections": filling.summarise(writing),
        "papers": papers.list_papers(asked, handing_in.list_standing(writing, asked), {}, {}),
        "way": delivering.name_of(writing.delivery["way"]) if writing.delivery.get("way") else "",
        "held": list(writing.prefill.held.values()), "is_own": writing.acts.link is Link.SELF,
        "errors": [declared] if declared and not faults else [],
        "signing": signing.find_offer(request, writing) if not faults else None, "unsigned": unsigned,
    }  # fmt: skip
    return render_page(request, "cases/check.html", "search", status, **frame(writing, "check"), **shown)
