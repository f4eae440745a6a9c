"""The fields of a licence in its area: short ones side by side, long ones over the whole width, all as big as fits.

Whatever type it is, nobody places its fields by hand. Sizes are found with rough widths of characters, a little wider
than any font's, so that nothing shrinks further when it is set. Pure.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tongban.foundation.documents.drawing import Box, Line, Mark, Text
from tongban.foundation.documents.lines import ASCENT, Paragraph, block_height, count_lines, measure

Fields = Sequence[tuple[str, str]]
_STEP = 0.1
_SHORT_LINES = 2
"""A value that takes more lines in half the width gets the whole."""
_LEAST_SHORT = 0.8
_NARROW = {" ": 0.28, "i": 0.34, "l": 0.34, "t": 0.42, "r": 0.46, ".": 0.3, ",": 0.3, ":": 0.32, "-": 0.4, "1": 0.58}
_WIDE = frozenset("mwMW@%")
_NEARLY = 0.86
"""Long values this much smaller than short ones still look alike."""
_JUST, _WIDER = 1.13, 1.25
_ABOVE = 0.4
"""How much of the room left over stands above the fields."""
_FEW, _LARGER, _DEEPEST = 4, 1.25, 0.22
MARKS = re.compile("[。；，、;]")
_NEAR = 60
_LEAST_LINES = 2
CONTINUES = "……（续见第 {page} 页）"
_AGAIN = "（续）"


def rough_widths(text: str) -> list[float]:
    """How wide characters may be, in parts of their size."""
    return [
        1.0 if letter >= "\u2000" else _NARROW.get(letter) or (0.95 if letter in _WIDE else 0.66) for letter in text
    ]


def rough_width(text: str) -> float:
    return sum(rough_widths(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where the fields go and how they look; `smallest` is the least readable size of a long value."""

    x: float
    y: float
    width: float
    height: float
    columns: int = 2
    gutter: float = 10.0
    label_width: float = 28.0
    size: float = 4.4
    smallest: float = 2.5
    leading: float = 1.4
    spacing: float = 0.8  # between rows, in parts of the size
    loosest: float = 1.1  # how much more room between rows there may be, in parts of the size
    style: str = "open"  # open, ruled, table
    ink: str = "#1a1a1a"
    label_colour: str = "#1a1a1a"
    rule_colour: str = "#c9c2b4"
    fill: str = "#f6f3ec"
    label_face: Literal["serif", "sans"] = "serif"
    has_bold_labels: bool = True
    gap: float = 3.0  # between label and value

    @property
    def column(self) -> float:
        return (self.width - self.gutter * (self.columns - 1)) / self.columns

    def room(self, is_wide: bool) -> float:
        """How wide a value may be."""
        return (self.width if is_wide else self.column) - self.label_width - 3 * self.padding

    @property
    def padding(self) -> float:
        return 1.8 if self.style == "table" else 0.0


@dataclass(slots=True, eq=False)
class _Cell:
    label: str
    value: str
    measured: list[Paragraph] = field(init=False)

    def __post_init__(self) -> None:
        self.measured = measure(self.value, rough_widths)

    def lines(self, room: float, size: float) -> int:
        """A value that only just needs a second line is set a little smaller on one."""
        count = count_lines(self.measured, room / size)
        return 1 if count == 2 and count_lines(self.measured, room / size * _JUST) == 1 else count


