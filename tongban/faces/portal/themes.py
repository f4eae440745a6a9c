"""The national themes by which citizens and enterprises look for items, in the order of the national dictionary."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

PERSONAL, CORPORATE = "personal", "corporate"
_FILE = Path(__file__).with_name("themes.json")


class Theme(NamedTuple):
    zh: str
    en: str


@cache
def list_themes(audience: str) -> tuple[Theme, ...]:
    """The themes of `PERSONAL` or `CORPORATE`."""
    return tuple(Theme(*names) for names in json.loads(_FILE.read_text(encoding="utf-8"))[audience])
