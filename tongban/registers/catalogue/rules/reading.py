"""A workbook as its headings and rows: titles matched in any order, rows found by their key.

What does not fit is told by sheet, row and column; no cell is understood yet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tongban.registers.catalogue.rules.elements import ElementTable
from tongban.registers.catalogue.rules.workbook import (
    ITEMS,
    KEYS,
    LEGEND,
    ROWS_AT_MOST,
    SHEETS,
    Kind,
    SheetFormat,
    build_format,
    find_kind,
)


class Sheet(Protocol):
    """A sheet as it was read; `rows[0]` is its row 1. A csv has no name and counts as the first sheet."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...
    @property
    def formulas(self) -> Sequence[str]: ...
    @property
    def merged(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a file: sheet, row and column ("" and 0 where it is the file's or the sheet's own)."""

    sheet: str
    row: int
    column: str
    title: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is filled: its number in the sheet and its cells by column code."""

    number: int
    key: str
    cells: Mapping[str, str]

    @property
    def leaf(self) -> str:
        """By which its rows on other sheets are found."""
        return self.cells.get("leaf", self.key).strip()


class RowCells(Mapping[str, str]):
    """The filled cells of one row by column code, read off the row where it stands: nothing is copied."""

    __slots__ = ("_places", "_written")

    def __init__(self, places: Mapping[str, int], written: Sequence[str]) -> None:
        self._places, self._written = places, written

    def __getitem__(self, code: str) -> str:
        place = self._places[code]
        text = self._written[place] if place < len(self._written) else ""
        if not text.strip():
            raise KeyError(code)
        return text

    def __iter__(self) -> Iterator[str]:
        return (code for code in self._places if code in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet whose headings are understood; `letters` tells where each column stands."""

    format: SheetFormat
    name: str
    letters: Mapping[str, str]
    rows: tuple[Row, ...]
    _by_key: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False)

    def rows_of(self, key: str) -> Sequence[Row]:
        """The rows of this leaf, in their order."""
        if not self._by_key:
            for row in self.rows:
                self._by_key.setdefault(row.key, []).append(row)
        return self._by_key.get(key, ())

    def fault(self, row: int, column: str, code: str, **facts: Any) -> CellFault:
        title = next((each.title for each in self.format.columns if each.code == column), column)
        return CellFault(self.name, row, self.letters.get(column, ""), title, code, facts)


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook understood as far as it could be: `faults` keep it out, `notes` are only told."""

    kind: Kind | None
    sheets: Mapping[str, ReadSheet]
    faults: tuple[CellFault, ...]
    notes: tuple[CellFault, ...]

    @property
    def has_too_many(self) -> bool:
        """More rows than one import may hold: then none is looked at."""
        return self.kind is not None and ITEMS in self.sheets and len(self.sheets[ITEMS].rows) > ROWS_AT_MOST[self.kind]


def read_sheets(sheets: Iterable[Sheet], table: ElementTable) -> Reading:
    """Headings matched by their titles, in any order; rows by their key."""
    listed = [sheet for sheet in sheets if sheet.name != LEGEND]
    first = next((sheet for sheet in listed if sheet.name in ("", SHEETS[ITEMS])), None)
    if first is None:
        return Reading(None, {}, (CellFault(SHEETS[ITEMS], 0, "", "", "workbook.sheet_missing"),), ())
    titles = frozenset(title.strip() for title in (first.rows[0] if first.rows else ()))
    kind = find_kind(titles)
    if kind is None:
        told = {"base": KEYS[Kind.BASE], "local": KEYS[Kind.LOCAL]}
        return Reading(None, {}, (CellFault(SHEETS[ITEMS], 1, "", "", "workbook.key_column_missing", told),), ())
    return _read_all(listed, kind, build_format(kind, table))


def _read_all(sheets: Sequence[Sheet], kind: Kind, formats: Mapping[str, SheetFormat]) -> Reading:
    by_name = {form.name: form for form in formats.values()} | {"": formats[ITEMS]}
    read: dict[str, ReadSheet] = {}
    faults: list[CellFault] = []
    notes: list[CellFault] = []
    for sheet in sheets:
        if sheet.name not in by_name:
            faults.append(CellFault(sheet.name, 0, "", "", "workbook.sheet_unknown"))
            continue
        form = by_name[sheet.name]
        letters, wrong = _read_head(sheet, form)
        faults += wrong
        notes += [CellFault(form.name, 0, cell, "", "workbook.formula_is_text") for cell in sheet.formulas]
        if form.columns[0].code in letters:
            read[form.code] = ReadSheet(form, form.name, letters, tuple(_read_rows(sheet, letters)))
    for found in read.values():
        faults += _check_keys(found, kind)
    faults += _list_strays(read)
    return Reading(kind, read, tuple(faults), tuple(notes))


def column_letter(column: int) -> str:
    """1 is "A", 27 is "AA"."""
    column, rest = divmod(column - 1, 26)
    return (column_letter(column) if column else "") + chr(65 + rest)


def _read_head(sheet: Sheet, form: SheetFormat) -> tuple[dict[str, str], list[CellFault]]:
    known = {column.title: column.code for column in form.columns}
    letters: dict[str, str] = {}
    faults = [CellFault(form.name, 0, span, "", "workbook.merged", {"span": span}) for span in sheet.merged]
    for at, written in enumerate(sheet.rows[0] if sheet.rows else (), 1):
        title, letter = written.strip(), column_letter(at)
        code = known.get(title)
        if not title:
            if any(at <= len(row) and row[at - 1].strip() for row in sheet.rows[1:]):
                faults.append(CellFault(form.name, 1, letter, "", "workbook.heading_missing"))
        elif code is None:
            faults.append(CellFault(form.name, 1, letter, title[:40], "workbook.column_unknown"))
        elif code in letters:
            faults.append(CellFault(form.name, 1, letter, title, "workbook.column_twice", {"first": letters[code]}))
        else:
            letters[code] = letter
    if form.columns[0].code not in letters:
        faults.append(CellFault(form.name, 1, "", form.columns[0].title, "workbook.column_missing"))
    return letters, faults


def _read_rows(sheet: Sheet, letters: Mapping[str, str]) -> Iterator[Row]:
    places = {letter: at for at, letter in enumerate(map(column_letter, range(1, len(sheet.rows[0]) + 1)))}
    at = {code: places[letter] for code, letter in letters.items()}
    for number, cells in enumerate(sheet.rows[1:], 2):
        told = RowCells(at, cells)
        if any(told):
            yield Row(number, told.get("key", "").strip(), told)


def _check_keys(sheet: ReadSheet, kind: Kind) -> Iterator[CellFault]:
    first: dict[str, int] = {}
    for row in sheet.rows:
        if not row.key:
            yield sheet.fault(row.number, "key", "workbook.key_missing")
        elif sheet.format.code == ITEMS:
            if row.key in first:
                yield sheet.fault(row.number, "key", "workbook.code_twice", value=row.key[:60], first=first[row.key])
            first.setdefault(row.key, row.number)
    most = ROWS_AT_MOST[kind]
    if sheet.format.code == ITEMS and len(sheet.rows) > most:
        yield sheet.fault(0, "key", "workbook.too_many", most=most)


def _list_strays(sheets: Mapping[str, ReadSheet]) -> Iterator[CellFault]:
    """Rows of a table whose leaf is not in the file."""
    if ITEMS not in sheets:
        return
    items = sheets[ITEMS]
    column = "leaf" if "leaf" in items.letters else "key"
    known = {row.cells.get(column, "").strip() for row in items.rows}
    for sheet in sheets.values():
        if sheet.format.code == ITEMS:
            continue
        for row in sheet.rows:
            if row.key and row.key not in known:
                yield sheet.fault(row.number, "key", "workbook.stray_row", value=row.key[:60])
