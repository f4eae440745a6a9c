"""Signing by electronic business licence: an enterprise is asked to sign an application, its platform answers."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Header, Router, Schema, Status

from tongban.faces.api import bodies
from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.faces.api.v1.cases import Key, NewCase, StepTaken
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tongban.foundation.ui.visitors import address_of
from tongban.registers.access import commands as access
from tongban.registers.access.rules import PER_ADDRESS, WINDOW
from tongban.registers.signatures import commands, queries
from tongban.registers.signatures.rules import State
from tongban.services.cases import commands as cases
from tongban.services.cases import queries as case_queries

router = Router(tags=["signatures"])


class SigningRequest(Schema):
    id: uuid.UUID
    state: Literal["waiting", "answered", "refused", "expired"]
    statement: str = Field(description="What the enterprise signs: exactly these bytes, in UTF-8")
    check: str = Field(description="Four digits that the person who confirms compares")
    address: str = Field(description="What the code shown to the enterprise leads to")
    expires_at: dt.datetime
    refused_with: str = Field(description="Why the answer did not count, as a code; empty unless it was refused")


class PlatformAnswer(Schema):
    """What the platform that keeps the licences tells when a person of the enterprise has confirmed."""

    key: str = Field(description="The id of the request", max_length=200)
    certificates: list[str] = Field(description="DER in base64, the enterprise's own first")
    signature: str = Field(description="SM2 with SM3 over the statement, in base64")
    role: Literal["representative", "agent"]
    person: dict[str, str] = Field(description="`name`, `document_kind`, `number`, `phone` of who confirmed")


class Answered(Schema):
    request: uuid.UUID
    state: Literal["answered"]


class Signed(Schema):
    signature: str = Field(
        alias="X-Signature", description="The platform's, SM2 with SM3 over the bytes of the body, in hexadecimal",
        max_length=200,
    )  # fmt: skip


_REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429, 503), Problem)
_BODY: dict[str, Any] = {"application/json": {"schema": {"$ref": "#/components/schemas/PlatformAnswer"}}}
_DESCRIBED = {"requestBody": {"required": True, "content": _BODY}}


@router.post("/signatures", response={201: SigningRequest} | _REFUSALS, operation_id="ask_signature")
def ask(request: HttpRequest, told: NewCase, key: Header[Key]) -> Any:
    """The enterprise that applies is asked to sign this application; nothing is handed in.

    Send the key under which it will be handed in. The same again is the same request while it waits or is answered.
    """
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    asked = cases.ask_signature(
        application=told.application(by), key=key.idempotency_key, service=request.build_absolute_uri("/"), by=by,
        now=now,
    )  # fmt: skip
    return Status(201, _tell(request, asked.id, by, now))


@router.post(
    "/cases/{number}/correct/signature", response={201: SigningRequest} | _REFUSALS,
    operation_id="ask_correction_signature",
)  # fmt: skip
def ask_correction(request: HttpRequest, number: str, told: StepTaken) -> Any:
    """The enterprise is asked to sign its case as this correction would leave it; again it is the same request."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    asked = cases.ask_correction_signature(
        case_id=case_queries.get_id(number, actor=by, now=now), values=told.values, answers=told.answers,
        given=[each.given() for each in told.materials], service=request.build_absolute_uri("/"), by=by, now=now,
    )  # fmt: skip
    return Status(201, _tell(request, asked.id, by, now))


@router.post(
    "/cases/{number}/supply/signature", response={201: SigningRequest} | _REFUSALS,
    operation_id="ask_supply_signature",
)  # fmt: skip
def ask_supply(request: HttpRequest, number: str, told: StepTaken) -> Any:
    """The enterprise is asked to sign its case as the promised materials would leave it; again it is the same."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    asked = cases.ask_supply_signature(
        case_id=case_queries.get_id(number, actor=by, now=now), given=[each.given() for each in told.materials],
        service=request.build_absolute_uri("/"), by=by, now=now,
    )  # fmt: skip
    return Status(201, _tell(request, asked.id, by, now))


@router.get("/signatures/{request_id}", response={200: SigningRequest} | _REFUSALS, operation_id="get_signature")
def look(request: HttpRequest, request_id: uuid.UUID) -> Any:
    """How a request stands that whoever calls has made."""
    return _tell(request, request_id, actor_of(request), timezone.now())


@router.post(
    "/signature-answers", response={200: Answered} | _REFUSALS, operation_id="answer_signature",
    openapi_extra=_DESCRIBED,
)  # fmt: skip
def take_answer(request: HttpRequest, signed: Header[Signed]) -> Any:
    """The platform's answer to a request; whoever brings it, it counts by its signature. The same again is no harm."""
    now = timezone.now()
    try:
        answered = commands.take_answer(body=request.body, signature=_octets(signed.signature), now=now)
    except (Invalid, NotAllowed) as refusal:
        _count(refusal, request, now)
        raise
    return {"request": answered, "state": "answered"}


def _octets(signature: str) -> bytes:
    """What is no hexadecimal is no signature."""
    try:
        return bytes.fromhex(signature)
    except ValueError:
        return b""


def _count(refusal: DomainError, request: HttpRequest, now: dt.datetime) -> None:
    """Who cannot sign for the platform is soon not heard any more. Raises Unavailable too_many_attempts."""
    if refusal.code == "signature.badly_signed":
        access.count_attempts(limits={f"signing answers {address_of(request)}": PER_ADDRESS}, window=WINDOW, now=now)


def _tell(request: HttpRequest, request_id: uuid.UUID, by: Actor, now: dt.datetime) -> dict[str, Any]:
    standing = queries.get_own_standing(request_id, actor=by, now=now)
    shown = queries.get_shown(request_id, now=now)
    state = str(standing.state)
    if standing.state in (State.WAITING, State.TAKEN):
        state = "expired" if standing.is_over else "waiting"
    path = reverse("outside:request", kwargs={"request_id": request_id})
    address = queries.code_address(request_id, simulated=request.build_absolute_uri(path))
    return {
        "id": request_id, "state": state, "statement": shown.statement.decode(), "check": standing.check,
        "address": address, "expires_at": standing.expires_at, "refused_with": standing.refused_with,
    }  # fmt: skip
