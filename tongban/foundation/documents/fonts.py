"""The font files documents are set in, and which characters they can draw.

Four faces of Noto (SIL Open Font License) as the front-end lock file names them; nothing of the machine's own fonts, so
that a document looks the same everywhere. Coverage is read from the fonts' own `cmap` tables (OpenType, format 12).
"""

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.foundation.documents import errors

FACES = (
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
)


def font_files() -> list[Path]:
    """The files of `FACES`. Raises Unavailable "document.fonts_missing"."""
    files = [settings.DOCUMENT_FONTS / face for face in FACES]
    for file in files:
        if not file.is_file():
            raise errors.fonts_missing(str(file))
    return files


def can_draw(letter: str) -> bool:
    """Whether each family has the character, so that it can stand in any document, in any weight."""
    return all(_covers(ranges, ord(letter)) for ranges in _coverage(settings.DOCUMENT_FONTS))


Ranges = tuple[list[int], list[int]]  # first and last code points, ascending


@cache
def _coverage(folder: Path) -> tuple[Ranges, ...]:
    return tuple(read_coverage(file) for file in font_files())


def _covers(ranges: Ranges, point: int) -> bool:
    firsts, lasts = ranges
    at = bisect_right(firsts, point) - 1
    return at >= 0 and point <= lasts[at]


def read_coverage(file: Path) -> Ranges:
    """The code points that a font maps to glyphs of its own. Raises ValueError when it has no table of format 12."""
    with file.open("rb") as font:
        (tables,) = struct.unpack(">4xH6x", font.read(12))
        directory = (struct.unpack(">4sLLL", font.read(16)) for _ in range(tables))
        offset, length = next((at, size) for tag, _, at, size in directory if tag == b"cmap")
        font.seek(offset)
        table = font.read(length)
    for at in range(struct.unpack_from(">H", table, 2)[0]):
        (start,) = struct.unpack_from(">L", table, 8 + 8 * at)
        if struct.unpack_from(">H", table, start)[0] == 12:
            (groups,) = struct.unpack_from(">L", table, start + 12)
            found = [struct.unpack_from(">LLL", table, start + 16 + 12 * at) for at in range(groups)]
            return [first for first, _, glyph in found if glyph], [last for _, last, glyph in found if glyph]
    raise ValueError(f"{file} has no cmap table of format 12.")
