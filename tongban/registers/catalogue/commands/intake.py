"""What a workbook would change, checked against what stands: the half that dry run and import have in common."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.catalogue.commands import versions
from tongban.registers.catalogue.commands.authority import EDIT, MANAGE, NATION
from tongban.registers.catalogue.models import Entry, Item, ItemDraft, Leaf, LeafVersion
from tongban.registers.catalogue.queries import standing
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import Fault, check_content, check_limits, lay, list_missing
from tongban.registers.catalogue.rules.drafts import DraftState
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.catalogue.rules.intake import Change, Standing, find_change, locate
from tongban.registers.catalogue.rules.reading import CellFault, Reading, Row, Sheet, read_sheets
from tongban.registers.catalogue.rules.workbook import ITEMS, NEW, STAMP, Kind
from tongban.registers.identifiers.rules import item_code, uscc

PORTION = 500
"""Items that are looked at together: what they say and what they become is in memory only so long."""

TOLD_AT_MOST = 2_000
"""Faults, notes and differences that are kept one by one; more are only counted."""

T = TypeVar("T")
Changed = tuple[Item, Standing, Change]


@dataclass(slots=True)
class Told(Generic[T]):
    """The first of many, and how many there are."""

    rows: list[T] = field(default_factory=list)
    count: int = 0

    def add(self, *rows: T) -> None:
        self.count += len(rows)
        self.rows += rows[: TOLD_AT_MOST - len(self.rows)]


@dataclass(slots=True)
class Plan:
    """What an import does, beside what is wrong and what is only told. The leaves it changes stand here; items go to
    whoever takes them, a portion at a time."""

    kind: Kind | None
    rows: int = 0
    unchanged: int = 0
    lacking: int = 0
    faults: Told[CellFault] = field(default_factory=Told)
    notes: Told[CellFault] = field(default_factory=Told)
    differences: Told[dict[str, Any]] = field(default_factory=Told)
    leaves: list[tuple[Leaf | Entry, Standing, Change]] = field(default_factory=list)

    def note_change(self, change: Change) -> None:
        name = str(change.common.get("name", ""))
        cells = [asdict(cell) | {"before": cell.before[:500], "after": cell.after[:500]} for cell in change.cells]
        self.differences.add({"key": change.key, "name": name, "row": change.row, "cells": cells})


@dataclass(frozen=True, slots=True)
class Following:
    """Who follows a plan while it is made: `tell` hears how many rows of how many are looked at, `take` is given the
    items that change."""

    tell: Callable[[int, int], object] = lambda done, total: None
    take: Callable[[Sequence[Changed]], object] = lambda portion: None


NOBODY = Following()


def plan(
    sheets: Iterable[Sheet], *, by: Actor, now: dt.datetime, lock: bool = False, following: Following = NOBODY
) -> Plan:
    """What the sheets would change; with `lock` the rows that they change stay locked until the transaction ends."""
    reading = read_sheets(sheets, get_elements())
    planned = Plan(reading.kind)
    planned.faults.add(*reading.faults)
    planned.notes.add(*reading.notes)
    if ITEMS in reading.sheets:
        planned.rows = len(reading.sheets[ITEMS].rows)
    if not planned.rows or reading.has_too_many:
        return planned
    following.tell(0, planned.rows)
    if reading.kind is Kind.BASE:
        _plan_leaves(reading, planned, by, lock)
    else:
        _plan_items(reading, planned, by, now, lock, following)
    planned.faults.rows.sort(key=lambda fault: (fault.sheet, fault.row, len(fault.column), fault.column))
    return planned


# --- a body's items -----------------------------------------------------------------------------------------------


def _plan_items(reading: Reading, planned: Plan, by: Actor, now: dt.datetime, lock: bool, following: Following) -> None:
    rows = reading.sheets[ITEMS].rows
    if lock:
        _lock_items([row.key for row in rows])
    done = 0
    for portion in _portions(rows):
        changed = list(_plan_portion(portion, reading, planned, by, now))
        following.take(changed)
        done += len(portion)
        following.tell(done, planned.rows)


_LOCK = """
SELECT id FROM catalogue_item WHERE code = ANY(%(keys)s::varchar[])
    OR (code IS NULL AND local_code = ANY(%(keys)s::varchar[]))
ORDER BY id FOR UPDATE
"""


def _lock_items(keys: list[str]) -> None:
    """All of them at once and in one order, so that two imports wait for each other instead of standing crosswise."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"keys": keys})


