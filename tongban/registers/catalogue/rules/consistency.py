"""Whether the same item says the same everywhere: 四级四同, 三级八同, 118同 (CAT-03, 05, 06; KPI-30).

What a claim shows in common is the leaf's own words, so it agrees by construction. A record that states common values
of its own — imported, or written before the lists were unified — is compared with the leaf value by value.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
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


def scheme_of_all(table: ElementTable) -> Scheme:
    """118同: every common element at all levels; the columns of a table are compared with their table."""
    common = (element.code for element in table if element.owning is Owning.COMMON and not element.table)
    recorded = [
        code for code in common if code not in ("version", "state", "effective_on", "cancelled_on", "record_id")
    ]
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
        if _plain(stated) == _plain(catalogue.get(element)):
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


def _plain(value: Any) -> Any:
    """The value as people read it: width and spaces of letters do not make a difference, nor do technical keys."""
    match value:
        case str():
            return "".join(unicodedata.normalize("NFKC", value).split())
        case Mapping():
            kept = ((key, cell) for key, cell in value.items() if _is_read(key, cell))
            return {key: _plain(cell) for key, cell in kept}
        case list():
            return [_plain(cell) for cell in value]
        case int() | float() if not isinstance(value, bool):
            return Decimal(str(value)).normalize()
    return value


def _is_read(key: str, cell: Any, technical: Collection[str] = TECHNICAL) -> bool:
    return key not in technical and not key.endswith("_en") and is_filled(cell)
