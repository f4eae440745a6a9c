"""Every refusal that the sources can raise is told in words of its own."""

import re
from pathlib import Path

from tongban.foundation.ui.words import has_words

PROJECT = Path(__file__).resolve().parents[2]
RAISED = re.compile(r"\b(?:NotFound|Gone|NotAllowed|Conflict|Invalid|Unavailable)\(\s*\"([a-z_]+(?:\.[a-z_]+)*)\"")


def codes_in(source: str) -> set[str]:
    return set(RAISED.findall(source))


def test_every_refusal_has_its_words() -> None:
    paths = [path for path in (PROJECT / "tongban").rglob("*.py") if "tests" not in path.parts]
    codes = set().union(*(codes_in(path.read_text()) for path in paths))
    assert len(codes) > 50
    told_by_kind = {code for code in codes if code.startswith("page.")}  # a page that is not there says just that
    assert sorted(code for code in codes - told_by_kind if not has_words(code)) == []


def test_a_refusal_is_seen() -> None:
    assert codes_in('raise Conflict("cases.closed", case=1)') == {"cases.closed"}
    assert codes_in('return NotFound(\n    "region.unknown",') == {"region.unknown"}
