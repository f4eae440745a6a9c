"""Indicators over the published catalogue, each with the items behind it. Public: every figure can be checked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.queries.facts import FACTS, SPANS, Scope, spans
from tongban.registers.catalogue.rules.indicators import INDICATORS, Figure, Indicator, Sums, compute_figure

PAGE = 50
_SUMS = ", ".join(
    f"count(item) FILTER (WHERE {i.base}), count(item) FILTER (WHERE ({i.base}) AND ({i.counted})),"
    f" sum(legal_days) FILTER (WHERE {i.base}), sum(promised_days) FILTER (WHERE {i.base})"
    for i in INDICATORS.values()
)


@dataclass(frozen=True, slots=True)
class Row:
    """One item behind a figure, with the facts it was counted by."""

    code: str
    name: str
    organisation: str
    region: str
    project_type: str | None
    legal_days: Decimal | None
    promised_days: Decimal | None
    visits: int | None
    depth_level: int | None


def get_indicator(code: str) -> Indicator:
    """Raises NotFound catalogue.indicator_unknown."""
    if code not in INDICATORS:
        raise errors.indicator_unknown(code)
    return INDICATORS[code]


def list_figures(scope: Scope, *, at: dt.datetime) -> list[Figure]:
    """Every indicator over the scope at that instant, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{FACTS} SELECT {_SUMS} FROM facts", scope.parameters(at))  # noqa: S608
        return _figures(cursor.fetchone())


def list_figures_by_level(scope: Scope, *, at: dt.datetime) -> dict[int, list[Figure]]:
    """Level of exercise (2 province … 6 village) → its indicators; levels without items are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT level, {_SUMS} FROM facts GROUP BY level ORDER BY level",  # noqa: S608
            scope.parameters(at),
        )
        return {level: _figures(sums) for level, *sums in cursor.fetchall()}


def list_figures_by_region(regions: Sequence[str], scope: Scope, *, at: dt.datetime) -> dict[str, list[Figure]]:
    """Region → every indicator over those items of the scope that lie in its subtree, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT span.code, {_SUMS} FROM {SPANS} LEFT JOIN facts"  # noqa: S608
            " ON facts.region BETWEEN span.first AND span.last GROUP BY span.code",
            {**scope.parameters(at), **spans(regions)},
        )
        found = {code: _figures(sums) for code, *sums in cursor.fetchall()}
    return {region: found[region] for region in regions}


def list_behind(
    code: str, scope: Scope, *, at: dt.datetime, counted: bool = True, after: str = "", limit: int = PAGE
) -> list[Row]:
    """Items of the indicator's base that are counted, or those that are not, by code after `after`."""
    indicator = get_indicator(code)
    condition = f"({indicator.base}) AND {'' if counted else 'NOT '}coalesce({indicator.counted}, false)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT code, name, organisation, region, project_type, legal_days, promised_days, visits,"  # noqa: S608
            f" depth_level FROM facts WHERE {condition} AND code > %(after)s ORDER BY code LIMIT %(limit)s",
            {**scope.parameters(at), "after": after, "limit": limit},
        )
        return [Row(*row) for row in cursor.fetchall()]


def _figures(sums: Sequence[Any]) -> list[Figure]:
    portions = (sums[start : start + 4] for start in range(0, len(sums), 4))
    return [
        compute_figure(indicator, Sums(base, counted, legal or Decimal(0), promised or Decimal(0)))
        for indicator, (base, counted, legal, promised) in zip(INDICATORS.values(), portions, strict=True)
    ]
