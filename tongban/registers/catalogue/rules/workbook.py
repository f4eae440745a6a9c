"""The workbooks in which the catalogue goes out to editors and comes back: their sheets and columns.

There is one source: the element table. A base workbook holds leaves (common elements and proposals), a local one a
body's items (individual elements; what is common stands there to be read). The tables of a leaf — materials, steps,
legal bases, fees, questions — lie on sheets of their own, their rows keyed by the leaf's code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.registers.catalogue.rules.elements import TABLES, Element, ElementTable, Owning

ITEMS = "items"
SHEETS: Mapping[str, str] = {
    ITEMS: "事项",
    "materials": "材料",
    "steps": "环节",
    "laws": "依据",
    "fees": "收费",
    "questions": "常见问题",
}
"""Sheet → its name in the file."""

LEGEND = "说明"
NEW = "新"
"""How the code of a leaf begins that is only proposed: 新1, 新2 …"""


class Kind(StrEnum):
    """Which workbook: the base catalogue's leaves, or a body's items."""

    BASE = "base"
    LOCAL = "local"


ROWS_AT_MOST: Mapping[Kind, int] = {Kind.BASE: 5_000, Kind.LOCAL: 50_000}
"""Leaves or items that one import may hold."""


class Source(StrEnum):
    """Where a column's value stands: a fact of the record, its common content, or what is individual."""

    FACT = "fact"
    COMMON = "common"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `code` is the fact's, or the element's without its table and with `_en` where it is English."""

    code: str
    title: str
    source: Source
    element: Element | None = None
    edited: bool = False

    @property
    def english(self) -> bool:
        return self.element is not None and self.code.endswith("_en") and not self.element.code.endswith("_en")


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """One sheet: `code` as in `SHEETS`, columns in their order; the first is the key."""

    code: str
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        return SHEETS[self.code]


KEYS: Mapping[Kind, str] = {Kind.BASE: "业务办理项编码", Kind.LOCAL: "事项编码"}
STAMP = "stamp"
ROW_CODE = "code"
_FACTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.BASE: {"key": KEYS[Kind.BASE], "entry": "基本编码", "entry_name": "所属条目", STAMP: "数据版本（勿改）"},
    Kind.LOCAL: {
        "key": KEYS[Kind.LOCAL],
        "leaf": KEYS[Kind.BASE],
        "organisation": "实施主体编码",
        "organisation_name": "实施主体",
        "state": "事项状态",
        STAMP: "数据版本（勿改）",
    },
}
_TRANSLATED = ("text", "long")
_NOT_IN_CELLS = ("rows", "guidance", "form")


def build_format(kind: Kind, table: ElementTable) -> Mapping[str, SheetFormat]:
    """Every sheet of this workbook, in order."""
    formats = {ITEMS: SheetFormat(ITEMS, tuple(_item_columns(kind, table)))}
    return formats | {name: _rows_format(name, kind, table) for name in SHEETS if name in TABLES}


def find_kind(titles: frozenset[str]) -> Kind | None:
    """Which workbook has these headings on its first sheet."""
    if KEYS[Kind.LOCAL] in titles:
        return Kind.LOCAL
    return Kind.BASE if KEYS[Kind.BASE] in titles else None


def _item_columns(kind: Kind, table: ElementTable) -> list[Column]:
    facts = [Column(code, title, Source.FACT) for code, title in _FACTS[kind].items()]
    written = [e for e in table.everything if not e.table and not e.derived and e.type not in _NOT_IN_CELLS]
    common = [e for e in written if e.owning is Owning.COMMON]
    own = [e for e in written if e.owning is Owning.INDIVIDUAL]
    is_base = kind is Kind.BASE
    named = [_column(e, Source.COMMON, edited=is_base) for e in common if e.code == "name"]
    rest = [_column(e, Source.COMMON, edited=is_base) for e in common if e.code != "name"]
    single = [_column(e, Source.OWN, edited=True, before="建议：" if is_base else "") for e in own]
    columns = facts + named + (rest + single if is_base else single + rest)
    return columns + [_english(column) for column in columns if _is_translated(column)]


def _rows_format(name: str, kind: Kind, table: ElementTable) -> SheetFormat:
    edited = kind is Kind.BASE
    key = [Column("key", KEYS[Kind.BASE], Source.FACT), Column(ROW_CODE, "行编码", Source.FACT)]
    cells = [_column(element, Source.COMMON, edited=edited) for element in table.everything if element.table == name]
    return SheetFormat(name, (*key, *cells, *(_english(cell) for cell in cells if _is_translated(cell))))


def _column(element: Element, source: Source, *, edited: bool, before: str = "") -> Column:
    return Column(element.code.rpartition(".")[2], before + element.zh, source, element, edited)


def _is_translated(column: Column) -> bool:
    return column.element is not None and column.element.type in _TRANSLATED


def _english(column: Column) -> Column:
    return Column(f"{column.code}_en", f"{column.title}（英文）", column.source, column.element, column.edited)
