"""Leaves and items onto the sheets of a workbook, row by row."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.spreadsheets import writing
from tongban.foundation.spreadsheets.writing import BookWriter, write_csv
from tongban.registers.catalogue.models import Workbook
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.standing import Asked, iterate
from tongban.registers.catalogue.rules.cells import NO, YES
from tongban.registers.catalogue.rules.elements import TABLES
from tongban.registers.catalogue.rules.intake import Standing
from tongban.registers.catalogue.rules.workbook import (
    ITEMS,
    LEGEND,
    NEW,
    ROWS_AT_MOST,
    STAMP,
    Column,
    Kind,
    SheetFormat,
    build_format,
)

WORDS_SHEET = writing.WORDS_SHEET
TOLD_EVERY = 500
_WIDTHS = {"long": 48, "text": 26, "texts": 26, "url": 26, "choices": 22, "choice": 16, "number": 11, "flag": 9}
_FACT_WIDTHS = {"key": 36, "entry": 15, "organisation": 22, "organisation_name": 22, "leaf": 17, STAMP: 16, "code": 9}


def write_book(
    file: BinaryIO,
    kind: Kind,
    asked: Asked | None,
    *,
    by: Actor,
    now: dt.datetime,
    tell: Callable[[int], object] = lambda done: None,
) -> int:
    """A whole workbook in `file`; without `asked` an empty one to fill in. How many leaves or items it holds."""
    formats = build_format(kind, get_elements())
    book = BookWriter(file)
    for form in formats.values():
        frozen = 7 if kind is Kind.LOCAL and form.code == ITEMS else 1
        book.add_sheet(form.name, [_column(column) for column in form.columns], frozen_columns=frozen)
    rows = 0
    if asked is not None:
        rows = _write_rows(book, formats, iterate(kind, asked, actor=by, at=now), tell)
    book.add_notes(LEGEND, _legend(kind), (26, 90))
    book.close()
    return rows


def list_csv(kind: Kind, asked: Asked, *, by: Actor, now: dt.datetime) -> Iterator[bytes]:
    """The first sheet as csv, line by line."""
    form, dictionaries = build_format(kind, get_elements())[ITEMS], get_dictionaries()
    rows = (
        [held.shown(column, dictionaries) for column in form.columns] for held in iterate(kind, asked, actor=by, at=now)
    )
    return write_csv([column.title for column in form.columns], rows)


def parse_asked(row: Workbook) -> tuple[Asked, Actor]:
    """What was asked, and by whom with the rights of that moment."""
    told = dict(row.asked)
    grants = tuple(Grant(**grant) for grant in told.pop("grants"))
    return Asked(**{name: told[name] for name in Asked.__slots__}), Actor(row.started_by, told["role"], grants=grants)


def _write_rows(
    book: BookWriter, formats: Mapping[str, SheetFormat], rows: Iterator[Standing], tell: Callable[[int], object]
) -> int:
    """A leaf's tables are written once, with the first of its items."""
    dictionaries, items = get_dictionaries(), formats[ITEMS]
    written: set[str] = set()
    count = 0
    for count, held in enumerate(rows, 1):
        book.add_row(items.name, [held.shown(column, dictionaries) for column in items.columns])
        leaf = held.facts.get("leaf", held.key)
        if leaf and leaf not in written:
            written.add(leaf)
            for table in TABLES:
                for row in held.table_rows(formats[table], dictionaries):
                    book.add_row(formats[table].name, [leaf, *row])
        if count % TOLD_EVERY == 0:
            tell(count)
    return count


def _column(column: Column) -> writing.Column:
    if column.element is None:
        return writing.Column(column.title, _FACT_WIDTHS.get(column.code, 14), edited=False)
    return writing.Column(
        column.title, _WIDTHS.get(column.element.type, 18), column.edited, _choices(column) if column.edited else ()
    )


def _choices(column: Column) -> tuple[str, ...]:
    element = column.element
    if element is None or column.english:
        return ()
    if element.type == "flag":
        return (YES, NO)
    if element.type == "choice":
        return tuple(str(row["zh"]) for row in get_dictionaries()[element.dictionary].values())
    return ()


def _legend(kind: Kind) -> list[tuple[str, str]]:
    told = [
        ("通用", f"标题可以换次序，不能改字。一次最多 {ROWS_AT_MOST[kind]} 行。公式按文字读，隐藏的工作表不读。"),
        ("编码和数据版本", "用来对应系统里的记录，请不要改。导出之后别人改过的，导入时会拒绝。"),
        ("灰色的列", "只供查看。" if kind is Kind.BASE else "只供查看。共性要素由主管部门统一设定，改了不会导入。"),
        ("是或否", "填“是”或“否”。"),
        ("可以填几个的", "用顿号（、）隔开；内容里本来有顿号的，一行一个。"),
    ]
    if kind is Kind.BASE:
        told += [
            ("导入之后", "每一项成为一项“变更”的调整草稿，经审核批准后生效。"),
            ("新增业务办理项", f"编码填“{NEW}1”“{NEW}2”等，并填已有的基本编码。"),
            ("材料等表", "删去一行就是去掉一行。“行编码”留着原来的，新加的行空着。"),
        ]
    else:
        told.append(
            (
                "个性要素",
                "没有自己填的，显示的是建议值或本机构的办理地点；改过的才成为本事项自己的内容，清空就回到建议值。",
            )
        )
    dictionaries = get_dictionaries()
    form = build_format(kind, get_elements())[ITEMS]
    for column in form.columns:
        if column.element is not None and column.element.dictionary and column.edited:
            words = "、".join(str(row["zh"]) for row in dictionaries[column.element.dictionary].values())
            told.append((column.title, words))
    return told
