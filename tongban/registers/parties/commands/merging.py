"""Merging two files of one holder. No row moves: the later file is closed, the registries point to the survivor.

Only the later party's bucket is written. The survivor needs no write: its file is read as the set of its buckets
(`MergedFile`), numbers and accounts find it through their registries, and what is new is written to it by itself.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import commands as outbox
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.commands.claims import lock_two
from tongban.registers.parties.events import PartiesMerged
from tongban.registers.parties.models import DocumentNumber, MergedFile, Party, PartyAccess
from tongban.registers.parties.queries.reach import check_may, survivor_of
from tongban.registers.parties.rules import Link, Mergeable, Status


@dataclass(frozen=True, slots=True)
class Merged:
    """The file that is left, and whether this call merged it."""

    survivor: uuid.UUID
    is_new: bool


@transaction.atomic
def merge(*, later: uuid.UUID, survivor: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Merged:
    """`later` and all that was merged into it belong to the file of `survivor`; every number of theirs finds it.

    Merging the same two again changes nothing. Journals and emits parties.merged. Raises NotFound, NotAllowed without
    `parties.merge` over both regions, Invalid "party.same_file" or "party.refused", Conflict "party.kinds_differ",
    "party.survivor_is_later", "party.survivor_closed" or "party.merged_already" (survivor).
    """
    closing, left = lock_two(later, survivor)
    for party in (closing, left):
        check_may(by, rules.MERGE, party, now=now)
    why = rules.read_fields(reason=partial(rules.read_purpose, reason))["reason"]
    rules.check_merge(_mergeable(closing), _mergeable(left))
    if closing.merged_into is not None:
        return _merged_before(later, survivor)
    if left.status != Status.OPEN:
        raise Conflict("party.survivor_closed")
    _close(later, survivor, now)
    _point_registries(later, survivor, now)
    journal.record("parties.merged", closing, by=by, now=now, purpose=why, survivor=survivor)
    outbox.emit(PartiesMerged(later, survivor), bucket=closing.bucket, now=now)
    return Merged(survivor, is_new=True)


def _mergeable(party: Party) -> Mergeable:
    return Mergeable(party.id, party.kind, party.created_at)


def _merged_before(later: uuid.UUID, survivor: uuid.UUID) -> Merged:
    """Fine when both are one file by now, whichever way they came to be."""
    left = survivor_of(later)
    if left != survivor_of(survivor):
        raise Conflict("party.merged_already", survivor=left)
    return Merged(left, is_new=False)


def _close(later: uuid.UUID, survivor: uuid.UUID, now: dt.datetime) -> None:
    Party.objects.filter(id=later).update(status=Status.CLOSED, merged_into=survivor, closed_at=now)


def _point_registries(later: uuid.UUID, survivor: uuid.UUID, now: dt.datetime) -> None:
    """Numbers, accounts and files merged earlier lead to the survivor; a chain is never longer than one step."""
    DocumentNumber.objects.filter(party=later).update(party=survivor)
    MergedFile.objects.filter(survivor=later).update(survivor=survivor)
    MergedFile.objects.create(party=later, survivor=survivor, merged_at=now)
    known = PartyAccess.objects.filter(party=survivor, link=Link.REPRESENTATIVE).values("account")
    PartyAccess.objects.filter(party=later, link=Link.REPRESENTATIVE, account__in=known).delete()
    PartyAccess.objects.filter(party=later).update(party=survivor)
