"""Ordered rows of the editor, one mechanism for them all: rows of tables, sections and fields, questions and answers.

A button is named for the list it works on: `materials.add`, `guidance.questions.1.choices.0.up`. Pressing one changes
the document and says which row to show; nothing is stored.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROWS_AT_MOST = 200
_PRESSED = re.compile(r"([a-z][a-z_.0-9]{0,120})\.(?:(add)|([0-9]{1,3})\.(up|down|remove))")


@dataclass(frozen=True, slots=True)
class Press:
    """A button for rows: the list's path, what to do, the row it is done to (-1: none)."""

    path: str
    what: str
    at: int = -1


def read_press(pressed: str) -> Press | None:
    """What the button's value means; None where it is no button of ours."""
    told = _PRESSED.fullmatch(pressed)
    if told is None:
        return None
    path, adds, at, what = told.groups()
    return Press(path, "add") if adds else Press(path, what, int(at))


def change(document: Mapping[str, Any], press: Press, blank: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The document after the press, and the path of the row it concerned ("" where nothing was changed)."""
    changed = copy.deepcopy(dict(document))
    rows = find(changed, press.path, grow=press.what == "add")
    if rows is None or press.at >= len(rows):
        return changed, ""
    at = _apply(rows, press, blank)
    if "order" in blank or any(isinstance(row, dict) and "order" in row for row in rows):
        for number, row in enumerate(rows, 1):
            row["order"] = number
    return changed, f"{press.path}.{at}" if at >= 0 else press.path


def _apply(rows: list[Any], press: Press, blank: Mapping[str, Any]) -> int:
    """Where the row is afterwards; -1 when it is gone or the list is full."""
    match press.what:
        case "add" if len(rows) < ROWS_AT_MOST:
            rows.append(dict(blank))
            return len(rows) - 1
        case "remove":
            del rows[press.at]
            return -1
        case "up" | "down":
            to = press.at + (1 if press.what == "down" else -1)
            if 0 <= to < len(rows):
                rows.insert(to, rows.pop(press.at))
                return to
            return press.at
    return -1


def find(document: Any, path: str, *, grow: bool = False) -> list[Any] | None:
    """The list at the path; with `grow` a missing last one is made. None where the document has no such place."""
    here = document
    *steps, last = path.split(".")
    for step in steps:
        here = _inside(here, step)
    if isinstance(here, dict) and grow and here.get(last) is None:
        here[last] = []
    found = _inside(here, last)
    return found if isinstance(found, list) else None


def _inside(here: Any, step: str) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and step.isdecimal() and int(step) < len(here):
        return here[int(step)]
    return None


def list_of(value: Any, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows that stand under a name, with their places; what is no row is passed over."""
    rows = value.get(name) if isinstance(value, Mapping) else None
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping):
            yield at, row


def next_code(rows: Sequence[Any], letter: str) -> str:
    """A code that no row has: the letter and the next free number."""
    taken = {row.get("code") for row in rows if isinstance(row, Mapping)}
    return next(code for number in range(len(rows) + 1, ROWS_AT_MOST * 3) if (code := f"{letter}{number}") not in taken)
