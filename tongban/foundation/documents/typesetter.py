"""typst, one document at a time in each process: a compiler cannot be shared, and two at work take twice the memory."""

import ctypes
import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import typst

from tongban.foundation.documents.fonts import font_files

TEMPLATES = Path(__file__).parent / "templates"

_one_at_a_time = threading.Lock()
_MM_OF_POINT = 25.4 / 72
_REMEMBERED = 11
"""After so many compilations without use typst drops what it has computed."""
_MOST_KEPT = 1_000_000
"""Characters of input whose documents may stay in memory before all are forgotten: a dozen licences take 13 MB."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page: the first is 1; millimetres from its upper left corner."""

    page: int
    x: float
    y: float


def typeset(template: str, input_json: str, *, made_at: dt.datetime) -> tuple[bytes, Spot | None]:
    """The PDF of `templates/<template>.typ`, which reads `input_json`, and where it has room for a seal.

    Equal input gives equal bytes. PDF/A-2a for the archive (GB/T 23286), PDF/UA-1 for who listens to a document.
    """
    with _one_at_a_time, _soon_forgotten(len(input_json)):
        made = _compiler().compile(
            input=TEMPLATES / f"{template}.typ",
            sys_inputs={"input": input_json},
            format="pdf",
            timestamp=made_at.replace(tzinfo=dt.timezone(made_at.utcoffset() or dt.timedelta())),
            pdf_standards=["a-2a", "ua-1"],
        )
        spots = json.loads(_compiler().query("<seal>", field="value"))
    return cast(bytes, made), _spot(spots[0]) if spots else None


def _spot(position: dict[str, str | int]) -> Spot:
    """A position that a template noted as metadata under the label `seal`, in points."""
    across, down = (float(str(position[axis]).removesuffix("pt")) * _MM_OF_POINT for axis in ("x", "y"))
    return Spot(int(position["page"]), round(across, 2), round(down, 2))


@cache
def _compiler() -> typst.Compiler:
    """Reads the names of the fonts now and a face only when a document uses it."""
    folders = sorted({file.parent for file in font_files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


_kept = [0]


@contextmanager
def _soon_forgotten(size: int) -> Iterator[None]:
    """typst keeps what it computed, for an editor that changes one letter: a large document, or many, are dropped.

    Dropping each one would take a third of the time of a licence.
    """
    _kept[0] += size
    try:
        yield
    finally:
        if _kept[0] > _MOST_KEPT:
            _forget()
            _kept[0] = 0


def _forget() -> None:
    """Telling typst new inputs costs a millisecond, compiling nothing again next to nothing."""
    _compiler().compile(input=b"", sys_inputs={}, format="svg")
    for _ in range(_REMEMBERED):
        _compiler().compile(input=b"", format="svg")
    _give_back_memory()


def _give_back_memory() -> None:
    """Pages that the allocator holds free return to the system, where it can do so (glibc)."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
