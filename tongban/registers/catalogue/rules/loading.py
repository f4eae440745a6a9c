"""Rows of a base catalogue as somebody hands them in: what is wrong with them, by sheet, row and column."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongban.registers.identifiers.rules import item_code

ENTRIES, LEAVES = "entries", "leaves"
NAME_AT_MOST, KIND_AT_MOST = 200, 20
_BASIC, _LEAF = re.compile(r"[0-9]{9}(?:[0-9]{3}|00Y)", re.ASCII), re.compile(r"[0-9]{12}(?!00)[0-9]{2}", re.ASCII)
_LEVELS = re.compile(r"[2-6]", re.ASCII)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as written in row `row`; `levels` are digits in any separation ("2,3,4" or "2345")."""

    row: int
    code: str
    name: str
    levels: str
    name_en: str = ""
    parent: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RawLeaf:
    """One handling item: 14 characters, its entry among the rows or standing already."""

    row: int
    code: str
    kind: str = ""
    kind_en: str = ""
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands already: codes with names of entries, names taken in this catalogue, leaves, bodies that exist."""

    entries: Mapping[str, str]
    names: Collection[str]
    leaves: Collection[str]
    owners: Collection[str]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong where; `value` is what stands there, cut short."""

    sheet: str
    row: int
    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many came in."""

    entries: int
    leaves: int


def read_levels(text: str) -> list[int]:
    """The levels of exercise a cell names: every digit from 2 to 6."""
    return sorted({int(digit) for digit in _LEVELS.findall(text)})


def check_rows(entries: Sequence[RawEntry], leaves: Sequence[RawLeaf], stand: Stands, *, prefix: str) -> list[RowFault]:
    """Every fault of every row, in the order of the rows."""
    faults = [*_check_entries(entries, stand, prefix), *_check_leaves(entries, leaves, stand)]
    return sorted(faults, key=lambda fault: (fault.sheet, fault.row))


def _check_entries(rows: Sequence[RawEntry], stand: Stands, prefix: str) -> Iterator[RowFault]:
    codes, names = Counter(row.code for row in rows), Counter(row.name.strip() for row in rows)
    for row in rows:
        told = {
            "code": _fault_of_code(row, codes, stand, prefix),
            "name": _fault_of_name(row.name.strip(), names, stand),
            "levels": "" if read_levels(row.levels) else "load.levels_unreadable",
            "parent": _fault_of_parent(row, codes, stand),
            "owner": "load.owner_unknown" if row.owner and row.owner not in stand.owners else "",
        }
        yield from _told(ENTRIES, row.row, told, row)


def _fault_of_code(row: RawEntry, codes: Counter[str], stand: Stands, prefix: str) -> str:
    if not _BASIC.fullmatch(row.code):
        return "load.code_malformed"
    if row.code[:2] != prefix:
        return "load.code_of_another_region"
    if row.code[2:4] not in item_code.TYPES:
        return "load.type_unknown"
    return "load.code_twice" if codes[row.code] > 1 else "load.code_stands" if row.code in stand.entries else ""


def _fault_of_name(name: str, names: Counter[str], stand: Stands) -> str:
    if not name or len(name) > NAME_AT_MOST:
        return "load.name_missing" if not name else "load.too_long"
    return "load.name_twice" if names[name] > 1 else "load.name_stands" if name in stand.names else ""


def _fault_of_parent(row: RawEntry, codes: Counter[str], stand: Stands) -> str:
    """A sub-item 001… names its main item …00Y, nobody else names one."""
    is_part = _BASIC.fullmatch(row.code) is not None and row.code[9:] not in (
        item_code.UNDIVIDED,
        item_code.MAIN_OF_DIVIDED,
    )
    if is_part != bool(row.parent) or (is_part and row.parent != row.code[:9] + item_code.MAIN_OF_DIVIDED):
        return "load.parent_wrong"
    return "load.parent_unknown" if is_part and row.parent not in codes and row.parent not in stand.entries else ""


def _check_leaves(entries: Sequence[RawEntry], rows: Sequence[RawLeaf], stand: Stands) -> Iterator[RowFault]:
    codes = Counter(row.code for row in rows)
    known = {row.code for row in entries} | set(stand.entries)
    parents = {row.parent for row in entries if row.parent}
    for row in rows:
        fault = ""
        if not _LEAF.fullmatch(row.code):
            fault = "load.leaf_has_parts" if row.code[9:12] == item_code.MAIN_OF_DIVIDED else "load.code_malformed"
        elif row.code[:12] not in known:
            fault = "load.entry_unknown"
        elif row.code[:12] in parents:
            fault = "load.leaf_has_parts"
        elif codes[row.code] > 1 or row.code in stand.leaves:
            fault = "load.code_twice" if codes[row.code] > 1 else "load.code_stands"
        kind = "load.too_long" if len(row.kind) > KIND_AT_MOST else ""
        yield from _told(LEAVES, row.row, {"code": fault, "kind": kind}, row)


def _told(sheet: str, at: int, faults: Mapping[str, str], row: RawEntry | RawLeaf) -> Iterator[RowFault]:
    for column, code in faults.items():
        if code:
            yield RowFault(sheet, at, column, code, str(getattr(row, column))[:60])
