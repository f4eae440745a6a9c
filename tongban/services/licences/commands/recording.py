"""What a decision becomes (办结即制证): written in the deciding transaction, so that both stand or neither."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.calendars.rules.clock import local
from tongban.registers.parties import queries as parties
from tongban.services.licences import sealing
from tongban.services.licences.commands import founding, issuing, steps
from tongban.services.licences.commands.gathering import get_holder
from tongban.services.licences.models import IdentifierEntry, Licence, LicenceSource, NumberEntry
from tongban.services.licences.rules.life import Operation, State
from tongban.services.licences.rules.types import entries_of

_ACTED_ON = (State.VALID, State.SUSPENDED, State.EXPIRED)
ORIGIN = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A grant. `values` are the form's by key; `predecessor` identifier or printed number of what it acts on, which may
    else be among `used`, the identifiers of the licences it was applied with.
    """

    case_id: uuid.UUID
    case_number: str
    item: str
    organisation: str
    organisation_name: str
    region: str
    holder: uuid.UUID
    holder_name: str
    decided_at: dt.datetime
    document_number: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    predecessor: str = ""
    used: tuple[str, ...] = ()
    by_default: bool = False
    decided_by: uuid.UUID | None = None


@transaction.atomic
def record_outcome(*, outcome: Outcome, by: Actor, now: dt.datetime) -> Licence | None:
    """The licence that the grant leads to stands as data; None when no type lists the item. Once for each case.

    Where the type is held by whoever the grant founds, the enterprise stands with it (`founding`).
    What renews or changes makes a new version of the predecessor, which it supersedes, in the predecessor's own part
    of the file; what cancels returns the licence it has cancelled, None where there was none. Without a predecessor
    here a licence of its own is issued: the former one was paper. Emits licences.recorded, licences.changed.
    Raises as `issuing.issue`, `founding.found`.
    """
    source = _find_source(outcome.item)
    if source is None:
        return None
    if done := _find_done(outcome):
        return done
    operation = Operation(source.operation)
    former = None if operation is Operation.ISSUE else _lock_predecessor(outcome, source.type_id)
    if operation is Operation.CANCEL:
        if former is not None:
            steps.move(former, operation, by=by, at=outcome.decided_at, now=now, case=outcome.case_id)
        return former
    founded = founding.found(outcome, source, now=now)
    holder = get_holder(former.holder_id if former else founded.holder, now=now)
    told = issuing.Issue(
        type=source.type, operation=operation if former else Operation.ISSUE, holder=holder,
        issuer=outcome.organisation, issuer_name=outcome.organisation_name, region=outcome.region,
        issued_on=local(outcome.decided_at).date(), origin=ORIGIN, at=outcome.decided_at, predecessor=former,
        values=founded.values, case_facts=_case_facts(outcome),
    )  # fmt: skip
    return issuing.issue(told, by=by, now=now)


def _find_source(item: str) -> LicenceSource | None:
    """The leaf's own source goes before that of its entry; a type that has ended issues nothing more."""
    leaf, entry = entries_of(item)
    found = LicenceSource.objects.select_related("type").filter(entry__in=(leaf, entry), type__state="active")
    return max(found, key=lambda source: len(source.entry), default=None)


_DONE = """
SELECT id FROM licences_licence WHERE bucket = ANY(%(buckets)s) AND "case" = %(case)s
UNION ALL
SELECT licence_id FROM licences_licenceevent
WHERE bucket = ANY(%(buckets)s) AND "case" = %(case)s AND operation = %(cancel)s
LIMIT 1
"""


def _find_done(outcome: Outcome) -> Licence | None:
    """The licence lies in the file of the case, or in a part of it."""
    buckets = [bucket_of(part) for part in parties.list_whole_file(outcome.holder)]
    done = fetch_one(_DONE, {"buckets": buckets, "case": outcome.case_id, "cancel": str(Operation.CANCEL)})
    return Licence.objects.get(id=done[0]) if done else None


def _lock_predecessor(outcome: Outcome, type_code: str) -> Licence | None:
    """The licence named, if it is this holder's and of this type; else the only one of theirs it can mean."""
    parts = parties.list_whole_file(outcome.holder)
    buckets = {bucket_of(part) for part in parts}
    told = [named for text in (outcome.predecessor, *outcome.used) for named in _named(text, type_code)]
    for named in [each for each in told if bucket_of(each) in buckets]:
        licence = _newest(steps.lock(named))
        if licence.holder_id in parts and licence.type_code == type_code:
            return licence
    held = [
        row
        for part in parts
        for row in Licence.objects.filter(bucket=bucket_of(part), holder=part, type_code=type_code, state__in=_ACTED_ON)
        if row.issuer == outcome.organisation
    ]
    return steps.lock(held[0].id) if len(held) == 1 else None


def _newest(licence: Licence) -> Licence:
    """What has superseded the licence, and that, and so on: somebody may still name an old version."""
    while licence.state == State.SUPERSEDED:
        successor = Licence.objects.filter(bucket=licence.bucket, predecessor=licence).get()
        licence = steps.lock(successor.id)
    return licence


def _named(text: str, type_code: str) -> list[uuid.UUID]:
    text = text.strip()
    if not text:
        return []
    by_identifier = IdentifierEntry.objects.filter(key=sealing.key_of(text.upper())).values_list("licence", flat=True)
    by_number = NumberEntry.objects.filter(value=sealing.index_of(text), type_code=type_code)
    return [*by_identifier, *by_number.values_list("licence", flat=True)]


def _case_facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "case": outcome.case_id, "case_number": outcome.case_number, "item": outcome.item,
        "document_number": outcome.document_number, "by_default": outcome.by_default, "decided_by": outcome.decided_by,
    }  # fmt: skip
