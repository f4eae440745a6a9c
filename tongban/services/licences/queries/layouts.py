"""The layouts that a type can name: one file each in `layouts/`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "layouts"


@cache
def list_layouts() -> Mapping[str, Mapping[str, Any]]:
    """Every layout by its name, sorted."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def get_layout(name: str) -> Mapping[str, Any]:
    """Raises KeyError for a name that no type can have."""
    return list_layouts()[name]
