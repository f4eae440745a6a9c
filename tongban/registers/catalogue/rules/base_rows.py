"""Rows of a base catalogue as a table holds them: two sheets, entries and handling items, their columns by title."""

from collections.abc import Iterator, Mapping, Sequence

from tongban.registers.catalogue.rules.loading import ENTRIES, LEAVES, RawEntry, RawLeaf, RowFault

ROWS_AT_MOST = 10_000
SHEETS: Mapping[str, str] = {ENTRIES: "条目", LEAVES: "业务办理项"}
"""Sheet → its name in the file."""
TITLES: Mapping[str, Mapping[str, str]] = {
    ENTRIES: {
        "code": "编码", "name": "名称", "name_en": "英文名称", "levels": "行使层级", "parent": "主项编码",
        "owner": "主管部门编码",
    },
    LEAVES: {"code": "编码", "kind": "情形", "kind_en": "英文情形", "heat": "热度"},
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {ENTRIES: ("code", "name", "levels"), LEAVES: ("code",)}

Cells = Sequence[Sequence[str]]
Read = tuple[list[RawEntry], list[RawLeaf], list[RowFault]]


def read_sheets(sheets: Mapping[str, Cells]) -> Read:
    """The rows of both sheets, numbered as in the file, and what keeps them from being read.

    That is a missing column, too many rows, a heat that is no number. Rows without a word are passed over.
    """
    faults: list[RowFault] = []
    told = {sheet: list(_rows(sheet, sheets.get(name, ()), faults)) for sheet, name in SHEETS.items()}
    if not told[ENTRIES] and not told[LEAVES] and not faults:
        faults.append(RowFault(ENTRIES, 1, "code", "load.nothing_there", ""))
    entries = [RawEntry(row, **texts) for row, texts in told[ENTRIES]]
    leaves = [_leaf(row, texts, faults) for row, texts in told[LEAVES]]
    return entries, leaves, faults


def _rows(sheet: str, cells: Cells, faults: list[RowFault]) -> Iterator[tuple[int, dict[str, str]]]:
    if not cells:
        return
    places = _places(sheet, cells[0])
    missing = [column for column in REQUIRED[sheet] if column not in places]
    faults += [RowFault(sheet, 1, column, "load.column_missing", TITLES[sheet][column]) for column in missing]
    if len(cells) > ROWS_AT_MOST:
        faults.append(RowFault(sheet, ROWS_AT_MOST, "code", "load.too_many_rows", str(len(cells) - 1)))
    if missing or len(cells) > ROWS_AT_MOST:
        return
    for number, row in enumerate(cells[1:], 2):
        texts = {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}
        if any(texts.values()):
            yield number, texts


def _places(sheet: str, head: Sequence[str]) -> dict[str, int]:
    """Column → where it stands; the first of two with one title."""
    titles = {title: column for column, title in TITLES[sheet].items()}
    found: dict[str, int] = {}
    for at, title in enumerate(head):
        if (column := titles.get(title.strip())) is not None:
            found.setdefault(column, at)
    return found


def _leaf(row: int, texts: dict[str, str], faults: list[RowFault]) -> RawLeaf:
    heat = texts.pop("heat", "") or "0"
    if not (heat.isascii() and heat.isdecimal() and len(heat) < 7):
        faults.append(RowFault(LEAVES, row, "heat", "load.heat_unreadable", heat[:60]))
        heat = "0"
    return RawLeaf(row, **texts, heat=int(heat))
