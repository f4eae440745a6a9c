"""What somebody's workbook changes, row by row.

A cell that stands as it was written out changes nothing, whatever a rounding or a separator would make of it; so a
workbook that nobody touched changes nothing. What does not fit is told by sheet, row and column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.registers.catalogue.rules.cells import CellError, as_read, is_same, read_cell, write_cell
from tongban.registers.catalogue.rules.content import Content, Dictionaries, is_filled, lay
from tongban.registers.catalogue.rules.elements import TABLES
from tongban.registers.catalogue.rules.reading import CellFault, ReadSheet, Row
from tongban.registers.catalogue.rules.workbook import ITEMS, ROW_CODE, SHEETS, STAMP, Column, SheetFormat, Source


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalogue holds of one leaf or item. `own` lies over `inherited`; `facts` fill the columns of facts."""

    key: str
    facts: Mapping[str, str]
    common: Content
    inherited: Content
    own: Content
    laid: Content = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "laid", lay(self.inherited, self.own))

    def shown(self, column: Column, dictionaries: Dictionaries) -> Any:
        """What stands in this column of its row."""
        match column.source:
            case Source.FACT:
                return self.facts.get(column.code, "")
            case Source.COMMON:
                return write_cell(column, self.common.get(column.code), dictionaries)
        return write_cell(column, self.laid.get(column.code), dictionaries)

    def table_rows(self, sheet: SheetFormat, dictionaries: Dictionaries) -> list[list[Any]]:
        """What stands on a sheet of rows, without the key."""
        return [_table_row(row, sheet, dictionaries) for row in self.common.get(sheet.code) or ()]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that changes, as people read it."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one row changes: the contents afterwards, and the cells that differ."""

    key: str
    leaf: str
    row: int
    common: Content
    own: Content
    cells: tuple[Cell, ...]


def find_change(
    row: Row, standing: Standing, sheets: Mapping[str, ReadSheet], dictionaries: Dictionaries
) -> tuple[Change | None, list[CellFault]]:
    """What the row and its rows on other sheets change, or nothing; and the cells that cannot be read."""
    items = sheets[ITEMS]
    common, own = dict(standing.common), dict(standing.own)
    cells: list[Cell] = []
    faults: list[CellFault] = []
    for column in items.format.columns:
        if column.code not in items.letters or column.source is Source.FACT:
            continue
        written, text = standing.shown(column, dictionaries), row.cells.get(column.code, "")
        if is_same(text, written) or (not text and not row.cells.get(STAMP)):
            continue
        into = common if column.source is Source.COMMON else own
        faults += _lay_cell(column, text, into, dictionaries, items, row)
        if column.edited:
            cells.append(Cell(column.title, as_read(written), text))
    for table in (name for name in TABLES if name in sheets):
        _lay_table(sheets[table], row, standing, dictionaries, common, cells, faults)
    changed = cells and (common != standing.common or own != standing.own)
    change = Change(row.key, row.leaf, row.number, common, own, tuple(cells)) if changed or faults else None
    return change, faults


def _lay_cell(
    column: Column, text: str, into: dict[str, Any], dictionaries: Dictionaries, sheet: ReadSheet, row: Row
) -> list[CellFault]:
    """The cell's value laid into the content. Emptied it is taken away; what is only to be read must stay as it is."""
    if not column.edited:
        return [sheet.fault(row.number, column.code, "content.not_individual")] if text else []
    if not text:
        into.pop(column.code, None)
        return []
    try:
        into[column.code] = read_cell(column, text, dictionaries)
    except CellError as problem:
        return [sheet.fault(row.number, column.code, problem.code, **problem.facts)]
    return []


def _lay_table(
    sheet: ReadSheet,
    row: Row,
    standing: Standing,
    dictionaries: Dictionaries,
    common: dict[str, Any],
    cells: list[Cell],
    faults: list[CellFault],
) -> None:
    rows = sheet.rows_of(row.leaf)
    columns = [each for each in sheet.format.columns if each.code in sheet.letters and each.code != "key"]
    stands = standing.common.get(sheet.format.code) or []
    written = [[_cell_of(old, column, dictionaries) for column in columns] for old in stands]
    told = [[each.cells.get(column.code, "") for column in columns] for each in rows]
    same = len(told) == len(written) and all(
        is_same(text, cell) for new, old in zip(told, written, strict=True) for text, cell in zip(new, old, strict=True)
    )
    if same or (not rows and not row.cells.get(STAMP)):
        return
    if not columns[-1].edited:
        place = next((at for at, pair in enumerate(zip(told, written, strict=False)) if _differs(*pair)), len(written))
        number = rows[place].number if place < len(rows) else 0
        faults.append(sheet.fault(number, "", "content.not_individual"))
        return
    made = _make_rows(sheet, rows, stands, columns, dictionaries, faults)
    if made:
        common[sheet.format.code] = made
    else:
        common.pop(sheet.format.code, None)
    cells.append(Cell(sheet.name, _summary(stands, sheet), _summary(made, sheet)))


