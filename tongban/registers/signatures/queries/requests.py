"""Requests to sign, for the platform that shows them, for whoever asked, and for what is signed with them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.keys import sm3
from tongban.registers.signatures import errors, sealing
from tongban.registers.signatures.checking import Checked, check, tell_apart
from tongban.registers.signatures.models import SigningRequest
from tongban.registers.signatures.queries.trust import trust
from tongban.registers.signatures.rules import Evidence, Kind, PaperEvidence, State


@dataclass(frozen=True, slots=True)
class Shown:
    """What the platform shows to whoever has scanned the code."""

    id: uuid.UUID
    kind: Kind
    title: str
    statement: bytes
    check: str
    made_at: dt.datetime
    expires_at: dt.datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands for whoever asked. `is_over`: nobody can answer it any more."""

    id: uuid.UUID
    check: str
    expires_at: dt.datetime
    state: State
    refused_with: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """What an enterprise has signed: for which matter, what digest, when it was answered, and the proof."""

    enterprise: uuid.UUID
    matter: str
    digest: str
    signed_at: dt.datetime
    evidence: Evidence


def get_shown(request: uuid.UUID, *, now: dt.datetime) -> Shown:
    """For whoever has the code; its id is random. Raises NotFound signature.request_unknown."""
    row = _find(id=request)
    is_open = row.state == State.WAITING and now < row.expires_at
    return Shown(
        row.id, Kind(row.kind), row.title, bytes(row.statement), row.check_code, row.made_at, row.expires_at, is_open
    )


def get_standing(request: uuid.UUID, *, browser: str, now: dt.datetime) -> Standing:
    """For the browser that asked. Raises NotFound signature.request_unknown."""
    return _standing(_find(id=request, browser=hash_of(browser)), now)


def get_own_standing(request: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Standing:
    """For the account that asked. Raises NotFound signature.request_unknown."""
    return _standing(_find(id=request, asked_by=_account(actor)), now)


def get_signed(request: uuid.UUID, *, actor: Actor) -> Signed:
    """For the account that asked. Raises NotFound signature.request_unknown, Conflict signature.not_answered."""
    row = _find(id=request, asked_by=_account(actor))
    if row.state != State.ANSWERED or row.evidence_sealed is None or row.enterprise is None or row.answered_at is None:
        raise errors.not_answered()
    evidence = sealing.unseal(row.evidence_sealed, row.id)
    return Signed(row.enterprise, row.matter, row.digest, row.answered_at, evidence)


def check_evidence(evidence: Evidence | PaperEvidence, *, at: dt.datetime) -> Checked:
    """Whether the signature holds by whom we trust now, as certificates stood at that instant.

    What was signed on paper is told apart (`Checked.way`) and never holds as an electronic signature.
    """
    if isinstance(evidence, PaperEvidence):
        return tell_apart()
    return check(evidence, trust(), at=at)


def hash_of(browser: str) -> str:
    """What of a browser's secret is stored."""
    return sm3.digest(browser.encode()).hex()


def _account(actor: Actor) -> uuid.UUID:
    if actor.account is None:
        raise errors.request_unknown()
    return actor.account


def _find(**where: Any) -> SigningRequest:
    row = SigningRequest.objects.filter(**where).first()
    if row is None:
        raise errors.request_unknown()
    return row


def _standing(row: SigningRequest, now: dt.datetime) -> Standing:
    state = State(row.state)
    is_over = state in (State.USED, State.REFUSED) or (state is not State.ANSWERED and now >= row.expires_at)
    return Standing(row.id, row.check_code, row.expires_at, state, row.refused_with, is_over)
