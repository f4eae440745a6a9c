"""Taking over records from elsewhere: they become drafts that nobody outside sees, until somebody completes them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.authority import EDIT, require
from tongban.registers.catalogue.models import Item, ItemDraft
from tongban.registers.catalogue.queries.contents import list_missing_of
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.rules.records import Note, RawRecord, Record, name_bodies, read_records
from tongban.registers.orgs import commands as orgs
from tongban.registers.orgs import queries as bodies
from tongban.registers.regions import queries as regions

COUNTY_BODY = "county"


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What was taken over: rows read, bodies and drafts added, rows that stood already, warnings, and for each
    required element how many of the drafts lack it."""

    rows: int
    bodies: int
    added: int
    unchanged: int
    warnings: Sequence[Note]
    missing: Mapping[str, int]


@transaction.atomic
def take_over(
    *, rows: Sequence[RawRecord], region: str, source: str, by: Actor, now: dt.datetime, dry_run: bool = False
) -> TakeOver:
    """Each row stands as an unpublished draft of its body, found again by its local code; all rows or none.

    With `dry_run` the report says what would happen and nothing is written. Raises NotAllowed, NotFound, Invalid
    catalogue.records_refused (fields `line 17, type_code`).
    """
    require(by, EDIT, region)
    regions.get_standing_region(region)
    reading = read_records(rows, types=get_dictionaries()["item_type"])
    faults = [*reading.faults, *_list_strangers(reading.records, region)]
    if faults:
        raise errors.records_refused(faults)
    names = name_bodies(reading.records)
    standing = set(Item.objects.filter(organisation__in=names).values_list("organisation_id", "local_code"))
    fresh = [record for record in reading.records if (record.body, record.local_code) not in standing]
    new_bodies = [code for code in names if bodies.find_organisation(code) is None]
    report = TakeOver(
        len(rows), len(new_bodies), len(fresh), len(rows) - len(fresh), reading.warnings, _count_missing(fresh)
    )
    if not dry_run and (fresh or new_bodies):
        _write(fresh, {code: names[code] for code in new_bodies}, region, by, now)
        subject = f"region:{region}"
        audit.record("catalogue.taken_over", by=by, now=now, subject=subject, source=source, drafts=len(fresh))
    return report


def _list_strangers(records: Iterable[Record], region: str) -> list[Note]:
    return [
        Note(record.line, "region_code", "records.other_region", {"value": record.region, "region": region})
        for record in records
        if record.region != region
    ]


def _own(record: Record) -> dict[str, str]:
    return {"name": record.name, "item_type": record.item_type}


def _count_missing(records: Iterable[Record]) -> dict[str, int]:
    return dict(Counter(code for record in records for code in list_missing_of(_own(record))))


def _write(records: Sequence[Record], new_bodies: Mapping[str, str], region: str, by: Actor, now: dt.datetime) -> None:
    for code, name in new_bodies.items():
        orgs.register(code=code, name=name, kind=COUNTY_BODY, region=region, by=by, now=now)
    items = Item.objects.bulk_create(
        Item(organisation_id=record.body, region=region, state="draft", name=record.name, local_code=record.local_code)
        for record in records
    )
    ItemDraft.objects.bulk_create(
        ItemDraft(item=item, own=_own(record), state="writing", written_by=by.account, written_at=now)
        for item, record in zip(items, records, strict=True)
    )
