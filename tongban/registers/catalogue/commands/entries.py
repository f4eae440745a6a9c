"""Entries and leaves of the base catalogue. A change of a published one goes through an adjustment."""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.models import Entry, Leaf
from tongban.registers.identifiers.rules import item_code


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
    basic = item_code.parse(code)
    if not isinstance(basic, item_code.BasicCode):
        raise errors.not_a_basic_code(code)
    entry = Entry(
        code=code, name=name.strip(), name_en=name_en, item_type=code[2:4], region_id=region,
        levels=sorted(set(levels)), parent_id=parent, owner_id=owner, in_force_from=in_force_from or now,
        is_sample=is_sample,
    )  # fmt: skip
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
    if Entry.objects.filter(parent=above).exists():
        raise errors.entry_has_parts(entry)
    leaf = Leaf(code=f"{entry}{sequence:02d}", entry=above, sequence=sequence, kind=kind, kind_en=kind_en, heat=heat)
    try:
        with transaction.atomic():
            leaf.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.leaf_stands_already(leaf.code) from taken
    audit.record("catalogue.leaf_added", by=by, now=now, subject=f"leaf:{leaf.code}", kind=kind)
    return leaf


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
