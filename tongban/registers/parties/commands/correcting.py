"""Changing what a file says: name, contact, document, legal representative."""

import datetime as dt
import uuid
from functools import partial

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.ids import new_id
from tongban.registers.identifiers.rules.holder_code import HolderCode, Type
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.commands.claims import claim, lock_open
from tongban.registers.parties.commands.registering import document_columns, phone_columns, representative_columns
from tongban.registers.parties.models import DocumentNumber, FormerDocument, Party, PartyAccess
from tongban.registers.parties.queries.reach import check_may, get_party
from tongban.registers.parties.rules import Given, Kind, Link
from tongban.registers.parties.sealing import Purpose, index_of, seal, unseal


@transaction.atomic
def correct_name(*, party_id: uuid.UUID, name: str, reason: str, by: Actor, now: dt.datetime) -> None:
    """The file bears this name. Journals and emits parties.changed when that is another than before.

    Raises NotFound, NotAllowed without `parties.correct`, Conflict "party.closed", Invalid "party.refused".
    """
    party = _locked(party_id, rules.CORRECT, by, now)
    readers = {"name": partial(rules.read_name, Kind(party.kind), name), "reason": partial(rules.read_purpose, reason)}
    read = rules.read_fields(**readers)
    if read["name"] != party.name:
        _change(party, name=read["name"])
        journal.record_change(party, "name", by=by, now=now, purpose=read["reason"])


@transaction.atomic
def change_contact(
    *, party_id: uuid.UUID, phone: str, address: str, by: Actor, now: dt.datetime, reason: str = "本人更新"
) -> None:
    """The file has this phone ("" for none) and address; people may do so with their own. Otherwise as `correct_name`.

    Raises NotAllowed without `parties.change_contact`.
    """
    party = _locked(party_id, rules.CHANGE_CONTACT, by, now)
    read = rules.read_fields(
        phone=partial(rules.read_phone, phone),
        address=partial(rules.read_address, address),
        reason=partial(rules.read_purpose, reason),
    )
    _change(party, address=read["address"], **phone_columns(read["phone"], party.id))
    journal.record_change(party, "contact", by=by, now=now, purpose=read["reason"])


@transaction.atomic
def change_representative(
    *,
    party_id: uuid.UUID,
    name: str,
    number: str,
    reason: str,
    by: Actor,
    now: dt.datetime,
    document_kind: str = Type.RESIDENT_ID,
) -> None:
    """The enterprise has this legal representative; accounts of the former one no longer act for it.

    Authorisations it gave stay until they end or are revoked. Otherwise as `correct_name`.
    """
    party = _locked(party_id, rules.CORRECT, by, now)
    given = Given(
        name="",
        document_kind="",
        number="",
        representative_name=name,
        representative_kind=document_kind,
        representative_number=number,
    )
    readers = rules.representative_readers(Kind(party.kind), given)
    read = rules.read_fields(reason=partial(rules.read_purpose, reason), **readers)
    _change(party, **representative_columns(read["representative_name"], read["representative_number"], party.id))
    PartyAccess.objects.filter(party=party.id, link=Link.REPRESENTATIVE).delete()
    journal.record_change(party, "representative", by=by, now=now, purpose=read["reason"])


@transaction.atomic
def change_document(
    *, party_id: uuid.UUID, document_kind: str, number: str, reason: str, by: Actor, now: dt.datetime
) -> None:
    """The file bears this document; the one before stays in the file as a former one and still finds it.

    Nothing happens when it bears that document already. Otherwise as `correct_name`, and Conflict
    "party.number_taken" when the number belongs to another file: then the two may have to be merged.
    """
    party = _locked(party_id, rules.CORRECT, by, now)
    read = rules.read_fields(
        number=partial(rules.read_document, Kind(party.kind), document_kind, number),
        reason=partial(rules.read_purpose, reason),
    )
    before, after = _document_of(party), read["number"]
    if (after.type, after.number) == (before.type, before.number):
        return
    if claim(index_of(after), party.id, now) != party.id:
        raise Conflict("party.number_taken")
    _keep_as_former(party, before, read["reason"], now)
    DocumentNumber.objects.filter(value=index_of(before)).update(is_former=True)
    DocumentNumber.objects.filter(value=index_of(after)).update(is_former=False)
    _change(party, **document_columns(after, party.id))
    journal.record_change(party, "document", by=by, now=now, purpose=read["reason"])


def _locked(party_id: uuid.UUID, action: str, by: Actor, now: dt.datetime) -> Party:
    """The open party, locked, if the actor may do this to it. A stranger hears nothing of its state."""
    check_may(by, action, get_party(party_id), now=now)
    return lock_open(party_id)


def _change(party: Party, **columns: object) -> None:
    Party.objects.filter(id=party.id).update(**columns)


def _document_of(party: Party) -> HolderCode:
    return HolderCode(Type(party.document_kind), unseal(party.document_sealed, Purpose.DOCUMENT, party.id))


def _keep_as_former(party: Party, document: HolderCode, reason: str, now: dt.datetime) -> None:
    former = new_id(party.bucket)
    FormerDocument.objects.create(
        id=former,
        party=party,
        kind=document.type,
        sealed=seal(document.number, Purpose.FORMER_DOCUMENT, former),
        masked=party.document_masked,
        reason=reason,
        used_until=now,
    )
