"""Whether a picture can be read, as a hint to whoever hands it in: too small, dark, blank or blurred. Never a refusal.

Only what the door has taken in is looked at, reduced while it is decoded; what cannot be decoded gets no hint.
"""

from enum import StrEnum
from typing import BinaryIO

from PIL import Image, ImageFilter, ImageStat

PICTURES = frozenset(("image/jpeg", "image/png"))
LEAST_SIDE = 700
"""Pixels of the shorter side: A4 at about 85 dpi, below which small print is lost."""

_LOOKED_AT = 1000
_BLANK, _DARK, _SHARP = 6.0, 60.0, 90.0
_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


class Hint(StrEnum):
    """What may keep somebody from reading it."""

    SMALL = "small"
    BLANK = "blank"
    DARK = "dark"
    BLURRED = "blurred"


def list_hints(content: BinaryIO, media_type: str) -> list[Hint]:
    """In the order of `Hint`; empty for what is no picture and for what looks well. Reads the content to its end."""
    if media_type not in PICTURES:
        return []
    try:
        with Image.open(content, formats=("JPEG", "PNG")) as picture:
            shorter = min(picture.size)
            picture.draft("L", (_LOOKED_AT, _LOOKED_AT))
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return []
    grey.thumbnail((_LOOKED_AT, _LOOKED_AT))
    return [*([Hint.SMALL] if shorter < LEAST_SIDE else []), *_light(grey)]


def _light(grey: Image.Image) -> list[Hint]:
    """A blank sheet has no sharpness to miss, and a dark one is told first."""
    whole = ImageStat.Stat(grey)
    if whole.stddev[0] < _BLANK:
        return [Hint.BLANK]
    if whole.mean[0] < _DARK:
        return [Hint.DARK]
    edges = ImageStat.Stat(grey.filter(_EDGES).crop((1, 1, grey.width - 1, grey.height - 1)))
    return [Hint.BLURRED] if edges.var[0] < _SHARP else []
