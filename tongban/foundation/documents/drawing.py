"""A document as marks at places: what a drawn PDF and an OFD both show. Pure; all lengths in mm from the top left.

Whoever composes a drawing decides where things stand; how lines break and shrink is decided once, in `lines.py`, so
that both formats show the same lines at the same places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Face = Literal["serif", "sans"]
Align = Literal["left", "center", "right", "justify", "spread"]

BLACK = "#000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text in a column of `width`, wrapped by our own rules; `y` is the top of its first line.

    `size` is the height of a character, `leading` the distance of two lines as a multiple of it. With `height` the
    size shrinks until all lines stand within it: nothing is ever cut. `tracking` is added after every character.
    "justify" stretches all lines but the last of a paragraph, "spread" every one (labels of one width).
    `turn` turns the text about the middle of its first line, in degrees clockwise; turned text is an ornament (a
    watermark), which readers aloud skip.
    """

    x: float
    y: float
    width: float
    text: str
    size: float = 4.2
    face: Face = "serif"
    bold: bool = False
    align: Align = "left"
    colour: str = BLACK
    leading: float = 1.5
    height: float | None = None
    tracking: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line, `width` thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: str = BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: its edge `line` thick (0: none), its corners rounded by `radius`, filled when `fill` is a colour."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.2
    colour: str = BLACK
    fill: str | None = None
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A curve for ornaments. `steps` in absolute places of the page: "M x y", "L x y", "C x1 y1 x2 y2 x y", "Z".

    `line` 0 draws no edge. Overlapping parts of a filled path are filled once (non-zero rule).
    """

    steps: str
    line: float = 0.2
    colour: str = BLACK
    fill: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG stretched to the rectangle; `name` says what it shows, an empty one makes it an ornament."""

    x: float
    y: float
    width: float
    height: float
    png: bytes
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code that opens `address`, `size` wide with its quiet zone."""

    x: float
    y: float
    size: float
    address: str
    colour: str = BLACK


Mark = Text | Line | Box | Path | Picture | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Marks in the order they are painted and read."""

    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole document. `metadata` travels in the OFD as CustomDatas, in its order."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    pages: tuple[Page, ...]
    metadata: Mapping[str, str]
