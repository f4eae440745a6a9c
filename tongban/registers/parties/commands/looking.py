"""Looking at what is sealed, or at many files at once: each look says why and leaves a row in the journal."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed
from tongban.registers.identifiers.rules import holder_code
from tongban.registers.identifiers.rules.holder_code import HolderCode
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.models import DocumentNumber, Party
from tongban.registers.parties.queries import ListedParty, lists, reach
from tongban.registers.parties.sealing import Purpose, index_of, unseal


class Part(StrEnum):
    """What of a file can be revealed."""

    DOCUMENT = "document"
    PHONE = "phone"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Found:
    """The open file a number belongs to; `is_former` when the party no longer uses that number."""

    party: uuid.UUID
    is_former: bool


@transaction.atomic
def reveal_number(*, party_id: uuid.UUID, purpose: str, by: Actor, now: dt.datetime, part: Part = Part.DOCUMENT) -> str:
    """The number in clear ("" where the file has none). Journals parties.revealed with the purpose.

    Raises NotFound, NotAllowed without `parties.reveal` (one's own needs none), Invalid "party.refused" (purpose).
    """
    return reveal_number_of(reach.get_party(party_id), purpose=purpose, by=by, now=now, part=part)


def reveal_number_of(party: Party, *, purpose: str, by: Actor, now: dt.datetime, part: Part = Part.DOCUMENT) -> str:
    """`reveal_number` of a party at hand, in the caller's transaction."""
    head = reach.survivor_of(party.id)
    reach.check_may(by, rules.REVEAL, party if head == party.id else reach.get_party(head), now=now)
    why = _read_purpose(purpose)
    journal.record("parties.revealed", party, by=by, now=now, purpose=why, part=part)
    sealed: bytes | None = getattr(party, f"{part}_sealed")
    return unseal(sealed, Purpose(part), party.id) if sealed else ""


@transaction.atomic
def find_by_document(*, document_kind: str, number: str, purpose: str, by: Actor, now: dt.datetime) -> Found | None:
    """The file this whole number belongs to, now or formerly; None also where the actor may not read that file.

    Journals parties.looked_up with the purpose either way. Raises Invalid "party.refused" (number, purpose).
    """
    read = rules.read_fields(
        number=partial(holder_code.parse, document_kind, number), purpose=partial(rules.read_purpose, purpose)
    )
    found = DocumentNumber.objects.filter(value=index_of(read["number"])).first()
    party = reach.get_party(found.party) if found else None
    if found is None or party is None or not rules.has_grant(by, rules.READ, party.region):
        _record_miss(read["number"], read["purpose"], by, now)
        return None
    journal.record("parties.looked_up", party, by=by, now=now, purpose=read["purpose"])
    return Found(party.id, found.is_former)


@transaction.atomic
def match_document(
    *, party_id: uuid.UUID, document_kind: str, number: str, region: str, purpose: str, by: Actor, now: dt.datetime
) -> bool:
    """Whether somebody at a counter holds a document of this party's file, by its blind index: nothing is shown.

    `region` is the counter's: people fetch results far from where their file lies. Journals parties.matched with
    purpose and answer. Raises NotAllowed without `parties.match` over that region, NotFound, Invalid "party.refused"
    (number, purpose).
    """
    if not rules.has_grant(by, rules.MATCH, region):
        raise NotAllowed("party.not_allowed", action=rules.MATCH)
    read = rules.read_fields(
        number=partial(holder_code.parse, document_kind, number), purpose=partial(rules.read_purpose, purpose)
    )
    party = reach.get_party(reach.survivor_of(party_id))
    found = DocumentNumber.objects.filter(value=index_of(read["number"])).first()
    matches = found is not None and found.party == party.id
    journal.record("parties.matched", party, by=by, now=now, purpose=read["purpose"], matches=str(matches))
    return matches


def export(*, region: str, purpose: str, by: Actor, now: dt.datetime) -> Iterator[ListedParty]:
    """Every open file in the region's subtree that the actor may export, numbers masked.

    Journals parties.exported before the first row. Raises NotAllowed "party.region_not_yours" without
    `parties.export` over some of the region, Invalid "party.refused" (purpose).
    """
    spans = lists.list_spans(by, region, rules.EXPORT)
    why = _read_purpose(purpose)
    audit.record("parties.exported", by=by, now=now, subject=f"region:{region}", purpose=why, region=region)
    return lists.iterate_parties(by, spans)


def _read_purpose(purpose: str) -> str:
    read: str = rules.read_fields(purpose=partial(rules.read_purpose, purpose))["purpose"]
    return read


def _record_miss(document: HolderCode, purpose: str, by: Actor, now: dt.datetime) -> None:
    """Names the number by the beginning of its blind index: two looks for one number can be told to be that."""
    subject = f"document:{index_of(document).hex()[:16]}"
    audit.record("parties.looked_up", by=by, now=now, subject=subject, purpose=purpose)
