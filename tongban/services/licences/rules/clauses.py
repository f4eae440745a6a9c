"""An approval (批文) as a letter: addressee, what was asked, the fields as numbered clauses, a closing. Pure.

It flows over as many pages as it takes; the last holds room for who signs, the date and the seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tongban.foundation.documents.drawing import Mark, Text
from tongban.foundation.documents.lines import Paragraph, block_height, count_lines, measure
from tongban.services.licences.rules.facts_grid import MARKS, Fields, rough_widths

_NUMERALS: Final = ("", *"一二三四五六七八九")
_INDENT = "\u3000\u3000"
_STOPS = ("。", "！", "？", "；")
_STEP, _TRIES = 0.2, 4
"""Slightly smaller sizes are tried when they save a page."""
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

    @property
    def room(self) -> float:
        """How many sizes a line holds."""
        return self.width / self.size

    def lines(self, top: float, bottom: float) -> int:
        """How many lines stand between the two."""
        return int((bottom - top - self.size) / (self.size * self.leading)) + 1


def lay(layout: Mapping[str, Any], fields: Fields, said: Mapping[str, str]) -> tuple[list[list[Mark]], float]:
    """The marks of each page, and how much higher than the layout says the last one may be signed."""
    letter = Letter(**layout["clauses"])
    parts = measure("\n".join(_paragraphs(letter, fields, said)), rough_widths)
    tries = [replace(letter, size=letter.size - step * _STEP) for step in range(_TRIES)]
    letter, pages = min(((one, _paged(one, parts)) for one in tries), key=lambda tried: len(tried[1]))
    tops = [letter.y, *[letter.later_y] * (len(pages) - 1)]
    end = tops[-1] + block_height(count_lines(pages[-1], letter.room), letter.size, letter.leading)
    return [[_drawn(letter, page, top)] for page, top in zip(pages, tops, strict=True)], letter.last_bottom - end


def _paragraphs(letter: Letter, fields: Fields, said: Mapping[str, str]) -> list[str]:
    clauses = [f"{_numeral(at)}、{label}：{value}" for at, (label, value) in enumerate(fields, start=1)]
    clauses = [clause if clause.endswith(_STOPS) else clause + "。" for clause in clauses]
    body = "\n".join([letter.opening.format_map(said), *clauses, letter.closing.format_map(said)])
    return [letter.addressee.format_map(said), *(_INDENT + part for part in body.split("\n") if part)]


def _paged(letter: Letter, waiting: list[Paragraph]) -> list[list[Paragraph]]:
    pages: list[list[Paragraph]] = []
    while waiting:
        top = letter.later_y if pages else letter.y
        fits = count_lines(waiting, letter.room) <= letter.lines(top, letter.last_bottom)
        page, waiting = (waiting, []) if fits else _filled(letter, waiting, letter.lines(top, letter.bottom))
        pages.append(page)
    return pages


def _filled(letter: Letter, waiting: list[Paragraph], room: int) -> tuple[list[Paragraph], list[Paragraph]]:
    """As many whole paragraphs as the page holds, a part of the next when that is long, and what is left.

    One line at least goes on, so that no page is signed without text.
    """
    page: list[Paragraph] = []
    for at, part in enumerate(waiting):
        lines = len(part.broken(letter.room))
        if lines > room or at == len(waiting) - 1:
            begun, rest = _parted(letter, part, min(room, lines - 1))
            return [*page, *begun], [*rest, *waiting[at + 1 :]]
        page.append(part)
        room -= lines
    return page, []


def _parted(letter: Letter, part: Paragraph, lines: int) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraph up to the last mark before so many lines end, and the rest."""
    if lines < _LEAST_LINES:
        return [], [part]
    end = part.broken(letter.room)[lines - 1][1]
    marks = [found.end() for found in MARKS.finditer(part.text, end - round(letter.room), end)]
    end = marks[-1] if marks else end
    return measure(part.text[:end], rough_widths), measure(part.text[end:], rough_widths)


def _drawn(letter: Letter, page: list[Paragraph], y: float) -> Mark:
    return Text(
        x=letter.x,
        y=y,
        width=letter.width,
        text="\n".join(part.text for part in page),
        size=letter.size,
        leading=letter.leading,
        align="justify",
        height=letter.bottom - y,
    )


def _numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    beginning = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return f"{beginning}{_NUMERALS[ones]}"
