"""typst, one document at a time in each process: a compiler cannot be shared, and two at work take twice the memory."""

import ctypes
import datetime as dt
import threading
from functools import cache
from pathlib import Path
from typing import cast

import typst

from tongban.foundation.documents.fonts import font_files

TEMPLATES = Path(__file__).parent / "templates"

_one_at_a_time = threading.Lock()
_REMEMBERED = 11
"""After so many compilations without use typst drops what it has computed."""


def typeset(template: str, input_json: str, *, made_at: dt.datetime) -> bytes:
    """The PDF of `templates/<template>.typ`, which reads `input_json`. Equal input gives equal bytes.

    PDF/A-2a for the archive (GB/T 23286), PDF/UA-1 for who listens to a document.
    """
    with _one_at_a_time:
        try:
            made = _compiler().compile(
                input=TEMPLATES / f"{template}.typ",
                sys_inputs={"input": input_json},
                format="pdf",
                timestamp=made_at.replace(tzinfo=dt.timezone(made_at.utcoffset() or dt.timedelta())),
                pdf_standards=["a-2a", "ua-1"],
            )
        finally:
            _forget()
    return cast(bytes, made)


@cache
def _compiler() -> typst.Compiler:
    """Reads the names of the fonts now and a face only when a document uses it."""
    folders = sorted({file.parent for file in font_files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def _forget() -> None:
    """Nothing of the document stays in memory: typst would keep it, for an editor that changes one letter.

    Telling it new inputs costs a millisecond, compiling nothing again next to nothing.
    """
    _compiler().compile(input=b"", sys_inputs={}, format="svg")
    for _ in range(_REMEMBERED):
        _compiler().compile(input=b"", format="svg")
    _give_back_memory()


def _give_back_memory() -> None:
    """Pages that the allocator holds free return to the system, where it can do so (glibc)."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
