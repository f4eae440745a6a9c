"""Cases: submitting one, following it, and every step that applicants and staff take with it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema

from tongban.faces.api import bodies
from tongban.faces.api.bodies import Told
from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.visitors import address_of
from tongban.journeys import licensing
from tongban.registers.parties import queries as parties
from tongban.services.cases import queries
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel, Delivery

MEDIA_TYPE = "application/json"

router = Router(tags=["cases"])
NUMBER = Field(description="The sixteen digits printed on the receipt", max_length=64)


class Material(Told):
    code: str = Field(description="As the guide of the item has it", max_length=40)
    how: Literal["upload", "licence", "form", "paper", "promise"]
    file: uuid.UUID | None = Field(None, description="Of an upload: the id of a file of the applicant's")
    reference: str = Field("", description="Of a licence: which one", max_length=120)

    def given(self) -> Given:
        return Given(self.code, How(self.how), self.file, self.reference)


class NewCase(Told):
    item: str = Field(description="The 33 characters of the item", max_length=60)
    holder: uuid.UUID | None = Field(None, description="The party applied for; without it whoever is signed in")
    channel: Literal["web", "app", "window", "terminal", "third_party"] = "web"
    values: dict[str, Any] = Field({}, description="The form's, by key")
    answers: dict[str, Any] = Field({}, description="The guidance's, by question")
    materials: list[Material] = Field([], max_length=200)
    delivery: Literal["electronic", "courier", "window"] = "electronic"
    address: str = Field("", description="Where a courier goes", max_length=200)
    promise: bool = Field(False, description="Applied for on a promise (告知承诺)")
    draft: uuid.UUID | None = Field(None, description="The draft this was; it goes when the case is stored")
    signature: uuid.UUID | None = Field(
        None, description="The request that the enterprise has signed for this very application and key"
    )

    def application(self, by: Actor) -> Application:
        """Raises NotFound party.not_found before whoever applies is known by name."""
        return Application(
            item=self.item, holder=self.holder or _own_party(by), channel=Channel(self.channel), values=self.values,
            answers=self.answers, materials=tuple(each.given() for each in self.materials),
            delivery=Delivery(self.delivery), address=self.address, promise=self.promise, draft=self.draft,
            signature=self.signature,
        )  # fmt: skip


class Receipt(Schema):
    number: str
    query_code: str = Field(description="With the number it opens the progress to whoever has both")
    submitted_at: dt.datetime
    acceptance_due_at: dt.datetime | None


class ProgressStep(Schema):
    step: str
    state: str
    at: dt.datetime
    name: str = Field(description="Of the review step it led to")
    name_en: str
    document_number: str


class Progress(Schema):
    number: str
    item: str
    item_name: str
    item_name_en: str
    organisation: str
    state: str
    outcome: str = Field(description="granted, denied, declined, withdrawn or lapsed; empty while it is open")
    submitted_at: dt.datetime
    clock: str | None = Field(description="acceptance, correction, promised, delivery; null when none runs")
    due_at: dt.datetime | None
    paused: bool
    remaining_days: int | None = Field(description="Working days left, today included; negative when overdue")
    steps: list[ProgressStep]


class DefectTold(Told):
    about: str = Field(description="The code of a material, or `form`", max_length=40)
    text: str = Field(max_length=500)


class StepTaken(Told):
    """What a step needs; what it does not need is not looked at."""

    opinion: str = Field("", max_length=2000)
    reason: str = Field("", max_length=2000)
    right_body: str = Field("", max_length=200)
    defects: list[DefectTold] = Field([], max_length=200)
    values: dict[str, Any] | None = None
    answers: dict[str, Any] | None = None
    materials: list[Material] = Field([], max_length=200)
    signature: uuid.UUID | None = Field(
        None, description="Of a correction or a supply: the request that the enterprise has signed"
    )
    kind: str = Field("", description="Of a special procedure", max_length=20)
    basis: str = Field("", max_length=600)
    result: str = Field("", max_length=1000)
    days: int = Field(0, ge=0, le=1000)
    how: str = Field("", max_length=80)
    receipt: str = Field("", max_length=400)


class CaseNow(Schema):
    number: str
    state: str
    version: int
    due_at: dt.datetime | None
    steps: dict[str, str | None] = Field(description="What whoever asks may do: null for now, else why not now")


class ListedCase(Schema):
    number: str
    item: str
    item_name: str
    item_name_en: str
    organisation_name: str
    state: str
    outcome: str
    submitted_at: dt.datetime
    due_at: dt.datetime | None


class CasePage(Schema):
    items: list[ListedCase]
    next: str | None = Field(description="Pass it as `cursor` for the page after this one; null on the last page")


class Own(Schema):
    holder: uuid.UUID | None = Field(None, description="The party that applied; without it whoever is signed in")
    limit: int = Field(queries.PAGE, ge=1, le=queries.PAGE)
    cursor: uuid.UUID | None = Field(None, description="`next` of the page before")


class Who(Schema):
    code: str = Field("", description="The query code; without it one has to be signed in", max_length=40)


class Key(Schema):
    idempotency_key: str = Field(
        alias="Idempotency-Key", description="8 to 128 characters; the same key, the same case"
    )


Take = Callable[[StepTaken, dict[str, Any]], queries.Case]
_TAKE: dict[str, Take] = {
    "request_correction": lambda told, case: licensing.request_correction(
        defects=[Defect(each.about, each.text) for each in told.defects], reason=told.reason, **case
    ),
    "correct": lambda told, case: licensing.correct(
        values=told.values,
        answers=told.answers,
        given=[each.given() for each in told.materials],
        signature=told.signature,
        **case,
    ),
    "accept": lambda told, case: licensing.accept(opinion=told.opinion, **case),
    "decline": lambda told, case: licensing.decline(reason=told.reason, right_body=told.right_body, **case),
    "pass_on": lambda told, case: licensing.review(opinion=told.opinion, **case),
    "suspend": lambda told, case: licensing.suspend(kind=told.kind, basis=told.basis, days=told.days, **case),
    "resume": lambda told, case: licensing.resume(kind=told.kind, result=told.result, **case),
    "extend": lambda told, case: licensing.extend(days=told.days, reason=told.reason, **case),
    "supply": lambda told, case: licensing.supply(
        given=[each.given() for each in told.materials], signature=told.signature, **case
    ),
    "grant": lambda told, case: licensing.decide(granted=True, opinion=told.opinion, **case),
    "deny": lambda told, case: licensing.decide(granted=False, opinion=told.reason, **case),
    "withdraw": lambda told, case: licensing.withdraw(reason=told.reason, **case),
    "deliver": lambda told, case: licensing.deliver(how=told.how, receipt=told.receipt, **case),
}
_REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429), Problem)


@router.post("/cases", response={201: Receipt} | _REFUSALS, operation_id="submit_case")
def submit(request: HttpRequest, told: NewCase, key: Header[Key]) -> HttpResponse:
    """One more case. Send the same key again after a broken connection: it stays one case."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    receipt = licensing.submit(application=told.application(by), key=key.idempotency_key, by=by, now=now)
    body = {name: getattr(receipt, name) for name in Receipt.model_fields}
    return HttpResponse(orjson.dumps(body), content_type=MEDIA_TYPE, status=201)


