"""Figures over published items, counted at the leaf (KPI-01, 04–08): exact decimals, half up, two places (NFR-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tongban.foundation.kernel.rates import percentage


class Kind(StrEnum):
    """How a figure is made of two sums."""

    SHARE = "share"
    COUNT = "count"
    SAVED_SHARE = "saved_share"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Indicator:
    """`base` and `counted` are conditions over the facts of an item (see `queries.indicators`)."""

    code: str
    row: str
    zh: str
    en: str
    kind: Kind
    base: str
    counted: str


ALL = "true"
PERMIT = "item_type = '01'"
LIMITED = "legal_days IS NOT NULL AND promised_days IS NOT NULL"
SHORTER = "promised_days < legal_days"

INDICATORS: Mapping[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator("online", "KPI-01", "网上可办率", "Items to apply for online", Kind.SHARE, ALL, "depth_level >= 3"),
        Indicator("on_the_spot", "KPI-04", "即办件占比", "Done on the spot", Kind.SHARE, ALL, "project_type = '1'"),
        Indicator("time_saved", "KPI-05", "时限压缩率", "Time saved", Kind.SAVED_SHARE, LIMITED, SHORTER),
        Indicator("days_saved", "KPI-06", "压缩绝对天数", "Working days saved", Kind.SAVED, LIMITED, SHORTER),
        Indicator("one_visit", "KPI-07", "跑一次比例", "Permits with one visit", Kind.SHARE, PERMIT, "visits = 1"),
        Indicator("no_visit", "KPI-08", "零跑动比例", "Permits without a visit", Kind.SHARE, PERMIT, "visits = 0"),
        Indicator("one_visit_at_most", "KPI-08", "最多跑一次率", "At most one visit", Kind.SHARE, PERMIT, "visits <= 1"),  # noqa: E501
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """Items in the base and those counted; their legal and promised working days."""

    base: int
    counted: int
    legal: Decimal = Decimal(0)
    promised: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it was made of. `value` is per cent for shares, else items or working days."""

    indicator: Indicator
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal


def compute_figure(indicator: Indicator, sums: Sums) -> Figure:
    """The indicator's value from its sums; None where there is nothing to take a share of."""
    saved = sums.legal - sums.promised
    match indicator.kind:
        case Kind.SHARE:
            return Figure(indicator, percentage(sums.counted, sums.base), Decimal(sums.counted), Decimal(sums.base))
        case Kind.SAVED_SHARE:
            return Figure(indicator, percentage(saved, sums.legal), saved, sums.legal)
        case Kind.SAVED:
            return Figure(indicator, saved, saved, sums.legal)
        case Kind.COUNT:
            return Figure(indicator, Decimal(sums.counted), Decimal(sums.counted), Decimal(sums.base))


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked for before the reform, and after it: materials, steps, working days, visits."""

    materials: Decimal
    steps: Decimal
    days: Decimal
    visits: Decimal

    def plus(self, other: "Before") -> "Before":
        return Before(
            self.materials + other.materials,
            self.steps + other.steps,
            self.days + other.days,
            self.visits + other.visits,
        )


NOTHING = Before(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
REDUCED = ("materials", "steps", "days", "visits")


def compute_reductions(before: Before, after: Before) -> dict[str, Decimal | None]:
    """四减 in per cent of the baseline (CAT-18, KPI-24): 79 → 6 is 92.41; None where the baseline was nothing."""
    return {name: percentage(getattr(before, name) - getattr(after, name), getattr(before, name)) for name in REDUCED}