@dataclass(frozen=True, slots=True)
class _Row:
    """One or two cells side by side, or one over the whole width."""

    cells: tuple[_Cell, ...]
    is_wide: bool
    is_long: bool = False

    def height(self, area: Area, size: float) -> float:
        values = (cell.lines(area.room(self.is_wide), size) for cell in self.cells)
        labels = (_label_lines(area, cell.label, size) for cell in self.cells)
        return block_height(max(*values, *labels), size, area.leading)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What was found to fit: the sizes of short and of long values, and what is left over for room between rows."""

    short: float
    long: float
    spare: float


def lay(layout: Mapping[str, Any], fields: Fields) -> list[list[Mark]]:
    """The marks of each page's fields. What the first page does not hold in a readable size flows to the next, and then
    nothing has to be as small as it may be."""
    area = _with_room_for_labels(_for_few(Area(**layout["facts"]), fields), fields)
    shorts, longs = _rows(area, fields)
    pages: list[list[Mark]] = []
    while not (sizes := _fit(area, shorts, longs)):
        short = area.size * _LEAST_SHORT
        least = _Sizes(short, max(area.smallest, short * _NEARLY), 0)
        here, shorts, longs = _divided(area, shorts, longs, least, next_page=len(pages) + 2)
        pages.append(_draw(area, here, least))
        area = replace(area, **layout["later_facts"])
    sizes = replace(sizes, spare=0) if pages else sizes
    return [*pages, _draw(area, [*shorts, *longs], sizes)]


def _for_few(area: Area, fields: Fields) -> Area:
    """Up to four short fields stand below each other, larger and in the middle, so that the sheet is not empty."""
    size, label_width = area.size * _LARGER, area.label_width * _LARGER
    widest = max((rough_width(value) * size for _, value in fields), default=0)
    free = area.width - label_width - 3 * area.padding - widest
    if len(fields) > _FEW or free < 0:
        return area
    indent = min(free / 2, area.width * _DEEPEST) if area.style == "open" else 0.0
    return replace(
        area, x=area.x + indent, width=area.width - indent, columns=1, size=size, label_width=label_width, loosest=1.5
    )


def _with_room_for_labels(area: Area, fields: Fields) -> Area:
    """Longer labels get a wider column, up to a quarter more."""
    wanted = max((rough_width(label) * area.size for label, _ in fields), default=0) + area.gap
    return replace(area, label_width=min(max(wanted, area.label_width), area.label_width * _WIDER))


def _rows(area: Area, fields: Fields) -> tuple[list[_Row], list[_Row]]:
    """Short fields in pairs, those that need the whole width for a line or two, and apart the long ones."""
    cells = [_Cell(label, value) for label, value in fields]
    paired = [cell for cell in cells if area.columns > 1 and cell.lines(area.room(False), area.size) <= _SHORT_LINES]
    pairs = [_Row(tuple(paired[at : at + 2]), False) for at in range(0, len(paired), 2)]
    wide = [cell for cell in cells if cell not in paired]
    long = [cell for cell in wide if cell.lines(area.room(True), area.size) > _SHORT_LINES]
    shorts = [*pairs, *(_Row((cell,), True) for cell in wide if cell not in long)]
    return shorts, [_Row((cell,), True, True) for cell in long]


def _fit(area: Area, shorts: list[_Row], longs: list[_Row]) -> _Sizes | None:
    """The greatest sizes at which all stands within the area; None when long values would become unreadable."""
    steps = round(area.size * (1 - _LEAST_SHORT) / _STEP)
    for step in range(steps + 1):
        short = area.size - step * _STEP
        room = area.height - _height(area, shorts, short, short)
        long = _greatest(area, longs, short, room)
        if long and (long >= _NEARLY * short or step == steps):
            return _Sizes(short, long, room - _height(area, longs, long, short))
    return None


def _greatest(area: Area, longs: list[_Row], short: float, room: float) -> float | None:
    """The greatest size of long values, by halving: bigger ones never take less room."""
    sizes = [short - _STEP * step for step in range(int((short - area.smallest) / _STEP) + 1)] or [area.smallest]
    at = bisect_left(sizes, True, key=lambda size: _height(area, longs, size, short) <= room)
    return sizes[at] if at < len(sizes) else None


def _height(area: Area, rows: list[_Row], size: float, label_size: float) -> float:
    return sum(row.height(area, size) + _space(area, label_size) for row in rows)


def _space(area: Area, size: float) -> float:
    return 2 * area.padding if area.style == "table" else size * area.spacing


def _label_lines(area: Area, label: str, size: float) -> int:
    """A label that would have to shrink by more than a fifth takes two lines."""
    return 1 if rough_width(label) * size * 0.8 <= area.label_width - area.gap else 2


def _divided(
    area: Area, shorts: list[_Row], longs: list[_Row], least: _Sizes, *, next_page: int
) -> tuple[list[_Row], list[_Row], list[_Row]]:
    """The rows this page holds, then the short and the long ones left. A long value is cut where the area ends."""
    room, waiting = area.height, [*shorts, *longs]
    here: list[_Row] = []
    while waiting:
        row = waiting[0]
        size = least.long if row.is_long else least.short
        needed = row.height(area, size) + _space(area, least.short)
        if needed > room and (here or row.is_long):
            break
        here.append(waiting.pop(0))
        room -= needed
    if waiting and waiting[0].is_long and (parts := _cut(area, waiting[0].cells[0], room, least, next_page)):
        here, waiting = [*here, parts[0]], [parts[1], *waiting[1:]]
    return here, [row for row in waiting if not row.is_long], [row for row in waiting if row.is_long]


def _cut(area: Area, cell: _Cell, room: float, least: _Sizes, next_page: int) -> tuple[_Row, _Row] | None:
    """The value up to the last mark that fits, and the rest; None when nearly nothing fits."""
    lines = int(((room - _space(area, least.short)) / least.long - 1) / area.leading)  # one less: it says it goes on
    if lines < _LEAST_LINES:
        return None
    (paragraph, *_) = measure(cell.value.replace("\n", ""), rough_widths)
    broken = paragraph.broken(area.room(True) / least.long)
    end = broken[min(lines, len(broken)) - 1][1]
    marks = [found.end() for found in MARKS.finditer(paragraph.text, max(end - _NEAR, 0), end)]
    end = marks[-1] if marks else end
    begun = _Cell(cell.label, paragraph.text[:end] + CONTINUES.format(page=next_page))
    label = cell.label if cell.label.endswith(_AGAIN) else cell.label + _AGAIN
    return _Row((begun,), True, True), _Row((_Cell(label, paragraph.text[end:]),), True, True)


def _draw(area: Area, rows: list[_Row], sizes: _Sizes) -> list[Mark]:
    extra = min(sizes.spare / len(rows), sizes.short * area.loosest) if rows else 0.0
    fills: list[Mark] = []
    marks: list[Mark] = []
    y = area.y + (sizes.spare - extra * len(rows)) * _ABOVE
    for number, row in enumerate(rows):
        size = sizes.long if row.is_long else sizes.short
        height = row.height(area, size)
        pitch = height + _space(area, sizes.short) + extra
        top = y + (pitch - height) / 2 if area.style == "table" else y
        fills += _fills(area, row, y, pitch)
        marks += _rules(area, row, y, pitch, is_first=number == 0)
        for at, cell in enumerate(row.cells):
            marks += _cell(area, row, cell, area.x + at * (area.column + area.gutter), top, height, size, sizes.short)
        y += pitch
    return [*fills, *marks]


def _fills(area: Area, row: _Row, y: float, pitch: float) -> list[Mark]:
    if area.style != "table":
        return []
    xs = [area.x + at * area.column for at in range(len(row.cells))]
    width = area.label_width + area.padding
    return [Box(x=x, y=y, width=width, height=pitch, line=0, fill=area.fill) for x in xs]


def _rules(area: Area, row: _Row, y: float, pitch: float, *, is_first: bool) -> list[Mark]:
    left, right, colour = area.x, area.x + area.width, area.rule_colour
    if area.style == "ruled":
        at = y + pitch - _space(area, area.size) / 2
        return [Line(x1=left, y1=at, x2=right, y2=at, width=0.12, colour=colour)]
    if area.style != "table":
        return []
    sides = [left, *(left + at * area.column for at in range(1, len(row.cells))), right]
    tops = [y, y + pitch] if is_first else [y + pitch]
    upright = [Line(x1=x, y1=y, x2=x, y2=y + pitch, width=0.15, colour=colour) for x in sides]
    return [*upright, *(Line(x1=left, y1=at, x2=right, y2=at, width=0.15, colour=colour) for at in tops)]


def _cell(
    area: Area, row: _Row, cell: _Cell, x: float, y: float, height: float, size: float, label_size: float
) -> list[Mark]:
    """Label and value on one baseline, whatever their sizes."""
    is_spread = len(cell.label) > 1 and cell.label[0] >= "\u2000"
    is_one_line = _label_lines(area, cell.label, label_size) == 1
    narrowed = (area.label_width - area.gap) / max(rough_width(cell.label), 1)
    shown = min(label_size, narrowed) if is_one_line else label_size
    label = Text(
        x=x + area.padding,
        y=y + ASCENT * (size - shown) if is_one_line else y,
        width=area.label_width - area.gap,
        text=cell.label if is_one_line else cell.label.replace("（", "\n（", 1),
        size=shown,
        face=area.label_face,
        bold=area.has_bold_labels,
        colour=area.label_colour,
        align="spread" if is_spread and is_one_line else "left",
        leading=1.25,
        height=shown if is_one_line else max(height, label_size * 2.25),
    )
    room = area.room(row.is_wide)
    lines = cell.lines(room, size)
    fitting = min(size, room / max(rough_width(cell.value), 1)) if lines == 1 else size
    value = Text(
        x=x + area.label_width + 2 * area.padding,
        y=y + ASCENT * (size - fitting),
        width=room,
        text=cell.value,
        size=fitting,
        colour=area.ink,
        leading=area.leading,
        height=fitting if lines == 1 else height,
        align="justify" if lines > _SHORT_LINES else "left",
    )
    return [label, value]
