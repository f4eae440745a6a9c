"""Entries and leaves of the base catalogue. A change of a published one goes through an adjustment."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import MANAGE, NATION, province_of, require
from tongban.registers.catalogue.models import Entry, Leaf
from tongban.registers.catalogue.queries.loading import list_row_faults
from tongban.registers.catalogue.rules.loading import LoadReport, RawEntry, RawLeaf, read_levels
from tongban.registers.identifiers.rules import item_code

LAST_MAIN_ITEM = 999


@transaction.atomic
def add_entry(
    *,
    code: str,
    name: str,
    region: str | None,
    levels: Collection[int],
    by: Actor,
    now: dt.datetime,
    name_en: str = "",
    parent: str | None = None,
    owner: str | None = None,
    in_force_from: dt.datetime | None = None,
    is_sample: bool = False,
) -> Entry:
    """The entry stands, in force from `in_force_from` (None: at once). Raises Invalid, NotAllowed, Conflict."""
    require(by, MANAGE, region, owner)
    entry = Entry(
        code=code, name=name.strip(), name_en=name_en, region_id=region, levels=sorted(set(levels)),
        parent_id=parent, owner_id=owner, in_force_from=in_force_from or now, is_sample=is_sample,
    )  # fmt: skip
    return insert_entry(entry, by=by, now=now)


def insert_entry(entry: Entry, *, by: Actor, now: dt.datetime) -> Entry:
    """The entry stands; who may do so has been asked. Raises Invalid for its code, Conflict when code or name stand."""
    code, name = entry.code, entry.name
    if not isinstance(item_code.parse(code), item_code.BasicCode):
        raise errors.not_a_basic_code(code)
    entry.item_type = code[2:4]
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.entry_stands_already(code, name) from taken
    audit.record("catalogue.entry_added", by=by, now=now, subject=f"entry:{code}", entry_name=name)
    generation.count_up()
    return entry


@transaction.atomic
def add_leaf(
    *, entry: str, sequence: int, by: Actor, now: dt.datetime, kind: str = "", kind_en: str = "", heat: int = 0
) -> Leaf:
    """The entry has this handling item. Raises NotFound, NotAllowed, Conflict (taken; an entry with parts)."""
    above = lock_entry(entry)
    require(by, MANAGE, above.region_id, above.owner_id)
    leaf = Leaf(entry=above, sequence=sequence, kind=kind, kind_en=kind_en, heat=heat)
    return insert_leaf(leaf, by=by, now=now)


def insert_leaf(leaf: Leaf, *, by: Actor, now: dt.datetime) -> Leaf:
    """The locked entry has the leaf; who may do so has been asked. Raises Conflict."""
    entry = leaf.entry
    if entry.code.endswith(item_code.MAIN_OF_DIVIDED) or Entry.objects.filter(parent=entry).exists():
        raise errors.entry_has_parts(entry.code)
    leaf.code = f"{entry.code}{leaf.sequence:02d}"
    try:
        with transaction.atomic():
            leaf.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.leaf_stands_already(leaf.code) from taken
    audit.record("catalogue.leaf_added", by=by, now=now, subject=f"leaf:{leaf.code}", kind=leaf.kind)
    return leaf


@transaction.atomic
def load(
    *, entries: Sequence[RawEntry], leaves: Sequence[RawLeaf], region: str | None, by: Actor, now: dt.datetime,
    is_sample: bool = False,
) -> LoadReport:  # fmt: skip
    """All entries and leaves of the rows stand, in force from now, without versions; or none of them does.

    `region` None is the national catalogue, which a province takes over as it is handed down: its manager may add to it
    and change nothing. Raises NotAllowed, Invalid catalogue.rows_refused: each fault with sheet, row, column and code
    (`rules.loading`).
    """
    require(by, MANAGE, region or province_of(by), by.organisation)
    if faults := list_row_faults(entries, leaves, region=region):
        raise errors.rows_refused([dataclasses.asdict(fault) for fault in faults])
    made = [_read_entry(row, region, now, is_sample) for row in entries]
    Entry.objects.bulk_create([entry for entry in made if entry.parent_id is None], batch_size=500)
    Entry.objects.bulk_create([entry for entry in made if entry.parent_id is not None], batch_size=500)
    Leaf.objects.bulk_create([_read_leaf(row) for row in leaves], batch_size=500)
    report = LoadReport(len(entries), len(leaves))
    audit.record(
        "catalogue.loaded", by=by, now=now, subject=f"catalogue:{region or NATION}", **dataclasses.asdict(report)
    )
    generation.count_up()
    return report


def _read_entry(row: RawEntry, region: str | None, now: dt.datetime, is_sample: bool) -> Entry:
    return Entry(
        code=row.code, parent_id=row.parent or None, name=row.name.strip(), name_en=row.name_en.strip(),
        item_type=row.code[2:4], region_id=region, owner_id=row.owner or None, levels=read_levels(row.levels),
        in_force_from=now, is_sample=is_sample,
    )  # fmt: skip


def _read_leaf(row: RawLeaf) -> Leaf:
    return Leaf(
        code=row.code, entry_id=row.code[:12], sequence=int(row.code[12:]), kind=row.kind.strip(),
        kind_en=row.kind_en.strip(), heat=row.heat,
    )  # fmt: skip


def next_code(*, region: str | None, item_type: str, department: str) -> str:
    """The next free basic code of an undivided entry (CAT-12); nobody else gets it until this transaction ends.

    `region` is the catalogue's, None the national one; main items count per region, type and department. Raises
    Conflict when 999 are taken.
    """
    prefix = f"{region[:2] if region else item_code.NATIONAL}{item_type}{department}"
    _lock_numbers(prefix)
    taken = Entry.objects.filter(code__startswith=prefix).aggregate(last=Max("code"))["last"]
    number = int(taken[6:9]) + 1 if taken else 1
    if number > LAST_MAIN_ITEM:
        raise errors.codes_used_up(prefix)
    return f"{prefix}{number:03d}{item_code.UNDIVIDED}"


def next_part_codes(main: str, count: int) -> list[str]:
    """The next free codes of sub-items below a main item (its first nine digits tell it). Raises Conflict."""
    prefix = main[:9]
    _lock_numbers(prefix)
    parts = Entry.objects.filter(code__startswith=prefix, code__regex=r"[0-9]{12}").aggregate(last=Max("code"))["last"]
    last = int(parts[9:]) if parts else 0
    if last + count > LAST_MAIN_ITEM:
        raise errors.codes_used_up(prefix)
    return [f"{prefix}{number:03d}" for number in range(last + 1, last + count + 1)]


def _lock_numbers(prefix: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalogue:{prefix}"])


def lock_entry(code: str) -> Entry:
    """The entry, locked for this transaction. Raises NotFound."""
    entry = Entry.objects.select_for_update().filter(code=code).first()
    if entry is None:
        raise errors.entry_unknown(code)
    return entry


def lock_leaf(code: str) -> Leaf:
    """The leaf, locked for this transaction, its entry beside it. Raises NotFound."""
    leaf = Leaf.objects.select_for_update(of=("self",)).select_related("entry").filter(code=code).first()
    if leaf is None:
        raise errors.leaf_unknown(code)
    return leaf
