"""免提交率, 证照复用次数, 电子证照覆盖率 (KPI-27): what cases, licences and the catalogue each know, side by side.

Each part is counted by who owns it, by body and region; here they are summed, for a place and all below it, for its
bodies, and for the regions right below. Exact, half up, two places (NFR-06).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.kernel.rates import percentage
from tongban.registers.catalogue.queries import facts
from tongban.registers.regions.rules import significant
from tongban.services.cases.queries import waiving
from tongban.services.cases.queries.figures import Scope
from tongban.services.licences.queries import coverage, use_figures
from tongban.services.licences.queries.use_figures import Used

ROW = "KPI-27"
_DIGITS_BELOW = {2: 4, 4: 6, 6: 9, 9: 12}
"""How many digits of a code tell a region, and how many those right below it."""

Tally = Mapping[tuple[str, str], tuple[int, int]]
"""(Body, region) → counted and whole."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of a whole, or a plain count."""

    code: str
    zh: str
    en: str
    is_share: bool = True
    row: str = ROW


WAIVED = Indicator("waived", "免提交率", "Materials nobody had to bring")
REUSED = Indicator("reused", "证照复用次数", "Times licences were used for cases", is_share=False)
COVERED = Indicator("covered", "电子证照覆盖率", "Items whose result is an e-licence")
INDICATORS: Mapping[str, Indicator] = {each.code: each for each in (WAIVED, REUSED, COVERED)}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and what it was made of: materials of materials, look-ups for cases, items of items.

    `value` in per cent, or the number of look-ups; None without a whole.
    """

    indicator: Indicator
    value: Decimal | None
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of a scope, of each body, and of each region right below (its own bodies under its code)."""

    whole: tuple[Figure, ...]
    by_body: Mapping[str, tuple[Figure, ...]]
    by_region: Mapping[str, tuple[Figure, ...]]


def get_indicator(code: str) -> Indicator:
    """Raises NotFound case.indicator_unknown."""
    if code not in INDICATORS:
        raise NotFound("case.indicator_unknown", code=code[:40])
    return INDICATORS[code]


def count(scope: Scope, *, now: dt.datetime) -> Figures:
    """Materials of the cases submitted in the scope, look-ups in it, and the items that are public at `now`.

    Public: figures name nobody. Three statements, and one for the places of the bodies.
    """
    tallies: list[Tally] = [
        waiving.tally_waived(scope),
        use_figures.tally_used(used_of(scope)),
        coverage.tally_covered(items_of(scope), at=now),
    ]
    digits = _DIGITS_BELOW.get(len(significant(scope.region)))
    return Figures(
        _grouped(tallies, lambda _body, _region: "").get("", _figures([(0, 0)] * 3)),
        _grouped(tallies, lambda body, _region: body),
        _grouped(tallies, lambda _body, region: region[:digits].ljust(12, "0")) if digits else {},
    )


def used_of(scope: Scope) -> Used:
    """The same scope, as look-ups are asked for."""
    bound = scope.bound()
    return Used(scope.region, bound["since"], bound["until"], scope.organisation)


def items_of(scope: Scope) -> facts.Scope:
    """The same place, as items are asked for: they have no period, but what is public now."""
    return facts.Scope(scope.region, organisation=scope.organisation or None)


def _grouped(tallies: list[Tally], key: Callable[[str, str], str]) -> dict[str, tuple[Figure, ...]]:
    sums: dict[str, list[tuple[int, int]]] = defaultdict(lambda: [(0, 0)] * len(tallies))
    for at, tally in enumerate(tallies):
        for place, (counted, whole) in tally.items():
            before = sums[key(*place)]
            before[at] = before[at][0] + counted, before[at][1] + whole
    return {group: _figures(pairs) for group, pairs in sums.items()}


def _figures(pairs: list[tuple[int, int]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(each, percentage(counted, whole) if each.is_share else Decimal(counted), counted, whole)
        for each, (counted, whole) in zip(INDICATORS.values(), pairs, strict=True)
    )
