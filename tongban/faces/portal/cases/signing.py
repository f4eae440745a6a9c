"""The offer on the last step to sign by electronic business licence: asked, waited for, signed, or not used at all."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from tongban.faces.portal.cases.writing import Writing, key_of
from tongban.faces.portal.items.voice import Voice
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.catalogue.queries import guides
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.queries import Signed, Standing
from tongban.registers.signatures.rules import State
from tongban.registers.signatures.words import say_why_not
from tongban.services.cases import commands, words
from tongban.services.cases.commands import Application


@dataclass(frozen=True, slots=True)
class Place:
    """The window that takes the item on paper, as its guide has it; empty words where it says nothing."""

    organisation: str
    address: str = ""
    window: str = ""
    hours: str = ""
    enquiry: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the step shows. `address` is what the code leads to; `why_not` why the last request came to nothing.

    `is_required`: the item takes nothing from an enterprise that is not signed. `place`: where it is signed on paper
    instead, where no platform is connected.
    """

    standing: Standing | None = None
    signed: Signed | None = None
    address: str = ""
    is_simulated: bool = False
    promise: bool = False
    why_not: str = ""
    is_required: bool = False
    place: Place | None = None

    @property
    def is_waiting(self) -> bool:
        return self.standing is not None and self.signed is None and not self.standing.is_over

    @property
    def role(self) -> str:
        return words.signer_role(self.signed.evidence.role) if self.signed else ""


def find_offer(request: HttpRequest, writing: Writing) -> Offer | None:
    """None where nobody signs: a person applies, or no platform is connected and nobody has to."""
    if writing.acts.kind != Kind.ENTERPRISE:
        return None
    if not signatures.is_open():
        return find_place(writing.terms, writing.now)
    # The request, and whether the promise was ticked, which is signed too.
    kept = writing.draft.content.get("signing") or {}
    offer = offer_of(request, kept.get("request", ""), writing.actor, writing.now)
    return replace(offer, promise=bool(kept.get("promise")), is_required=writing.terms.signature)


def find_place(terms: Terms, now: dt.datetime) -> Offer | None:
    """Nothing but where to go, for no platform is connected. None where one is, and where nobody has to sign."""
    if signatures.is_open() or not terms.signature:
        return None
    voice = Voice(get_language() == "en")
    try:
        content = guides.get_guide(terms.item, at=now).content
    except NotFound:
        content = {}
    told = {key: voice.say(content, key) for key in ("address", "window", "hours", "enquiry")}
    return Offer(is_required=True, place=Place(terms.organisation_name, **told))


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
    return Offer(standing, None, address, is_simulated=signatures.is_simulated(), why_not=say_why_not(standing))


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
    return [
        {
            "view": each, "way": words.say_way(each), "role": words.signer_role(each.role),
            "stands": words.say_stands(each),
        }
        for each in signed
    ]  # fmt: skip
