"""Where lines of Chinese and Latin text break, and how small they must be. Pure; the widths of characters are given.

Chinese breaks between any two characters, except that no line begins with a closing mark or ends with an opening one
(GB/T 15834); Latin words and numbers stay whole while a line holds them. Of two marks that meet, the blank half of one
is taken away, as printers do.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tongban.foundation.documents.drawing import Text

ASCENT = 0.88
"""The baseline below the top of a character, as a part of its height: CJK fonts' own."""

_OPENING = r"（《「『【〔〈〖“‘［｛(\[{"
_CLOSING = r"，。、；：？！）》」』】〕〉〗”’］｝·…—～％‰℃°〃々,.;:?!)\]}%\u0300-\u036f"
_WORD = r"!-~\u00a0-\u00b6\u00b8-\u052f\u1e00-\u1eff"  # Latin, Greek, Cyrillic; the middle dot of names is closing
_LONG = 25
"""A word of so many characters (an address, an identifier) may break anywhere."""

_UNIT = re.compile(
    rf"(?:(?P<long>[{_WORD}]{{{_LONG},}})|[{_OPENING}]*(?:[{_WORD}]*[{_WORD}](?<![(\[{{])|[^ ])?)[{_CLOSING}]*"
)
_BLANK_RIGHT = "，。、；：？！）》」』】〕〉〗”’］｝"
OPENING_MARKS = "（《「『【〔〈〖“‘［｛"
"""Marks whose left half is blank."""
_MEETING = re.compile(rf"[{_BLANK_RIGHT}](?=[{_BLANK_RIGHT}{OPENING_MARKS}])|[{OPENING_MARKS}](?=[{OPENING_MARKS}])")
_STEP = 0.05
"""Sizes are tried in steps of so many mm."""
_HAIR = 1e-6

Advances = Callable[[str], list[float]]
"""The width of each character of a text, in parts of its size."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line where it stands: `x` and `y` of its first character's origin on the baseline, in mm.

    `gap` mm follow every character besides its own advance (in parts of `size`); after the characters at `squeezed`
    half a size is taken away, which `advances` already tells.
    """

    text: str
    x: float
    y: float
    size: float
    gap: float
    advances: Sequence[float]
    squeezed: tuple[int, ...]

    def places(self) -> list[float]:
        """The x of each character's origin and of the end of the last."""
        steps = (advance * self.size + self.gap for advance in self.advances)
        return [round(place, 3) for place in accumulate(steps, initial=self.x)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph measured once, so that many sizes can be tried."""

    text: str
    advances: list[float]
    squeezed: list[int]
    sums: list[float]  # the width up to each character
    ends: list[int]  # where a line may end
    next_starts: list[int]  # where the next would begin
    end_sums: list[float]  # the width up to each of `ends`

    def broken(self, room: float) -> list[tuple[int, int]]:
        """First and last character of each line, when a line holds `room` sizes."""
        lines, start = [], 0
        while True:
            limit = self.sums[start] + room + _HAIR
            at = bisect_right(self.end_sums, limit) - 1
            if at < 0 or self.ends[at] <= start < len(self.text):  # not even one unit: it is split
                at_letter = max(bisect_right(self.sums, limit) - 1, start + 1)
                end = next_start = min(at_letter, len(self.text))
            else:
                end, next_start = self.ends[at], self.next_starts[at]
            lines.append((start, end))
            if next_start >= len(self.text):
                return lines
            start = next_start


def measure(text: str, advances: Advances, tracking: float = 0) -> list[Paragraph]:
    """The paragraphs of a text; `tracking` in parts of the size."""
    return [_measured(line.rstrip(" "), advances, tracking) for line in text.strip("\n").split("\n")]


def count_lines(paragraphs: Sequence[Paragraph], room: float) -> int:
    """How many lines they take where a line holds `room` sizes."""
    return sum(len(paragraph.broken(room)) for paragraph in paragraphs)


def block_height(lines: int, size: float, leading: float) -> float:
    """From the top of the first of so many lines to the foot of the last."""
    return size * (1 + (lines - 1) * leading)


def set_text(mark: Text, text: str, advances: Advances) -> list[SetLine]:
    """The lines of `text` in the place of `mark`, each with its size, smaller than asked where `height` wants it."""
    tracking = mark.tracking / mark.size
    paragraphs = measure(text, advances, tracking)
    size = mark.size if mark.height is None else _fitting_size(mark, paragraphs, mark.height)
    lines, y = [], mark.y + ASCENT * size
    for paragraph in paragraphs:
        broken = paragraph.broken(mark.width / size)
        for number, (start, end) in enumerate(broken, start=1):
            is_stretched = mark.align == "spread" or (mark.align == "justify" and number < len(broken))
            if end > start:
                lines.append(_placed(mark, paragraph, start, end, size, y, is_stretched))
            y += size * mark.leading
    return lines


def _measured(text: str, advances: Advances, tracking: float) -> Paragraph:
    widths = advances(text)
    squeezed = [found.start() for found in _MEETING.finditer(text) if widths[found.start()] == 1]
    for at in squeezed:
        widths[at] = 0.5
    sums = list(accumulate((width + tracking for width in widths), initial=0.0))
    ends, next_starts = _breaks(text)
    return Paragraph(text, widths, squeezed, sums, ends, next_starts, [sums[end] - tracking for end in ends])


def _breaks(text: str) -> tuple[list[int], list[int]]:
    ends: list[int] = []
    next_starts: list[int] = []
    at, length = 0, len(text)
    while at < length:
        unit = _UNIT.match(text, at)
        end = unit.end() if unit else at
        if unit and unit["long"]:
            ends += range(at + 1, unit.end("long"))
            next_starts += range(at + 1, unit.end("long"))
        after = end
        while after < length and text[after] == " ":
            after += 1
        ends.append(end)
        next_starts.append(after)
        at = after
    return (ends, next_starts) if ends else ([0], [0])


def _fitting_size(mark: Text, paragraphs: list[Paragraph], height: float) -> float:
    """The greatest size up to the mark's at which all lines stand within the height."""

    def fits(size: float) -> bool:
        return block_height(count_lines(paragraphs, mark.width / size), size, mark.leading) <= height + _HAIR

    if fits(mark.size):
        return mark.size
    steps = int(mark.size / _STEP)
    too_big = bisect_left(range(1, steps + 1), True, key=lambda step: not fits(step * _STEP))
    return max(too_big, 1) * _STEP


def _placed(
    mark: Text, paragraph: Paragraph, start: int, end: int, size: float, y: float, is_stretched: bool
) -> SetLine:
    tracking = mark.tracking * size / mark.size
    width = (paragraph.sums[end] - paragraph.sums[start]) * size - tracking
    room, count = mark.width - width, end - start
    gap = tracking + (room / (count - 1) if is_stretched and count > 1 and room > 0 else 0)
    shift = {"center": room / 2, "right": room}.get(
        mark.align, room / 2 if mark.align == "spread" and count == 1 else 0
    )
    squeezed = tuple(at - start for at in paragraph.squeezed if start <= at < end - 1)
    return SetLine(paragraph.text[start:end], mark.x + shift, y, size, gap, paragraph.advances[start:end], squeezed)
