"""The offer on the last step to sign by electronic business licence: asked, waited for, signed, or not used at all."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongban.faces.portal.cases.writing import Writing, key_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.ui.words import words_for
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.queries import Signed, Standing
from tongban.registers.signatures.rules import State
from tongban.services.cases import commands, words
from tongban.services.cases.commands import Application


@dataclass(frozen=True, slots=True)
class Offer:
    """What the step shows. `address` is what the code leads to; `why_not` why the last request came to nothing.

    `is_required`: the item takes nothing from an enterprise that is not signed.
    """

    standing: Standing | None = None
    signed: Signed | None = None
    address: str = ""
    is_simulated: bool = False
    promise: bool = False
    why_not: str = ""
    is_required: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.standing is not None and self.signed is None and not self.standing.is_over

    @property
    def role(self) -> str:
        return words.signer_role(self.signed.evidence.role) if self.signed else ""


def find_offer(request: HttpRequest, writing: Writing) -> Offer | None:
    """None where nobody signs: a person applies, or no platform is connected."""
    if writing.acts.kind != Kind.ENTERPRISE or not signatures.is_open():
        return None
    # The request, and whether the promise was ticked, which is signed too.
    kept = writing.draft.content.get("signing") or {}
    offer = offer_of(request, kept.get("request", ""), writing.actor, writing.now)
    return replace(offer, promise=bool(kept.get("promise")), is_required=writing.terms.signature)


def offer_of(request: HttpRequest, named: str, actor: Actor, now: dt.datetime) -> Offer:
    """How the request stands that `named` says; with no such request of this account, an offer to begin."""
    try:
        asked = uuid.UUID(named)
        standing = signatures.get_own_standing(asked, actor=actor, now=now)
    except (ValueError, NotFound):
        return Offer()
    if standing.state is State.ANSWERED:
        return Offer(standing, signatures.get_signed(asked, actor=actor))
    shown_at = request.build_absolute_uri(reverse("outside:request", kwargs={"request_id": asked}))
    address = signatures.code_address(asked, simulated=shown_at)
    return Offer(standing, None, address, is_simulated=signatures.is_simulated(), why_not=_say(standing))


def ask(request: HttpRequest, writing: Writing, application: Application) -> None:
    """The enterprise is asked to sign the draft as it stands; the draft remembers the request."""
    asked = commands.ask_signature(
        application=application, key=key_of(writing.draft.id), service=request.build_absolute_uri("/"),
        by=writing.actor, now=writing.now,
    )  # fmt: skip
    writing.keep(signing={"request": str(asked.id), "promise": application.promise})


def forget(writing: Writing) -> None:
    """What was signed is not what the draft says now."""
    writing.keep(signing=None)


def signature_of(offer: Offer | None) -> uuid.UUID | None:
    """The request that the enterprise has signed, to hand in with."""
    return offer.standing.id if offer and offer.signed and offer.standing else None


def list_lines(signed: list[Any]) -> list[dict[str, Any]]:
    """Signatures of a case, as one reads them."""
    return [{"view": each, "role": words.signer_role(each.role), "stands": words.say_stands(each)} for each in signed]


def _say(standing: Standing) -> str:
    if standing.refused_with:
        _title, cause, advice = words_for(NotAllowed(standing.refused_with))
        return f"{cause}{advice}"
    return str(words_for(NotAllowed("signature.expired"))[1]) if standing.is_over else ""
