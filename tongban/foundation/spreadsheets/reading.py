"""Tables out of files that somebody hands in: xlsx and csv, every cell as the text that stands in it.

Nothing is computed: a formula is read as its own text. Before a workbook is opened its cells' addresses are looked
at, because two cells at opposite corners would otherwise unfold into billions of empty ones.
"""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from tongban.foundation.files.recognition import recognise
from tongban.foundation.files.recognition.kinds import XLSX
from tongban.foundation.files.rules import check_kind, clean_name, megabytes
from tongban.foundation.spreadsheets.cells import column_letter, is_dangerous, parse_address
from tongban.foundation.spreadsheets.errors import refused
from tongban.foundation.spreadsheets.packages import Part, look_into

CSV_SHEET = ""
_SEPARATORS = ",\t;"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: bytes of the file, rows and columns of one sheet, and cells of it, the empty ones included."""

    file_bytes: int = 20_000_000
    rows: int = 50_000
    columns: int = 400
    cells: int = 6_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[0]` is its row 1. `formulas` and `merged` name cells ("B5", "A1:C1"). A csv has no name."""

    name: str
    rows: Sequence[Sequence[str]]
    formulas: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; `hidden` names the sheets that nobody sees, which are not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def read_table(content: bytes, *, name: str, limits: Limits = LIMITS) -> Table:
    """The visible sheets of the file.

    Raises Invalid at `file`: spreadsheet.… , and as any upload file.damaged, file.locked, file.disguised,
    file.expands_too_far, file.name_….
    """
    if not content:
        raise refused("spreadsheet.empty")
    if len(content) > limits.file_bytes:
        raise refused("spreadsheet.too_large", limit_mb=megabytes(limits.file_bytes))
    extension = clean_name(name).extension
    if extension == "csv":
        table = Table((_read_csv(content, limits),))
    elif extension == "xlsx":
        table = _read_workbook(content, limits)
    else:
        raise refused("spreadsheet.kind_not_allowed", named=extension or "—")
    if not any(sheet.rows for sheet in table.sheets):
        raise refused("spreadsheet.empty")
    return table


def _read_csv(content: bytes, limits: Limits) -> Sheet:
    text = _decode(content)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([_undefused(cell) for cell in row])
            _check_extent(len(rows), len(row), limits)
    except csv.Error as broken:
        raise refused("spreadsheet.unreadable") from broken
    return Sheet(CSV_SHEET, _without_tail(rows))


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n")
    raise refused("spreadsheet.not_text")


def _undefused(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and is_dangerous(cell[1:]) else cell


def _read_workbook(content: bytes, limits: Limits) -> Table:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        check_kind("xlsx", recognise(file), (XLSX,))
    parts = look_into(content)
    for part in parts.values():
        _check_extent(part.last_row, part.last_column, limits)
    try:
        return _read_sheets(content, parts)
    except (CalamineError, ValueError, OSError) as broken:
        raise refused("spreadsheet.unreadable") from broken
    except BaseException as broken:
        if type(broken).__name__ != "PanicException":  # the reader's way to say that it met something impossible
            raise
        raise refused("spreadsheet.unreadable") from broken


def _read_sheets(content: bytes, parts: dict[str, Part]) -> Table:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets, hidden = [], []
    for told in book.sheets_metadata:
        if told.visible != SheetVisibleEnum.Visible:
            hidden.append(told.name)
        elif told.name in parts:
            sheets.append(_read_sheet(book, told.name, parts[told.name]))
    return Table(tuple(sheets), tuple(hidden))


def _read_sheet(book: CalamineWorkbook, name: str, part: Part) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = list(_read_rows(sheet)) if part.last_row else []
    for address, formula in part.formulas.items():
        row, column = parse_address(address)
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = f"={formula}"
    merged = tuple(f"{_address(first)}:{_address(last)}" for first, last in sheet.merged_cell_ranges or ())
    return Sheet(name, _without_tail(rows), tuple(part.formulas), merged)


def _read_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Row by row, and equal texts only once: what stands in thousands of cells is mostly the same few texts."""
    before = [""] * (sheet.start[1] if sheet.start else 0)  # the reader leaves out the columns before the first filled
    known: dict[str, str] = {}
    for row in sheet.iter_rows():
        texts = (_text(cell) for cell in row)
        yield [*before, *(known.setdefault(text, text) for text in texts)]


def _address(place: tuple[int, int]) -> str:
    return f"{column_letter(place[1] + 1)}{place[0] + 1}"


def _check_extent(row: int, column: int, limits: Limits) -> None:
    if row > limits.rows or column > limits.columns or row * column > limits.cells:
        told = {"row": row, "column": column, "rows": limits.rows, "columns": limits.columns}
        raise refused("spreadsheet.too_many_rows", **told)


def _without_tail(rows: list[list[str]]) -> list[list[str]]:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell.replace("\r\n", "\n")
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return number_text(cell)
        case dt.datetime():
            return (cell.date() if cell.time() == dt.time() else cell).isoformat()
        case dt.date() | dt.time():
            return cell.isoformat()
    return str(cell)


def number_text(number: float | Decimal) -> str:
    """The number as people write it: 5.0 is "5", 0.5 is "0.5"."""
    return format(Decimal(str(number)).normalize(), "f")
