"""Whether the same item says the same everywhere: 四级四同, 三级八同, 118同 (CAT-03, 05, 06; KPI-30).

What a claim shows in common is the leaf's own words, so it agrees by construction. A record that states common values
of its own — imported, or written before the lists were unified — is compared with the leaf value by value.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tongban.foundation.kernel.rates import percentage
from tongban.registers.catalogue.rules.content import Content, is_filled
from tongban.registers.catalogue.rules.elements import TABLES, TECHNICAL, ElementTable, Owning


@dataclass(frozen=True, slots=True)
class Scheme:
    """Which elements must agree at which levels of exercise."""

    code: str
    elements: tuple[str, ...]
    levels: frozenset[int]


FOUR = Scheme("four", ("name", "basic_code", "item_type", "laws"), frozenset({1, 2, 3, 4}))
"""四级四同: name, code, type and legal basis at nation, province, city and county."""

EIGHT = Scheme(
    "eight",
    ("name", "laws", "project_type", "conditions", "materials", "steps", "legal_limit", "result_sample"),
    frozenset({2, 3, 4}),
)
"""三级八同: eight elements at province, city and county."""


_OF_THE_RECORD = frozenset(
    ("implementing_code", "handling_code", "version", "state", "effective_on", "cancelled_on", "record_id")
)
"""Common in that the platform gives them, but another one for each item."""


def scheme_of_all(table: ElementTable) -> Scheme:
    """118同: every common element at all levels; the columns of a table are compared with their table."""
    common = (element.code for element in table if element.owning is Owning.COMMON and not element.table)
    recorded = [code for code in common if code not in _OF_THE_RECORD]
    return Scheme("all", (*recorded, *(name for name in TABLES if name not in recorded)), frozenset(range(1, 7)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One element of one record that is not what the catalogue says."""

    element: str
    catalogue: Any
    record: Any


def compare(catalogue: Content, record: Content, elements: Iterable[str]) -> tuple[list[Difference], list[str]]:
    """What differs, and which elements the record states and agree. One that it does not state is neither."""
    differences, agreed = [], []
    for element in elements:
        if not is_filled(stated := record.get(element)):
            continue
        if _same(stated, catalogue.get(element)):
            agreed.append(element)
        else:
            differences.append(Difference(element, catalogue.get(element), stated))
    return differences, agreed


@dataclass(slots=True)
class Tally:
    """How often one element agreed, and how; and how often it did not."""

    by_construction: int = 0
    by_comparison: int = 0
    different: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Agreeing records in per cent of all."""
        agreed = self.by_construction + self.by_comparison
        return percentage(agreed, agreed + self.different)


@dataclass(slots=True)
class Report:
    """A scheme over a scope: items in it, how many agree in every element, a tally for each element."""

    scheme: str
    items: int
    consistent: int
    compared: int
    tallies: Mapping[str, Tally]

    @property
    def rate(self) -> Decimal | None:
        """Wholly agreeing items in per cent of all (KPI-30)."""
        return percentage(self.consistent, self.items)


class Counting:
    """Adds records up to a report: first all items of the scope, then each record that states values of its own."""

    def __init__(self, scheme: Scheme, items: int) -> None:
        self.scheme = scheme
        self._report = Report(scheme.code, items, items, 0, {element: Tally(items) for element in scheme.elements})

    def add(self, catalogue: Content, record: Content) -> list[Difference]:
        """Counts one record; what differs in it."""
        differences, agreed = compare(catalogue, record, self.scheme.elements)
        tallies = self._report.tallies
        for element in agreed:
            tallies[element].by_construction -= 1
            tallies[element].by_comparison += 1
        for difference in differences:
            tallies[difference.element].by_construction -= 1
            tallies[difference.element].different += 1
        self._report.consistent -= bool(differences)
        self._report.compared += 1
        return differences

    def report(self) -> Report:
        return self._report


def _same(one: Any, other: Any) -> bool:
    """Whether people read the same: width and spaces of letters make no difference, nor do technical keys."""
    if one == other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is str:
        return _letters(one) == _letters(other)
    if kind is list:
        return len(one) == len(other) and all(map(_same, one, other))
    return kind is dict and _same_rows(one, other)


def _same_rows(one: Content, other: Content) -> bool:
    for key, cell in one.items():
        stated = other.get(key)
        if cell == stated or not _is_read(key):
            continue
        if not (_same(cell, stated) if is_filled(cell) else not is_filled(stated)):
            return False
    return not any(is_filled(other[key]) and _is_read(key) for key in other.keys() - one.keys())


@lru_cache(maxsize=20_000)  # thousands of records repeat the words of their leaf
def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=1_000)
def _is_read(key: str) -> bool:
    return key not in TECHNICAL and not key.endswith("_en")
