"""The element table: the 118 elements that a guide has, who fills each, and of what type its value is (五级118同).

The seeds name the number and no list: `elements.json` is this project's declaration, built on the national exchange
tables (C0109) and kept as data. A value is common (共性: the owner of the leaf sets it once for everybody) or
individual (个性: each body fills it). Derived elements are computed from the record and never written.

What this platform has to know beside the 118, it declares in the same way in `platform_elements.json`: edited, checked
and shown like the others, and compared with nobody else's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TABLES = ("materials", "fees", "questions", "steps", "laws")
"""Elements that repeat: a list of rows, whose columns are the elements `<table>.<column>`."""

TECHNICAL = frozenset({"code", "when", "kind", "lane", "whose"})
"""Keys that a row may carry beside the 118: its own code, its condition, how a step is drawn, whose paper it is."""


class Owning(StrEnum):
    """Who fills an element."""

    COMMON = "common"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True)
class Element:
    """One line of the table. `place`: the same for all items of a body unless one of them says otherwise."""

    number: int
    code: str
    zh: str
    en: str
    group: str
    type: str
    owning: Owning
    owner: str
    source: str
    dictionary: str = ""
    required: bool = False
    derived: bool = False
    place: bool = False

    @property
    def table(self) -> str:
        """The table that this element is a column of, or nothing."""
        return self.code.partition(".")[0] if "." in self.code else ""


class ElementTable:
    """The 118 in their order; found by code are the platform's own too."""

    def __init__(self, elements: Iterable[Element], own: Iterable[Element] = ()) -> None:
        self._declared = tuple(elements)
        self.own = tuple(own)
        self._by_code = {element.code: element for element in self.everything}

    def __iter__(self) -> Iterator[Element]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    @property
    def everything(self) -> tuple[Element, ...]:
        """The platform's own after the 118."""
        return (*self._declared, *self.own)

    def __getitem__(self, code: str) -> Element:
        return self._by_code[code]

    def find(self, code: str) -> Element | None:
        return self._by_code.get(code)

    def owning_of(self, code: str) -> Owning | None:
        """Who fills this element or table; None when there is no such thing."""
        if code in TABLES:
            return Owning.COMMON
        element = self._by_code.get(code)
        return None if element is None or element.table else element.owning

    def required(self) -> tuple[str, ...]:
        """What must be filled before an item may be published (domain A5), derived elements left out."""
        return tuple(e.code for e in self if e.required and not e.derived)


def parse_elements(rows: Iterable[Mapping[str, Any]], own: Iterable[Mapping[str, Any]] = ()) -> ElementTable:
    """The table that the rows of `elements.json` and `platform_elements.json` spell."""
    return ElementTable(map(_parse, rows), map(_parse, own))


def _parse(row: Mapping[str, Any]) -> Element:
    return Element(**{**row, "owning": Owning(row["owning"])})
