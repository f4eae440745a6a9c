"""The element table and its dictionaries, as the data files say."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tongban.registers.catalogue.rules.elements import ElementTable, parse_elements

FOLDER = Path(__file__).parents[1]
FILES = ("elements.json", "platform_elements.json")


@cache
def get_elements() -> ElementTable:
    """The 118 declared elements, and the platform's own beside them."""
    return parse_elements(*(json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in FILES))


@cache
def get_dictionaries() -> Mapping[str, Mapping[str, Any]]:
    """Each dictionary by name: code → `{"code", "zh", "en"}`, in the order of the file."""
    told = json.loads((FOLDER / "dictionaries.json").read_text(encoding="utf-8"))
    return {name: {row["code"]: row for row in rows} for name, rows in told.items()}
