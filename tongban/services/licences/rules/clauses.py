"""An approval (批文) as a letter: addressee, what was asked, the fields as numbered clauses, a closing. Pure.

It flows over as many pages as it takes; the last holds room for who signs, the date and the seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.foundation.documents.drawing import Mark, Text
from tongban.foundation.documents.lines import block_height, count_lines, measure
from tongban.services.licences.rules.facts_grid import MARKS, Fields, rough_widths

_NUMERALS = ("", *"一二三四五六七八九")
_INDENT = "\u3000\u3000"
_STOPS = ("。", "！", "？", "；")
_LEAST_LINES = 2
"""Fewer lines of a paragraph do not stand alone at a page's foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The column of text, in mm: from `y` on the first page, `later_y` on the others, down to `bottom`; above
    `last_bottom` on the page that is signed."""

    x: float
    width: float
    y: float
    later_y: float
    bottom: float
    last_bottom: float
    size: float = 5.2
    leading: float = 1.75
    addressee: str = "{holder_name}："
    opening: str = ""
    closing: str = ""

    def lines(self, top: float, bottom: float) -> int:
        """How many lines stand between the two."""
        return int((bottom - top - self.size) / (self.size * self.leading)) + 1


def lay(layout: Mapping[str, Any], fields: Fields, said: Mapping[str, str]) -> tuple[list[list[Mark]], float]:
    """The marks of each page, and how much higher than the layout says the last one may be signed."""
    letter = Letter(**layout["clauses"])
    waiting = _paragraphs(letter, fields, said)
    pages: list[list[str]] = []
    while waiting:
        top = letter.later_y if pages else letter.y
        fits = sum(_count(letter, part) for part in waiting) <= letter.lines(top, letter.last_bottom)
        page, waiting = (waiting, []) if fits else _filled(letter, waiting, letter.lines(top, letter.bottom))
        pages.append(page)
    tops = [letter.y, *[letter.later_y] * (len(pages) - 1)]
    count = sum(_count(letter, part) for part in pages[-1])
    end = tops[-1] + block_height(count, letter.size, letter.leading)
    return [[_drawn(letter, page, top)] for page, top in zip(pages, tops, strict=True)], letter.last_bottom - end


def _paragraphs(letter: Letter, fields: Fields, said: Mapping[str, str]) -> list[str]:
    clauses = [f"{_numeral(at)}、{label}：{value}" for at, (label, value) in enumerate(fields, start=1)]
    clauses = [clause if clause.endswith(_STOPS) else clause + "。" for clause in clauses]
    body = [
        letter.opening.format_map(said),
        *"\n".join(clauses).split("\n"),
        *letter.closing.format_map(said).split("\n"),
    ]
    return [letter.addressee.format_map(said), *(_INDENT + part for part in body if part)]


def _filled(letter: Letter, waiting: list[str], room: int) -> tuple[list[str], list[str]]:
    """As many whole paragraphs as the page holds, a part of the next when that is long, and what is left.

    One line at least goes on, so that no page is signed without text.
    """
    page: list[str] = []
    for at, part in enumerate(waiting):
        lines = _count(letter, part)
        if lines > room or at == len(waiting) - 1:
            begun, rest = _parted(letter, part, min(room, lines - 1))
            return [*page, *begun], [*rest, *waiting[at + 1 :]]
        page.append(part)
        room -= lines
    return page, []


def _parted(letter: Letter, part: str, lines: int) -> tuple[list[str], list[str]]:
    if lines < _LEAST_LINES:
        return [], [part]
    (paragraph,) = measure(part, rough_widths)
    end = paragraph.broken(letter.width / letter.size)[lines - 1][1]
    marks = [found.end() for found in MARKS.finditer(part, end - round(letter.width / letter.size), end)]
    end = marks[-1] if marks else end
    return [part[:end]], [part[end:]]


def _drawn(letter: Letter, page: list[str], y: float) -> Mark:
    return Text(
        x=letter.x,
        y=y,
        width=letter.width,
        text="\n".join(page),
        size=letter.size,
        leading=letter.leading,
        align="justify",
        height=letter.bottom - y,
    )


def _count(letter: Letter, part: str) -> int:
    return count_lines(measure(part, rough_widths), letter.width / letter.size)


def _numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十"}.get(tens, _NUMERALS[tens] + "十") + _NUMERALS[ones]