def _differs(told: Sequence[str], written: Sequence[Any]) -> bool:
    return any(not is_same(text, cell) for text, cell in zip(told, written, strict=True))


def _make_rows(
    sheet: ReadSheet,
    rows: Sequence[Row],
    stands: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    dictionaries: Dictionaries,
    faults: list[CellFault],
) -> list[dict[str, Any]]:
    """The rows afterwards. One that stood keeps what no column shows: its condition, how a step is drawn."""
    by_code = {str(old[ROW_CODE]): old for old in stands if old.get(ROW_CODE)}
    first = columns[1].code if len(columns) > 1 else ROW_CODE
    by_name = {str(old.get(first)): old for old in stands if not old.get(ROW_CODE)}
    made: list[dict[str, Any]] = []
    for row in rows:
        code = row.cells.get(ROW_CODE, "").strip()
        if code and any(each.get(ROW_CODE) == code for each in made):
            faults.append(sheet.fault(row.number, ROW_CODE, "workbook.row_code_twice", value=code[:40]))
        old = by_code.get(code) if code else by_name.get(row.cells.get(first, "").strip())
        new = dict(old or ({ROW_CODE: code} if code else {}))
        for column in columns:
            if column.code != ROW_CODE:
                faults += _lay_row_cell(sheet, row, column, old or {}, new, dictionaries)
        made.append(new)
    return _with_codes(made, sheet.format.code, bool(by_code))


def _lay_row_cell(
    sheet: ReadSheet, row: Row, column: Column, old: Mapping[str, Any], new: dict[str, Any], dictionaries: Dictionaries
) -> list[CellFault]:
    text = row.cells.get(column.code, "")
    if is_same(text, _cell_of(old, column, dictionaries)):
        return []
    return _lay_cell(column, text, new, dictionaries, sheet, row)


def _with_codes(rows: list[dict[str, Any]], table: str, coded: bool) -> list[dict[str, Any]]:
    """New materials and steps get a code that no other row has: conditions and cases name rows by it."""
    if not coded and table not in ("materials", "steps"):
        return rows
    taken = {row.get(ROW_CODE) for row in rows}
    number = 0
    for row in rows:
        while not row.get(ROW_CODE):
            number += 1
            if (code := f"{table[0]}{number}") not in taken:
                row[ROW_CODE] = code
                taken.add(code)
    return rows


def _cell_of(row: Mapping[str, Any], column: Column, dictionaries: Dictionaries) -> Any:
    if column.code == ROW_CODE:
        return str(row.get(ROW_CODE) or "")
    return write_cell(column, row.get(column.code), dictionaries)


def _table_row(row: Mapping[str, Any], sheet: SheetFormat, dictionaries: Dictionaries) -> list[Any]:
    return [_cell_of(row, column, dictionaries) for column in sheet.columns if column.code != "key"]


def _summary(rows: Sequence[Mapping[str, Any]], sheet: ReadSheet) -> str:
    """The names of the rows."""
    first = sheet.format.columns[2].code
    return "、".join(str(row.get(first, "")) for row in rows if is_filled(row.get(first)))


def locate(
    where: str, change: Change, sheets: Mapping[str, ReadSheet], code: str, facts: Mapping[str, Any]
) -> CellFault:
    """The cell that a fault of the content speaks of (`promised_limit`, `materials[2].name`)."""
    table, _, column = where.partition(".")
    name, _, at = table.rstrip("]").partition("[")
    items = sheets[ITEMS]
    if name not in TABLES:
        return items.fault(change.row, name, code, **facts)
    rows = sheets[name].rows_of(change.leaf) if name in sheets else ()
    if at.isdigit() and int(at) <= len(rows):
        return sheets[name].fault(rows[int(at) - 1].number, column, code, **facts)
    return CellFault(items.name, change.row, "", SHEETS[name], code, facts)