@router.get("/cases", response={200: CasePage} | _REFUSALS, operation_id="list_cases")
def list_own(request: HttpRequest, asked: Query[Own]) -> Any:
    """The cases of a party that whoever calls may act for, newest first."""
    by, now = actor_of(request), timezone.now()
    holder = asked.holder or _own_party(by)
    found = queries.list_own(holder, actor=by, now=now, limit=asked.limit + 1, after=asked.cursor)
    shown = found[: asked.limit]
    return {"items": shown, "next": str(shown[-1].id) if len(found) > asked.limit else None}


@router.get("/cases/{number}", response={200: Progress} | _REFUSALS, operation_id="get_case")
def progress(request: HttpRequest, number: str, who: Query[Who]) -> HttpResponse:
    """How it stands: with the query code to anybody, without it to whoever acts for the applicant."""
    if who.code:
        told = licensing.follow_json(number=number, code=who.code, address=address_of(request), now=timezone.now())
        return HttpResponse(told, content_type=MEDIA_TYPE)
    found = queries.get_own_progress(number, actor=actor_of(request), now=timezone.now())
    return HttpResponse(orjson.dumps(found), content_type=MEDIA_TYPE)


@router.post("/cases/{number}/{step}", response={200: CaseNow} | _REFUSALS, operation_id="take_step")
def take(request: HttpRequest, number: str, step: str, told: StepTaken) -> Any:
    """One step of an applicant or of staff; staff name their post in the header X-Post."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    if step not in _TAKE:
        raise NotFound("case.step_unknown", step=step[:40])
    case_id = queries.get_id(number, actor=by, now=now)
    case = _TAKE[step](told, {"case_id": case_id, "by": by, "now": now})
    steps = queries.list_steps(case, actor=by, now=now)
    return CaseNow(
        number=case.number, state=case.state, version=case.version, due_at=case.due_at,
        steps={step.value: why for step, why in steps.items()},
    )  # fmt: skip


def _own_party(by: Actor) -> uuid.UUID:
    """The file of whoever is signed in. Raises NotFound party.not_found before they are known by name."""
    own = parties.find_own_party(by.account) if by.account else None
    if own is None:
        raise NotFound("party.not_found")
    return own
