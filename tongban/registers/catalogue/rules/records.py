"""Item records from elsewhere: which body each belongs to, what is wrong with a row, and what is only odd.

A row is refused for what makes it unusable (no name, no code, an unknown type, a code that stands twice); a body's code
that fails its check, a body that cannot be read from the code, and a name that a body uses twice are told and kept.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import item_code

NAME_AT_MOST = 200
CODE_AT_MOST = 60
BODY_CODE_AT_MOST = 18


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One row as written. `line` is its place in the file, the head being line 1."""

    line: int
    department: str
    name: str
    region: str
    local_code: str
    item_type: str
    main_item: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a row makes us say: where, as a stable code, with the facts its sentence needs."""

    line: int
    column: str
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A row that can be kept. `body` is the code of the body it belongs to, `item_type` the two national digits."""

    line: int
    body: str
    department: str
    name: str
    region: str
    local_code: str
    item_type: str
    main_item: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Records, or the faults that keep all of them out; and the warnings."""

    records: Sequence[Record]
    faults: Sequence[Note]
    warnings: Sequence[Note]


def read_records(rows: Sequence[RawRecord], *, types: Iterable[str]) -> Reading:
    """What the rows say. A row whose code names no body goes to the body that most rows of its department name."""
    known = frozenset(types)
    bodies = [_read_body(row) for row in rows]
    faults = [fault for row in rows for fault in _list_faults(row, known)] + _list_doubles(rows)
    usual = _usual_bodies(rows, [code for code, _ in bodies])
    warnings = [warning for _, told in bodies for warning in told]
    records = []
    for row, (code, _) in zip(rows, bodies, strict=True):
        body = code or usual.get(row.department, "")
        if not body:
            faults.append(Note(row.line, "local_code", "records.body_unknown", {"department": row.department}))
        elif not code:
            warnings.append(Note(row.line, "local_code", "records.body_assumed", {"body": body}))
        records.append(_record(row, body))
    warnings += _list_same_names(records)
    return Reading([] if faults else records, faults, sorted(warnings, key=lambda note: (note.line, note.column)))


def name_bodies(records: Iterable[Record]) -> dict[str, str]:
    """Body code → name. A department that stands behind several codes keeps its bare name for the most used one."""
    counted = Counter((record.department, record.body) for record in records)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for (department, body), _ in sorted(counted.items(), key=lambda row: (-row[1], row[0])):
        if body not in names:
            names[body] = department if department not in taken else f"{department}（{body}）"
            taken.add(department)
    return names


def _record(row: RawRecord, body: str) -> Record:
    return Record(
        row.line, body, row.department, _clean(row.name), row.region, row.local_code.strip(), row.item_type.zfill(2),
        _clean(row.main_item),
    )  # fmt: skip


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _read_body(row: RawRecord) -> tuple[str, list[Note]]:
    """The body's code as the local code carries it, empty when it carries none; and what is odd about it."""
    try:
        code = item_code.parse_local(row.local_code)
    except Invalid:
        return "", []
    facts: dict[str, Any] = {"local_code": row.local_code[:CODE_AT_MOST]}
    if code.body is None or len(code.body.code) > BODY_CODE_AT_MOST:
        return "", [Note(row.line, "local_code", warning, facts) for warning in code.warnings]
    facts |= {"body": code.body.code, "length": len(code.body.code)}
    return code.body.code, [Note(row.line, "local_code", warning, facts) for warning in code.warnings]


def _usual_bodies(rows: Sequence[RawRecord], codes: Sequence[str]) -> dict[str, str]:
    counted = Counter((row.department, code) for row, code in zip(rows, codes, strict=True) if code)
    return {department: code for (department, code), _ in reversed(counted.most_common())}


def _list_faults(row: RawRecord, types: frozenset[str]) -> Iterable[Note]:
    name = _clean(row.name)
    if not 2 <= len(name) <= NAME_AT_MOST:
        yield Note(row.line, "name", "records.name_malformed", {"most": NAME_AT_MOST})
    if not 1 <= len(row.local_code.strip()) <= CODE_AT_MOST:
        yield Note(row.line, "local_code", "records.code_malformed", {"most": CODE_AT_MOST})
    if row.item_type.zfill(2) not in types:
        yield Note(row.line, "type_code", "records.type_unknown", {"value": row.item_type[:20]})
    if not row.department.strip():
        yield Note(row.line, "department", "records.department_missing", {})


def _list_doubles(rows: Sequence[RawRecord]) -> list[Note]:
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        code = row.local_code.strip()
        if code and code in first:
            told = {"value": code[:CODE_AT_MOST], "first": first[code]}
            faults.append(Note(row.line, "local_code", "records.code_twice", told))
        first.setdefault(code, row.line)
    return faults


def _list_same_names(records: Sequence[Record]) -> list[Note]:
    first: dict[tuple[str, str], int] = {}
    notes = []
    for record in records:
        key = (record.body, record.name)
        if key in first:
            notes.append(Note(record.line, "name", "records.name_twice", {"value": record.name, "first": first[key]}))
        first.setdefault(key, record.line)
    return notes
