"""Compiles the catalogues of `tongban/locale`. Needs Babel only, so it runs before there are settings or a database.

`python -m tongban.foundation.ui.translations` writes each `django.mo` that is older than its `django.po`.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Every catalogue under `folder` has an up-to-date .mo beside it; returns those written. Fuzzy entries stay out."""
    return [_compile(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    """Written beside and renamed, so that a process reading meanwhile sees the old or the new, never half."""
    with source.open("rb") as opened:
        catalogue = read_po(opened, locale=source.parts[-3])
    compiled, beside = source.with_suffix(".mo"), source.with_suffix(".mo.new")
    with beside.open("wb") as writing:
        write_mo(writing, catalogue)
    beside.replace(compiled)
    return compiled


if __name__ == "__main__":
    compile_stale()
