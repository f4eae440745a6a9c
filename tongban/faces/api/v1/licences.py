"""Licences: checking one by its identifier, for everybody; and the share interface of GB/T 36906 for departments."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Field, Router, Schema

from tongban.faces.api import bodies
from tongban.faces.api.bodies import Told
from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.foundation.kernel.errors import NotFound
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import Cause, Shared
from tongban.services.licences.rules.life import CODE_OF_STATE

MEDIA_TYPE = "application/json"
MEDIA_OF = {"ofd": "application/ofd", "pdf": "application/pdf"}
_REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 413, 414, 415, 422, 429), Problem)

router = Router(tags=["licences"])


class TypeTold(Schema):
    code: str
    name: str
    name_en: str
    kind: str = Field(description="licence or approval")


class IssuerTold(Schema):
    code: str
    name: str
    region: str


class PublicFieldTold(Schema):
    code: str
    name: str
    name_en: str
    value: str


class Verification(Schema):
    """What anybody may know of a licence. A person's name and number are masked."""

    identifier: str
    legacy_variant: bool = Field(description="The check character is that of an older habit: no forgery")
    type: TypeTold
    number: str
    version: int
    holder: str
    issuer: IssuerTold
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None = Field(description="The last day; null for ever")
    state: str = Field(
        description="valid, suspended, revoked (撤销), forfeited (吊销), cancelled, expired, superseded; today"
    )
    state_code: str = Field(description="The same in the dictionary of GB/T 36903")
    state_at: dt.datetime
    trusted: bool = Field(description="Sealed; else the record is data only")
    sealed_at: dt.datetime | None
    fields: list[PublicFieldTold]


class CauseTold(Told):
    cause: str = Field(description="Why (用证事由)", max_length=1000)
    item: str = Field("", description="The item in hand, 33 characters", max_length=60)
    case_number: str = Field("", description="Or the case in hand", max_length=40)

    def read(self) -> Cause:
        return Cause(self.cause, self.item, self.case_number)


class HolderTold(CauseTold):
    holder_type: str = Field(description="001 credit code, 111 resident id, 414 passport …", max_length=3)
    holder_code: str = Field(max_length=60)
    types: list[str] = Field(description="Names or codes of types, 1 to 20", max_length=100)


class FileTold(CauseTold):
    form: Literal["ofd", "pdf"]


class SharedField(Schema):
    code: str
    name: str
    value: str


class SharedLicence(Schema):
    """A licence in clear, as its metadata of GB/T 36903 has it."""

    identifier: str
    type_code: str
    type_name: str
    number: str
    version: int
    holder_name: str
    holder_code: str
    holder_code_type: str
    issuer: str
    issuer_name: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    state: str
    state_code: str
    trusted: bool
    ofd_digest: str = Field(description="SHA-256 of the sealed file; empty while the record is data only")
    pdf_digest: str
    fields: list[SharedField]


class SharedList(Schema):
    items: list[SharedLicence]


def verify(request: HttpRequest, identifier: str) -> HttpResponse:
    """How a licence stands now. 404: no such licence; 422: what is wrong with the identifier. Never from a cache."""
    answer = queries.find_verification(identifier, now=timezone.now())
    if answer is None:
        raise NotFound("licence.identifier_unknown")
    return HttpResponse(answer, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@router.post("/licences/look-up", response={200: SharedList} | _REFUSALS, operation_id="share_by_holder")
def share_by_holder(request: HttpRequest, told: HolderTold) -> Any:
    """A holder's licences of these types, for a matter in hand; the holder sees who looked, and why."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    found = commands.share_by_holder(
        holder_type=told.holder_type, holder_code=told.holder_code, types=told.types, cause=told.read(), by=by, now=now
    )
    return {"items": [_shared(each) for each in found]}


@router.post("/licences/{identifier}/look-up", response={200: SharedLicence} | _REFUSALS, operation_id="share_licence")
def share(request: HttpRequest, identifier: str, told: CauseTold) -> Any:
    """One licence in clear, whatever its state, for a matter in hand."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    return _shared(commands.share_by_identifier(identifier=identifier, cause=told.read(), by=by, now=now))


@router.post("/licences/{identifier}/file", response={200: None} | _REFUSALS, operation_id="share_file")
def share_file(request: HttpRequest, identifier: str, told: FileTold) -> HttpResponse:
    """The sealed file, for a matter in hand."""
    by, now = actor_of(request), timezone.now()
    bodies.check(told.model_dump())
    content, name = commands.share_file(
        identifier=identifier, form=told.form, cause=told.read(), by=by, now=now
    )  # fmt: skip
    return HttpResponse(
        content, content_type=MEDIA_OF[told.form],
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"},
    )  # fmt: skip


def _shared(one: Shared) -> dict[str, Any]:
    line = one.line
    same = ("identifier", "type_code", "type_name", "number", "version", "holder_name", "issuer", "issuer_name",
            "issued_on", "valid_from", "valid_until")  # fmt: skip
    return {name: getattr(line, name) for name in same} | {
        "state": line.state, "state_code": CODE_OF_STATE[line.state], "trusted": line.is_trusted,
        "holder_code": one.holder_code, "holder_code_type": one.holder_code_type, "ofd_digest": one.ofd_digest,
        "pdf_digest": one.pdf_digest,
        "fields": [{"code": each.code, "name": each.name, "value": each.text} for each in one.fields],
    }  # fmt: skip


_VERIFIED = {200: Verification} | dict.fromkeys((400, 404, 405, 414, 422), Problem)
router.get("/licences/{identifier}/verification", response=_VERIFIED, operation_id="verify_licence")(verify)
router.api_operation(["HEAD"], "/licences/{identifier}/verification", include_in_schema=False)(verify)
