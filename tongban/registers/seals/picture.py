"""What a seal looks like: round and red, 42 mm across, a five-pointed star, the body's name around it.

After the State Council's rules on seals (国发〔1999〕25号): a rim, the name from left to right on the upper arc, the
kind across below the star, the code on the lower arc. Long names are set narrower, then smaller, never cut.
"""

import struct
import zlib
from functools import cache, lru_cache
from math import cos, pi, radians, sin

from PIL import Image, ImageChops, ImageDraw, ImageFont

from tongban.foundation.documents.fonts import font_files

SIZE = 42
"""Across, in mm."""

_RED = (204, 14, 30)
_DOTS = 15  # dots per mm of the picture: 381 per inch
_FINER = 2  # drawn so many times larger first
_LEVELS = 16  # of transparency

_RIM = 1.2
_NAME_RADIUS = 18.4  # of the upper edges of the name's characters
_NAME_ARC = radians(252)
_NAME_HEIGHT, _LEAST_NAME_HEIGHT = 5.6, 3.0
_NARROWEST = 0.62
_STAR = 6.4
_KIND_Y, _KIND_WIDTH, _KIND_HEIGHT = 9.4, 17.0, 3.9
_CODE_RADIUS, _CODE_HEIGHT, _CODE_STEP = 17.5, 2.1, radians(4.9)


def draw_seal(name: str, kind_text: str, number: str) -> bytes:
    """A PNG of the seal with a transparent ground, 630 dots square, one red in 16 strengths; equal words, equal bytes.

    Raises Unavailable "document.fonts_missing".
    """
    strength = _rim_and_star().copy()
    _draw_name(strength, name)
    _draw_kind(strength, kind_text)
    _draw_code(strength, number)
    return _as_png(strength)


@cache
def _rim_and_star() -> Image.Image:
    """What all seals have in common, with soft edges."""
    side = SIZE * _DOTS
    strength = Image.new("L", (side * _FINER, side * _FINER))
    pen = ImageDraw.Draw(strength)
    pen.ellipse((_dots(0.2), _dots(0.2), _dots(SIZE - 0.2), _dots(SIZE - 0.2)), outline=255, width=round(_dots(_RIM)))
    radii = (_STAR, _STAR * sin(pi / 10) / sin(pi * 3 / 10))
    turns = [(radii[corner % 2], pi * corner / 5) for corner in range(10)]
    pen.polygon([(_dots(SIZE / 2 + r * sin(a)), _dots(SIZE / 2 - r * cos(a))) for r, a in turns], fill=255)
    return strength.resize((side, side), Image.Resampling.LANCZOS)


def _draw_name(strength: Image.Image, name: str) -> None:
    height = _NAME_HEIGHT
    while len(name) * _NARROWEST * height > _NAME_ARC * (_NAME_RADIUS - height / 2) and height > _LEAST_NAME_HEIGHT:
        height -= 0.1
    radius = _NAME_RADIUS - height / 2
    step = min(_NAME_ARC / max(len(name) - 1, 1), height * max(1.12, 2.4 - 0.1 * len(name)) / radius)
    width = min(height, step * radius * 0.94)
    for at, letter in enumerate(name):
        _stamp(strength, letter, width, height, (at - (len(name) - 1) / 2) * step, radius)


def _draw_kind(strength: Image.Image, kind_text: str) -> None:
    """On one line below the star, its characters narrowed to the room between the ends of the name."""
    step = min(_KIND_WIDTH / max(len(kind_text), 1), _KIND_HEIGHT * 1.1)
    for at, letter in enumerate(kind_text):
        x = (at - (len(kind_text) - 1) / 2) * step
        _paste(strength, _letter(letter, min(step * 0.95, _KIND_HEIGHT), _KIND_HEIGHT), x, _KIND_Y)


def _draw_code(strength: Image.Image, number: str) -> None:
    for at, letter in enumerate(number):
        angle = ((len(number) - 1) / 2 - at) * _CODE_STEP
        _stamp(strength, letter, _CODE_HEIGHT, _CODE_HEIGHT, pi + angle, _CODE_RADIUS, is_below=True)


def _stamp(
    strength: Image.Image,
    letter: str,
    width: float,
    height: float,
    angle: float,
    radius: float,
    *,
    is_below: bool = False,
) -> None:
    """The letter on the circle, `angle` clockwise from its top, its head outward (below: inward)."""
    turn = angle + pi if is_below else angle
    _paste(strength, _turned(letter, width, height, turn), radius * sin(angle), -radius * cos(angle))


@lru_cache(maxsize=512)
def _turned(letter: str, width: float, height: float, turn: float) -> Image.Image:
    """Many bodies of one place have half their names in common, and all codes their digits."""
    return _letter(letter, width, height).rotate(-turn * 180 / pi, Image.Resampling.BICUBIC, expand=True)


@lru_cache(maxsize=512)
def _letter(letter: str, width: float, height: float) -> Image.Image:
    """One character in a square of `height` mm, squeezed to `width`."""
    side = round(_dots(height))
    tile = Image.new("L", (side, side))
    ImageDraw.Draw(tile).text((side / 2, side * 0.88), letter, fill=255, font=_font(side), anchor="ms")
    return tile.resize((max(round(_dots(width)), 1), side), Image.Resampling.BICUBIC)


def _paste(strength: Image.Image, tile: Image.Image, x: float, y: float) -> None:
    """`x` and `y` in mm from the middle of the seal to that of the tile, which is finer than the seal."""
    left = round(_dots(SIZE / 2 + x) - tile.width / 2)
    top = round(_dots(SIZE / 2 + y) - tile.height / 2)
    grid = Image.new("L", (tile.width + 2 * _FINER, tile.height + 2 * _FINER))
    grid.paste(tile, (left % _FINER, top % _FINER))
    small = grid.reduce(_FINER)
    place = (left // _FINER, top // _FINER, left // _FINER + small.width, top // _FINER + small.height)
    strength.paste(ImageChops.lighter(strength.crop(place), small), place)


def _as_png(strength: Image.Image) -> bytes:
    """A PNG (ISO/IEC 15948) with four bits for each dot: how strong the one red is there."""
    width, height = strength.size
    levels = strength.point([round(value * (_LEVELS - 1) / 255) for value in range(256)]).tobytes()
    pairs = int.from_bytes(levels[::2]) << 4 | int.from_bytes(levels[1::2])
    dots = pairs.to_bytes(width * height // 2)
    rows = b"".join(b"\0" + dots[at : at + width // 2] for at in range(0, len(dots), width // 2))
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0),
        b"pHYs": struct.pack(">IIB", _DOTS * 1000, _DOTS * 1000, 1),
        b"PLTE": bytes(_RED * _LEVELS),
        b"tRNS": bytes(round(255 * level / (_LEVELS - 1)) for level in range(_LEVELS)),
        b"IDAT": zlib.compress(rows, 6),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, part) for kind, part in parts.items())


def _chunk(kind: bytes, part: bytes) -> bytes:
    return struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Serif SC Bold, the house's Song face."""
    return ImageFont.truetype(str(font_files()[-1]), size)


def _dots(length: float) -> float:
    return length * _DOTS * _FINER
