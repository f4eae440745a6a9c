"""Registering persons and enterprises: whoever has a document number has one file, however many ask for it at once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_of, new_bucket, new_id
from tongban.registers.identifiers.rules import masking
from tongban.registers.identifiers.rules.holder_code import HolderCode, Type
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.commands.claims import claim
from tongban.registers.parties.events import PartyRegistered
from tongban.registers.parties.models import Party
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Details, Given, Kind
from tongban.registers.parties.sealing import Purpose, index_of, seal
from tongban.registers.regions import queries as regions


@dataclass(frozen=True, slots=True)
class Registered:
    """The open file of a document number, and whether this call made it."""

    party: uuid.UUID
    is_new: bool


def register_person(
    *,
    name: str,
    document_kind: str,
    number: str,
    region: str,
    phone: str = "",
    address: str = "",
    by: Actor,
    now: dt.datetime,
) -> Registered:
    """The person with this document has one file; an existing one stays as it is, wherever it lies.

    `document_kind` is a code of GA/T 2000.156 (111 resident id, 414 passport, …). Journals and emits
    parties.registered, or journals parties.found. Raises NotAllowed "party.not_allowed" without `parties.register`
    over the region, NotFound region_unknown, Invalid "party.refused" (by field), Conflict "party.name_differs".
    """
    given = Given(name=name, document_kind=document_kind, number=number, phone=phone, address=address)
    return _register(Kind.PERSON, given, region, by=by, now=now)


def register_enterprise(
    *,
    name: str,
    number: str,
    region: str,
    phone: str = "",
    address: str = "",
    representative_name: str = "",
    representative_kind: str = Type.RESIDENT_ID,
    representative_number: str = "",
    beside: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Registered:
    """The enterprise with this credit code has one file. Otherwise as `register_person`.

    `beside`: a case that founds it. A new file begins in the case's bucket, so that the decision, the enterprise and
    what it gets by the decision are written in one transaction and one bucket.
    """
    given = Given(
        name=name,
        document_kind=Type.CREDIT_CODE,
        number=number,
        phone=phone,
        address=address,
        representative_name=representative_name,
        representative_kind=representative_kind,
        representative_number=representative_number,
    )
    return _register(Kind.ENTERPRISE, given, region, beside=beside, by=by, now=now)


@transaction.atomic
def _register(
    kind: Kind, given: Given, region: str, *, beside: uuid.UUID | None = None, by: Actor, now: dt.datetime
) -> Registered:
    if not rules.has_grant(by, rules.REGISTER, region):
        raise NotAllowed("party.not_allowed", action=rules.REGISTER)
    regions.get_region(region)
    bucket = None if beside is None else bucket_of(beside)
    return find_or_create(kind, rules.read_details(kind, given), region, bucket=bucket, by=by, now=now)


def find_or_create(
    kind: Kind, details: Details, region: str, *, bucket: int | None = None, by: Actor, now: dt.datetime
) -> Registered:
    """The file of the document, made if there is none, in any bucket or this. The caller has checked the right to."""
    party = new_id(new_bucket() if bucket is None else bucket)
    owner = claim(index_of(details.document), party, now)
    if owner == party:
        _create(party, kind, details, region, by, now)
        return Registered(party, is_new=True)
    found = get_party(owner)
    if not rules.same_name(found.name, details.name):
        raise Conflict("party.name_differs")
    journal.record("parties.found", found, by=by, now=now, purpose=rules.REGISTER)
    return Registered(owner, is_new=False)


def _create(party_id: uuid.UUID, kind: Kind, details: Details, region: str, by: Actor, now: dt.datetime) -> None:
    party = Party(
        id=party_id,
        kind=kind,
        name=details.name,
        region=region,
        address=details.address,
        created_at=now,
        **document_columns(details.document, party_id),
        **phone_columns(details.phone, party_id),
        **representative_columns(details.representative_name, details.representative, party_id),
    )
    party.save(force_insert=True)
    journal.record("parties.registered", party, by=by, now=now, kind=kind, document_kind=details.document.type)
    outbox.emit(PartyRegistered(party.id, kind, region), bucket=party.bucket, now=now)


def document_columns(document: HolderCode, party_id: uuid.UUID) -> dict[str, object]:
    return {
        "document_kind": document.type,
        "document_sealed": seal(document.number, Purpose.DOCUMENT, party_id),
        "document_masked": masking.mask(document.number),
    }


def phone_columns(phone: str, party_id: uuid.UUID) -> dict[str, object]:
    return {
        "phone_sealed": seal(phone, Purpose.PHONE, party_id) if phone else None,
        "phone_masked": masking.mask(phone) if phone else "",
    }


def representative_columns(name: str, document: HolderCode | None, party_id: uuid.UUID) -> dict[str, object]:
    return {
        "representative_name": name,
        "representative_kind": document.type if document else "",
        "representative_sealed": seal(document.number, Purpose.REPRESENTATIVE, party_id) if document else None,
        "representative_masked": masking.mask(document.number) if document else "",
    }
