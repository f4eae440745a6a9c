"""Tables into files that people open: xlsx in constant memory, csv. No text in them is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tongban.foundation.spreadsheets.cells import column_letter, is_dangerous

Value = str | int | float | Decimal | None
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_000
"""A cell takes 32,767 characters; what is longer is cut by `fit`."""

_WORDS_SHEET = "字典"
_CUT = "…"
_ROWS_WITH_CHOICES = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, width in characters, whether people fill it in, and the words it can be chosen from."""

    title: str
    width: int = 16
    edited: bool = True
    choices: tuple[str, ...] = ()


def fit(text: str) -> str:
    """The text as long as a cell can hold."""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + _CUT


class BookWriter:
    """A workbook that is written row by row; rows of different sheets may come in turn. Closed, the file is whole."""

    def __init__(self, file: BinaryIO) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(file, options)
        self._heads = {edited: self._head(edited) for edited in (True, False)}
        body = {"valign": "top", "text_wrap": True, "font_size": 10}
        self._edited = self._book.add_format(body)
        self._shown = self._book.add_format(body | {"font_color": "#6B7280", "bg_color": "#F3F4F6"})
        self._quoted = self._book.add_format(body | {"quote_prefix": True})
        self._sheets: dict[str, tuple[Worksheet, Sequence[Column]]] = {}
        self._next: dict[str, int] = {}
        self._words: dict[tuple[str, ...], int] = {}

    def add_sheet(self, name: str, columns: Sequence[Column], *, frozen_columns: int = 0) -> None:
        """The sheet stands with its head, frozen; what follows comes by `add_row`."""
        sheet = self._book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.title, self._heads[column.edited])
            if column.choices:
                self._offer(sheet, at, column.choices)
        sheet.freeze_panes(1, frozen_columns)
        sheet.autofilter(0, 0, 0, max(0, len(columns) - 1))
        self._sheets[name], self._next[name] = (sheet, columns), 1

    def add_row(self, name: str, values: Sequence[Value]) -> None:
        """One row more; None and "" leave a cell empty, numbers stand as numbers, a text as a text whatever it says."""
        sheet, columns = self._sheets[name]
        row = self._next[name]
        for at, value in enumerate(values):
            if value is None or value == "":
                continue
            form = self._edited if columns[at].edited else self._shown
            if isinstance(value, str):
                sheet.write_string(row, at, fit(value), self._quoted if is_dangerous(value) else form)
            else:
                sheet.write_number(row, at, float(value), form)
        self._next[name] = row + 1

    def add_notes(self, name: str, rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A sheet to read, without head."""
        sheet = self._book.add_worksheet(name)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        for row, texts in enumerate(rows):
            for at, text in enumerate(texts):
                sheet.write_string(row, at, fit(text), self._edited)

    def close(self) -> None:
        """The file is whole."""
        if self._words:
            words = self._book.add_worksheet(_WORDS_SHEET)
            words.hide()
            longest = max(len(choices) for choices in self._words)
            for row in range(longest):
                for choices, at in self._words.items():
                    if row < len(choices):
                        words.write_string(row, at, choices[row])
        self._book.close()

    def _head(self, edited: bool) -> Format:
        colour = "#1F4E9E" if edited else "#6B7280"
        return self._book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "text_wrap": True, "valign": "vcenter"}
        )

    def _offer(self, sheet: Worksheet, at: int, choices: tuple[str, ...]) -> None:
        place = self._words.setdefault(choices, len(self._words))
        letter = column_letter(place + 1)
        source = f"='{_WORDS_SHEET}'!${letter}$1:${letter}${len(choices)}"
        sheet.data_validation(1, at, _ROWS_WITH_CHOICES, at, {"validate": "list", "source": source})


WORDS_SHEET = _WORDS_SHEET
"""The hidden sheet that choices come from."""


def write_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The table line by line in UTF-8 with its mark; dangerous texts begin with an apostrophe."""
    yield b"\xef\xbb\xbf" + _line(head)
    for row in rows:
        yield _line(row)


def _line(values: Sequence[Value]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_defused(value) for value in values])
    return line.getvalue().encode()


def _defused(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if is_dangerous(value) else value
    return format(Decimal(str(value)).normalize(), "f")
