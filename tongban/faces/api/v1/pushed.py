"""Cases that departments' systems run: pushed by the system, signed, or typed a second time by the body's staff."""

import datetime as dt
import json
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Router, Schema

from tongban.faces.api import bodies
from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.foundation.kernel.errors import NotAllowed
from tongban.services.cases import commands
from tongban.services.cases.rules.reading_told import read_told

router = Router(tags=["pushed cases"])
Step = Literal[
    "accept", "decline", "request_correction", "correct", "suspend", "resume", "extend", "grant", "deny", "withdraw",
    "deliver",
]  # fmt: skip


class Applicant(Schema):
    name: str = Field(max_length=200)
    document_kind: str = Field(description="GA/T 2000.156: 111 resident id, 001 credit code, 414 passport …")
    document_number: str = Field(max_length=40)


class ToldStep(Schema):
    step: Step
    at: dt.datetime = Field(description="When it took effect, with its zone")
    opinion: str = Field("", max_length=1000)
    paper: str = Field("", description="The number of its paper there", max_length=40)
    kind: str = Field("", description="Of a special procedure", max_length=20)
    days: int = Field(0, ge=0, le=365)


class ToldMaterial(Schema):
    code: str = Field(description="As the guide of the item has it", max_length=40)


class ToldFee(Schema):
    name: str = Field(description="As the guide has it", max_length=100)
    amount: str = Field(description="Yuan, at most two places, as text", pattern=r"^\d{1,9}(\.\d{1,2})?$")


class PushedCase(Schema):
    """Everything that the system knows of the case so far; a later message tells the whole again."""

    number: str = Field(description="The case's number in the system that tells", min_length=1, max_length=60)
    version: int = Field(description="Rises with every message about the case", ge=1)
    item: str = Field(description="The 33 characters of the item", max_length=33)
    applicant: Applicant | None = Field(None, description="Needed unless we handed the case over")
    submitted_at: dt.datetime
    steps: list[ToldStep] = Field([], max_length=100)
    materials: list[ToldMaterial] = Field([], max_length=100)
    fees: list[ToldFee] = Field([], max_length=100)
    delivery: Literal["electronic", "courier", "window"] = "window"


class Gathered(Schema):
    number: str = Field(description="The case's number here")
    state: str
    version: int = Field(description="Of the case here")
    mode: str = Field(description="real_time, push or secondary_entry: what the case is counted under")
    news: str = Field(description="new, advanced, matched (told of by another way already) or known: nothing changed")


class Signed(Schema):
    system: str = Field(alias="X-System", description="The system's code in the register", max_length=40)
    signature: str = Field(
        alias="X-Signature", description="SM2 with SM3 over the bytes of the body, DER, in hexadecimal", max_length=200
    )


_REFUSALS = dict.fromkeys((400, 403, 404, 405, 409, 413, 414, 415, 422), Problem)
_BODY: dict[str, Any] = {"application/json": {"schema": {"$ref": "#/components/schemas/PushedCase"}}}
_DESCRIBED = {"requestBody": {"required": True, "content": _BODY}}


@router.post("/pushed-cases", response={200: Gathered} | _REFUSALS, operation_id="push_case", openapi_extra=_DESCRIBED)
def push(request: HttpRequest, signed: Header[Signed]) -> Any:
    """A case of a registered system. Messages may come twice and in any order: the highest version counts."""
    bodies.check([signed.system])
    try:
        signature = bytes.fromhex(signed.signature)
    except ValueError as unreadable:
        raise NotAllowed("told.badly_signed") from unreadable
    return commands.push(system=signed.system, body=request.body, signature=signature, now=timezone.now())


@router.post("/pushed-cases/typed", response={200: Gathered} | _REFUSALS, operation_id="type_case")
def type_in(request: HttpRequest, told: PushedCase) -> Any:
    """A case typed a second time (二次录入) by staff of its body, who name their post in the header X-Post."""
    by = actor_of(request)
    bodies.check(told.model_dump())
    body = json.dumps(told.model_dump(mode="json")).encode()
    return commands.type_in(told=read_told(body), by=by, now=timezone.now())
