"""Life events 人生事件: what happens to people and enterprises, and the national themes that belong to it.

No standard lists them; `life_events.json` is ours, and says so. An item belongs to an event by its themes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """`audience` is person or enterprise; `themes` are themes of that audience."""

    code: str
    zh: str
    en: str
    audience: str
    themes: tuple[str, ...]


@cache
def list_life_events() -> Mapping[str, LifeEvent]:
    """Every event by its code, in the order of a life."""
    path = Path(__file__).parents[1] / "life_events.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {row["code"]: LifeEvent(**row | {"themes": tuple(row["themes"])}) for row in rows}


def find_life_event(code: str) -> LifeEvent | None:
    return list_life_events().get(code)
