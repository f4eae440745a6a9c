"""Two realistic forms, and a small one in which every way to hide a field occurs."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


FOOD: dict[str, Any] = read("food_licence")
COMPANY: dict[str, Any] = read("company")
