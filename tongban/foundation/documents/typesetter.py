"""typst: one compiler per thread (it cannot be shared), one set of fonts for all of them."""

import datetime as dt
import threading
from functools import cache
from pathlib import Path
from typing import cast

import typst

from tongban.foundation.documents.fonts import font_files

TEMPLATES = Path(__file__).parent / "templates"
_own = threading.local()


def typeset(template: str, input_json: str, *, made_at: dt.datetime) -> bytes:
    """The PDF of `templates/<template>.typ`, which reads `input_json`. Equal input gives equal bytes.

    PDF/A-2a for the archive (GB/T 23286), PDF/UA-1 for who listens to a document.
    """
    made = _compiler().compile(
        input=TEMPLATES / f"{template}.typ",
        sys_inputs={"input": input_json},
        format="pdf",
        timestamp=made_at.replace(tzinfo=dt.timezone(made_at.utcoffset() or dt.timedelta())),
        pdf_standards=["a-2a", "ua-1"],
    )
    return cast(bytes, made)


def _compiler() -> typst.Compiler:
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _own.compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    """Reads the names now and a face only when a document uses it."""
    folders = sorted({file.parent for file in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
