"""What differs between two contents: a change to apply, and a comparison to read, down to the rows of a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.registers.catalogue.rules.content import Content, is_filled
from tongban.registers.catalogue.rules.elements import TABLES


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row, before and after."""

    column: str
    before: Any
    after: Any

    @property
    def same(self) -> bool:
        return bool(self.before == self.after)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that stands in one of two tables or in both; `mark` is added, removed, changed or same."""

    key: str
    title: str
    mark: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One element, before and after; `rows` where it is a table."""

    code: str
    before: Any
    after: Any
    rows: tuple[Row, ...] = ()

    @property
    def same(self) -> bool:
        return bool(self.before == self.after)


def find_changes(before: Content, after: Content) -> dict[str, Any]:
    """What must be laid over `before` to get `after`: None takes an element away."""
    told = {code: after.get(code) if is_filled(after.get(code)) else None for code in {**before, **after}}
    return {code: value for code, value in told.items() if value != before.get(code)}


def apply_changes(before: Content, changes: Content) -> dict[str, Any]:
    """`before` with the changes laid over it."""
    merged = {**before, **changes}
    return {code: value for code, value in merged.items() if value is not None}


def compare(before: Content, after: Content, codes: Iterable[str]) -> list[Difference]:
    """Each of these elements that one of the two says, those that differ first, else in the order of `codes`."""
    found = [
        Difference(code, before.get(code), after.get(code), _compare_rows(code, before.get(code), after.get(code)))
        for code in codes
        if is_filled(before.get(code)) or is_filled(after.get(code))
    ]
    return sorted(found, key=lambda difference: difference.same)


def _compare_rows(code: str, before: Any, after: Any) -> tuple[Row, ...]:
    if code not in TABLES:
        return ()
    old, new = _by_key(before or ()), _by_key(after or ())
    return tuple(_compare_row(key, old.get(key, {}), new.get(key, {})) for key in {**new, **old})


def _by_key(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Rows by their stable code, else by their name, else by their place; of two alike the second goes by place."""
    told: dict[str, Mapping[str, Any]] = {}
    for at, row in enumerate(rows, 1):
        key = str(row.get("code") or row.get("name") or row.get("question") or at)
        told[f"{key} ({at})" if key in told else key] = row
    return told


def _compare_row(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
    cells = tuple(Cell(column, before.get(column), after.get(column)) for column in {**after, **before})
    mark = "added" if not before else "removed" if not after else "same" if before == after else "changed"
    said = after or before
    return Row(key, str(said.get("name") or said.get("question") or key), mark, cells)