def _portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        yield portion


def _plan_portion(
    rows: Sequence[Row], reading: Reading, planned: Plan, by: Actor, now: dt.datetime
) -> Iterator[Changed]:
    found = standing.find_items({row.key for row in rows})
    named = [(row, _find_item(row, found, reading, planned)) for row in rows if row.key]
    known = [(row, item) for row, item in named if item is not None]
    stands = standing.stand_items([item for _, item in known], at=now)
    drafts = dict(ItemDraft.objects.filter(item__in=[item.id for _, item in known]).values_list("item", "state"))
    for (row, item), held in zip(known, stands, strict=True):
        if change := _plan_item(row, item, held, drafts.get(item.id), reading, planned, by):
            yield item, held, change


def _find_item(row: Row, found: Mapping[str, list[Item]], reading: Reading, planned: Plan) -> Item | None:
    """The item that the row names; else why there is none."""
    sheet, body = reading.sheets[ITEMS], row.cells.get("organisation", "").strip()
    items = [item for item in found.get(row.key, ()) if not body or item.organisation_id == body]
    if len(items) == 1:
        return items[0]
    if len(items) > 1:
        planned.faults.add(sheet.fault(row.number, "key", "workbook.local_code_shared", value=row.key[:60]))
    elif found.get(row.key) and body:
        planned.faults.add(sheet.fault(row.number, "organisation", *_wrong_body(body)))
    else:
        code, facts = _why_unknown(row.key)
        planned.faults.add(sheet.fault(row.number, "key", code, **facts))
    return None


def _wrong_body(code: str) -> tuple[str]:
    try:
        uscc.parse(code)
    except Invalid as wrong:
        if wrong.code == "uscc.check_character":
            return (wrong.code,)
    return ("workbook.other_body",)


def _why_unknown(key: str) -> tuple[str, Mapping[str, Any]]:
    """A code that nothing goes by is either written wrong or not there."""
    try:
        parsed = item_code.parse(key)
        if not uscc.is_surrogate(key[: uscc.LENGTH]) and not isinstance(parsed, item_code.BasicCode):
            uscc.parse(key[: uscc.LENGTH])
    except Invalid as wrong:
        return wrong.code, wrong.facts
    return "catalogue.item_unknown", {"item": key[:60]}


def _plan_item(
    row: Row, item: Item, held: Standing, draft: str | None, reading: Reading, planned: Plan, by: Actor
) -> Change | None:
    sheet = reading.sheets[ITEMS]
    change, faults = find_change(row, held, reading.sheets, get_dictionaries())
    planned.faults.add(*faults)
    if change is None:
        planned.unchanged += 1
        return None
    for code, column, facts in _obstacles(row, item, held, draft, by):
        planned.faults.add(sheet.fault(row.number, column, code, **facts))
    laid = lay(change.common, held.inherited, change.own)
    table, dictionaries = get_elements(), get_dictionaries()
    told = check_content(change.own, table=table, dictionaries=dictionaries, owning=Owning.INDIVIDUAL)
    told += [fault for fault in check_limits(laid) if fault not in told]
    planned.faults.add(*(locate(fault.where, change, reading.sheets, fault.code, fault.facts) for fault in told))
    if missing := list_missing(laid, table):
        planned.lacking += 1
        planned.notes.add(sheet.fault(row.number, "key", "workbook.still_missing", missing="、".join(missing)))
    elif item.leaf_id is None:
        planned.lacking += 1
    planned.note_change(change)
    return change


def _obstacles(
    row: Row, item: Item, held: Standing, draft: str | None, by: Actor
) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    """Why this item may not be written now: code, column, facts."""
    if by is not SYSTEM and not by.may(EDIT, item.region, item.organisation_id):
        yield "catalogue.not_allowed", "key", {}
    if item.state in ("refused", "withdrawn"):
        yield "catalogue.state_forbids", "key", {"item": held.key}
    if draft == DraftState.SUBMITTED:
        yield "catalogue.draft_submitted", "key", {}
    stamp = row.cells.get(STAMP, "").strip()
    if stamp and stamp != held.facts[STAMP]:
        yield "workbook.stale", STAMP, {}
    elif not stamp and draft is not None:
        yield "workbook.stamp_missing", STAMP, {}


# --- leaves of the base catalogue ---------------------------------------------------------------------------------


