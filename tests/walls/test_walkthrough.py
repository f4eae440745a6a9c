"""A stranger follows one case through `docs/walkthrough.md`: every place that it names is there."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/walkthrough.md"
LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")


def test_every_place_of_the_walkthrough_is_there():
    links = LINK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(links) > 20
    missing = [
        f"{words} → {target}"
        for words, target in links
        if not _has(PAGE.parent / target, words.partition(" · ")[2].strip())
    ]
    assert missing == []


def _has(file: Path, name: str) -> bool:
    """The file, and in it the function or table of that name where one is named."""
    return file.is_file() and (not name or bool(re.search(rf"^(def )?{name}\b", file.read_text(), re.MULTILINE)))
