"""A drawing with every line broken and every mark at its place: what both formats are written from."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zxingcpp

from tongban.foundation.documents.drawing import Box, Code, Drawing, Line, Page, Path, Picture, Text
from tongban.foundation.documents.faces import FontFace, font_face, shown_text
from tongban.foundation.documents.lines import SetLine, set_text

_PROVING, _MASK = 200, 3
"""An address so long carries its own proof. A signature is as even as noise, so that no mask makes a better pattern of
it than another, and weighing all eight takes six times as long as the code itself.
"""
_QUIET_ZONE, _DARK = 4, re.compile(rb"\x00+")
_ROUND = 0.5523  # how far the handles of a Bézier curve reach for a quarter of a circle


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The lines of one text, all of one size."""

    mark: Text
    face: FontFace
    lines: list[SetLine]

    def middle(self) -> tuple[float, float]:
        """The point that a turned text is turned about: the middle of its first line."""
        return self.mark.x + self.mark.width / 2, self.mark.y + self.lines[0].size / 2 if self.lines else self.mark.y


@dataclass(frozen=True, slots=True)
class PlacedCode:
    """A QR code as dark rows (x, y, width), in modules of `module` mm."""

    mark: Code
    module: float
    rows: tuple[tuple[int, int, int], ...]

    @property
    def modules(self) -> int:
        """How many modules wide it is."""
        return round(self.mark.size / self.module)


Placed = PlacedText | PlacedCode | Path | Picture


@dataclass(frozen=True, slots=True)
class PlacedPage:
    page: Page
    marks: list[Placed]


def place(drawing: Drawing) -> list[PlacedPage]:
    """The pages with their lines set. Raises Unavailable "document.fonts_missing"."""
    return [PlacedPage(page, [_placed(mark) for mark in page.marks]) for page in drawing.pages]


def _placed(mark: Text | Line | Box | Path | Picture | Code) -> Placed:
    match mark:
        case Text():
            face = font_face(mark.face, mark.bold)
            return PlacedText(mark, face, set_text(mark, shown_text(mark.text), face.advances))
        case Line():
            steps = f"M {mark.x1:g} {mark.y1:g} L {mark.x2:g} {mark.y2:g}"
            return Path(steps=steps, line=mark.width, colour=mark.colour)
        case Box():
            return Path(steps=_outline(mark), line=mark.line, colour=mark.colour, fill=mark.fill)
        case Code():
            size, rows = _dark_rows(mark.address)
            return PlacedCode(mark, mark.size / size, rows)
    return mark


def _outline(box: Box) -> str:
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    if not box.radius:
        return f"M {left:g} {top:g} L {right:g} {top:g} L {right:g} {bottom:g} L {left:g} {bottom:g} Z"
    r = box.radius
    near = r * (1 - _ROUND)
    return (
        f"M {left + r:g} {top:g} L {right - r:g} {top:g}"
        f" C {right - near:g} {top:g} {right:g} {top + near:g} {right:g} {top + r:g} L {right:g} {bottom - r:g}"
        f" C {right:g} {bottom - near:g} {right - near:g} {bottom:g} {right - r:g} {bottom:g} L {left + r:g} {bottom:g}"
        f" C {left + near:g} {bottom:g} {left:g} {bottom - near:g} {left:g} {bottom - r:g} L {left:g} {top + r:g}"
        f" C {left:g} {top + near:g} {left + near:g} {top:g} {left + r:g} {top:g} Z"
    )


@lru_cache(maxsize=8)
def _dark_rows(address: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """How many modules wide the code is with its quiet zone, and its dark runs. Both formats ask for the same one.

    Made by compiled code: an address that carries its own proof is long, and Python takes four times as long.
    """
    mask = {"dataMask": _MASK} if len(address) > _PROVING else {}
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **mask)
    drawn: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    picture, (modules, _) = bytes(memoryview(drawn)), drawn.shape
    rows = []
    for y in range(modules):
        first = y * modules
        spans = [run.span() for run in _DARK.finditer(picture, first, first + modules)]
        rows += [(start - first + _QUIET_ZONE, y + _QUIET_ZONE, end - start) for start, end in spans]
    return modules + 2 * _QUIET_ZONE, tuple(rows)
