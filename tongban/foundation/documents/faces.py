"""How wide each character is in our fonts, and the few glyphs of them that a document carries with it."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import uharfbuzz
from django.conf import settings

from tongban.foundation.documents.fonts import FACES, can_draw, font_files
from tongban.foundation.documents.rules import drawable_text

_FILES = {("sans", False): 0, ("sans", True): 1, ("serif", False): 2, ("serif", True): 3}

_NEEDLESS = {int.from_bytes(tag, "big") for tag in (b"BASE", b"GPOS", b"GSUB", b"STAT", b"vhea", b"vmtx")}
"""Tables for setting text anew and downwards: every letter has its place already."""


@dataclass(frozen=True, slots=True, eq=False)
class FontFace:
    """One font file, kept open. `widths` are the advances met so far, in parts of the size."""

    family: str
    style: str
    is_serif: bool
    is_bold: bool
    face: uharfbuzz.Face
    font: uharfbuzz.Font
    widths: dict[str, float] = field(default_factory=dict)

    def advances(self, text: str) -> list[float]:
        """The advance of each character, which the font has."""
        widths = self.widths
        try:
            return [widths[letter] for letter in text]
        except KeyError:
            for letter in set(text) - widths.keys():
                widths[letter] = self._advance(letter)
        return [widths[letter] for letter in text]

    def subset(self, letters: set[str]) -> bytes:
        """A font of just these characters, which still finds them by their code points."""
        wanted = uharfbuzz.SubsetInput()
        wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(letter) for letter in letters})
        wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(_NEEDLESS)
        wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
        made = uharfbuzz.subset(self.face, wanted)
        return bytes(made.blob.data)

    def _advance(self, letter: str) -> float:
        glyph = self.font.get_nominal_glyph(ord(letter)) or 0
        return float(self.font.get_glyph_h_advance(glyph)) / self.face.upem


def font_face(name: str, bold: bool) -> FontFace:
    """The face of a family, "serif" or "sans". Raises Unavailable "document.fonts_missing"."""
    return _opened(settings.DOCUMENT_FONTS)[_FILES[name, bold]]


@cache
def _opened(folder: Path) -> tuple[FontFace, ...]:
    return tuple(_open(file, name) for file, name in zip(font_files(), FACES, strict=True))


def _open(file: Path, name: str) -> FontFace:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    is_serif, is_bold = "serif" in name, "Bold" in name
    family = "Noto Serif SC" if is_serif else "Noto Sans SC"
    return FontFace(family, "Bold" if is_bold else "Regular", is_serif, is_bold, face, uharfbuzz.Font(face))


_seen: set[str] = {"\n"}
"""Characters found to be drawn as they are; there are only so many."""


def shown_text(text: str) -> str:
    """As `drawable_text`; quick for characters met before."""
    if not _seen.issuperset(text):
        shown = drawable_text(text, can_draw)
        if shown != text:
            return shown
        _seen.update(text)
    return text