def _plan_leaves(reading: Reading, planned: Plan, by: Actor, lock: bool) -> None:
    rows = [row for row in reading.sheets[ITEMS].rows if row.key]
    leaves = Leaf.objects.filter(code__in=[row.key for row in rows])
    if lock:
        list(leaves.select_for_update().order_by("code").values_list("code"))
    known = {leaf.code: leaf for leaf in leaves.select_related("entry__owner")}
    stands = {held.key: held for held in standing.stand_leaves(list(known.values()))}
    new = {row.cells.get("entry", "").strip() for row in rows if row.key.startswith(NEW)}
    entries = {entry.code: entry for entry in Entry.objects.filter(code__in=new, cancelled_from=None)}
    for row in rows:
        if leaf := known.get(row.key):
            _plan_leaf(row, leaf, leaf.entry, stands[row.key], reading, planned, by)
        elif row.key.startswith(NEW) and (entry := entries.get(row.cells.get("entry", "").strip())):
            _plan_leaf(row, None, entry, standing.new_leaf(row.key, entry.code), reading, planned, by)
        else:
            planned.faults.add(_unknown_leaf(row, reading))
    _check_names(reading, planned)


def _unknown_leaf(row: Row, reading: Reading) -> CellFault:
    sheet = reading.sheets[ITEMS]
    if row.key.startswith(NEW):
        value = row.cells.get("entry", "")[:40]
        return sheet.fault(row.number, "entry", "workbook.entry_unknown", value=value)
    return sheet.fault(row.number, "key", "catalogue.leaf_unknown", leaf=row.key[:60])


def _plan_leaf(
    row: Row, leaf: Leaf | None, entry: Entry, held: Standing, reading: Reading, planned: Plan, by: Actor
) -> None:
    sheet = reading.sheets[ITEMS]
    if leaf is None:  # a new row has no stamp and is wholly what it says
        row = Row(row.number, row.key, {**row.cells, STAMP: NEW})
    change, faults = find_change(row, held, reading.sheets, get_dictionaries())
    planned.faults.add(*faults)
    if change is None:
        planned.unchanged += 1
        return
    if by is not SYSTEM and not by.may(MANAGE, entry.region_id or NATION, entry.owner_id):
        planned.faults.add(sheet.fault(row.number, "key", "catalogue.not_allowed"))
    stamp = row.cells.get(STAMP, "").strip()
    if leaf is not None and stamp and stamp != held.facts[STAMP]:
        planned.faults.add(sheet.fault(row.number, STAMP, "workbook.stale"))
    told = versions.list_faults(change.common, change.own, leaf, item_type=entry.item_type)
    planned.faults.add(
        *(locate(fault.where, change, reading.sheets, fault.code, fault.facts) for fault in _without_repeats(told))
    )
    planned.note_change(change)
    planned.leaves.append((leaf or entry, held, change))


def _without_repeats(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for at, fault in enumerate(faults) if fault not in faults[:at]]


def _check_names(reading: Reading, planned: Plan) -> None:
    """No two leaves of one catalogue go by the same name, in the file or beside it (CAT-12)."""
    sheet = reading.sheets[ITEMS]
    first: dict[tuple[str | None, str], int] = {}
    renamed = []
    for subject, held, change in planned.leaves:
        name = str(change.common.get("name", ""))
        region = (subject.entry if isinstance(subject, Leaf) else subject).region_id
        if (region, name) in first:
            told = {"value": name[:60], "first": first[region, name]}
            planned.faults.add(sheet.fault(change.row, "name", "workbook.name_twice", **told))
        first.setdefault((region, name), change.row)
        if name and name != held.common.get("name"):
            renamed.append((subject, name, region, change))
    changed = {change.key for _, _, change in planned.leaves}
    taken = _list_names({name for _, name, _, _ in renamed})
    for _subject, name, region, change in renamed:
        other = next((leaf for leaf in taken.get((region, name), ()) if leaf not in changed), None)
        if other:
            fault = sheet.fault(change.row, "name", "catalogue.name_taken", leaf_name=name[:60], leaf=other)
            planned.faults.add(fault)


def _list_names(names: set[str]) -> dict[tuple[str | None, str], list[str]]:
    """Catalogue and name → standing leaves that go by it in their newest version."""
    rows = LeafVersion.objects.filter(name__in=names, leaf__cancelled_from=None, effective_until__year=9999)
    found: dict[tuple[str | None, str], list[str]] = {}
    for leaf, name, region in rows.values_list("leaf", "name", "leaf__entry__region"):
        found.setdefault((region, name), []).append(leaf)
    return found
