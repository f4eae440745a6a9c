"""POST /documents/verification: is a sealed file genuine? Every layer of every signature; nothing is kept.

GET /licence-keys: with what anybody checks the code on a licence without asking.
"""

import base64
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, UploadedFile

from tongban.faces.api.problems import Problem
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.visitors import address_of
from tongban.registers.seals import commands, queries
from tongban.registers.seals.reading import MAX_BYTES, Kind, Report, SignatureReport, read_day, too_large
from tongban.services.licences import queries as licences

router = Router(tags=["documents"])
Fact = str | int | bool | dt.datetime


class LayerFound(Schema):
    name: str = Field(description="container, references, data_hash, signature, signer_in_seal, seal_signature, …")
    verdict: str = Field(description="passed, failed or undetermined")
    reason: str = Field(description="A stable code of what was found; empty when it simply holds")
    facts: dict[str, Fact]


class SealFound(Schema):
    id: str
    name: str
    maker: str
    valid_from: dt.datetime
    valid_until: dt.datetime


class SignatureFound(Schema):
    verdict: str
    signer: str = Field(description="The common name of the signer's certificate")
    issuer: str
    signed_at: dt.datetime | None = Field(description="The signer's own word")
    seal: SealFound | None
    layers: list[LayerFound]


class LicenceStanding(Schema):
    identifier: str
    state: str = Field(
        description="valid, suspended, revoked (撤销), forfeited (吊销), cancelled, expired, superseded; today"
    )
    state_code: str = Field(description="The same in the dictionary of GB/T 36903")


class DocumentVerification(Schema):
    """Failed if one layer of one signature failed, else undetermined if one is, else passed."""

    verdict: str = Field(description="passed, failed or undetermined")
    kind: str = Field(description="ofd, pdf or esl: told by the content alone")
    title: str
    digest: str = Field(description="SM3 of the file, in hexadecimal")
    verified_at: dt.datetime
    as_of: dt.date | None = Field(
        description="The day that a seal by itself (esl) is judged for; null for documents, which are judged for the "
        "instant of each signature"
    )
    signatures: list[SignatureFound]
    licence: LicenceStanding | None = Field(
        description="How the licence stands today that a file is which passed: its seal outlives a revocation"
    )


class LicenceKey(Schema):
    key_id: str = Field(description="As the protected header of a code names it (label 4)")
    public_key: str = Field(description="An SM2 key: the uncompressed point, 65 bytes in hexadecimal")
    certificate: str = Field(description="X.509 in DER, base64")
    valid_from: dt.datetime
    valid_until: dt.datetime
    retired_at: dt.datetime | None = Field(description="Nothing new is signed since; what was signed before holds")


class LicenceKeys(Schema):
    items: list[LicenceKey]
    authorities: list[str] = Field(description="The certificates above them in DER, base64; the root last")


def list_licence_keys(request: HttpRequest, response: HttpResponse) -> LicenceKeys:
    """The keys that codes on licences are signed with, the one in use first; revoked ones are left out."""
    response.headers["Cache-Control"] = "public, max-age=300"
    rows = queries.list_platform_keys()
    above = queries.platform_certificates()[1:] if rows else []
    items = [
        LicenceKey(
            key_id=each.key_id, public_key=each.public_key.hex(), certificate=_encoded(each.certificate),
            valid_from=each.valid_from, valid_until=each.valid_until, retired_at=each.retired_at,
        )
        for each in rows
    ]  # fmt: skip
    return LicenceKeys(items=items, authorities=[_encoded(der) for der in above])


def _encoded(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")


def verify_document(
    request: HttpRequest,
    response: HttpResponse,
    file: UploadedFile = File(...),  # noqa: B008
    as_of: str = Form("", description="A day up to today, 2021-01-01: did a seal by itself (.esl) hold then?"),
) -> DocumentVerification:
    """A sealed OFD, a signed PDF or an electronic seal (.esl), at most 20 MB; 60 files in ten minutes an address."""
    if (file.size or 0) > MAX_BYTES:
        raise too_large()
    now = timezone.now()
    day = read_day(as_of, now=now)
    report = commands.verify_for(address=address_of(request), content=file.read(), now=now, on=day)
    response.headers["Cache-Control"] = "no-store"
    return _told(report, day or as_day(now), now)


def _told(report: Report, day: dt.date, now: dt.datetime) -> DocumentVerification:
    found = licences.find_of_file(report, now=now)
    return DocumentVerification(
        verdict=report.verdict, kind=report.kind, title=report.title, digest=report.digest, verified_at=now,
        as_of=day if report.kind is Kind.ESL else None,
        signatures=[_signature(each) for each in report.signatures],
        licence=LicenceStanding(identifier=found.identifier, state=found.state, state_code=found.state_code)
        if found else None,
    )  # fmt: skip


def _signature(found: SignatureReport) -> SignatureFound:
    seal = found.seal
    return SignatureFound(
        verdict=found.verdict, signer=found.signer, issuer=found.issuer, signed_at=found.signed_at,
        seal=SealFound(
            id=seal.id, name=seal.name, maker=seal.maker, valid_from=seal.valid_from, valid_until=seal.valid_until
        ) if seal else None,
        layers=[
            LayerFound(name=each.name, verdict=each.verdict, reason=each.reason_code, facts=dict(each.facts))
            for each in found.layers
        ],
    )  # fmt: skip


_ANSWERS = {200: DocumentVerification} | dict.fromkeys((400, 405, 413, 422), Problem)
router.post("/documents/verification", response=_ANSWERS, operation_id="verify_document")(verify_document)
_KEYS = {200: LicenceKeys} | dict.fromkeys((405, 503), Problem)
router.get("/licence-keys", response=_KEYS, operation_id="list_licence_keys")(list_licence_keys)
router.api_operation(["HEAD"], "/licence-keys", include_in_schema=False)(list_licence_keys)
