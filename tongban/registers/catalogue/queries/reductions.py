"""四减: what each item asks for now against its baseline, and the sum over a scope (CAT-18, KPI-24). Public."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from tongban.registers.catalogue.queries.facts import FACTS, SPANS, Scope, spans
from tongban.registers.catalogue.rules.indicators import NOTHING, Before, compute_reductions

PAGE = 50

# An item's own baseline goes before its leaf's; of several dates the first counts, because reform began there.
_REDUCED = f"""{FACTS}, measured AS (
    SELECT facts.code, facts.name, facts.organisation, facts.region, base.materials, base.steps, base.days, base.visits,
           facts.material_count, facts.step_count, facts.promised_days, facts.visits AS visits_now
    FROM facts
    JOIN LATERAL (
        SELECT b.materials, b.steps, b.days, b.visits FROM catalogue_baseline b
        WHERE b.leaf = facts.leaf AND (b.item = facts.item OR b.item IS NULL)
        ORDER BY b.item NULLS LAST, b.as_of LIMIT 1
    ) base ON true
    WHERE facts.promised_days IS NOT NULL AND facts.visits IS NOT NULL
      AND facts.material_count IS NOT NULL AND facts.step_count IS NOT NULL
)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Reduced:
    """One item before and after, and the four reductions in per cent."""

    code: str
    name: str
    organisation: str
    region: str
    before: Before
    after: Before

    @property
    def reductions(self) -> Mapping[str, Decimal | None]:
        return compute_reductions(self.before, self.after)


def sum_reductions(scope: Scope, *, at: dt.datetime) -> tuple[int, Before, Before]:
    """How many items of the scope have a baseline; what they asked for then and ask for now, added up."""
    columns = ("materials", "steps", "days", "visits", "material_count", "step_count", "promised_days", "visits_now")
    sums = ", ".join(f"coalesce(sum({name}), 0)::numeric" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"{_REDUCED} SELECT count(*), {sums} FROM measured", scope.parameters(at))  # noqa: S608
        count, *values = cursor.fetchone()
    return (count, Before(*values[:4]), Before(*values[4:])) if count else (0, NOTHING, NOTHING)


def list_reductions(scope: Scope, *, at: dt.datetime, after: str = "", limit: int = PAGE) -> list[Reduced]:
    """Items of the scope that have a baseline, by code."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_REDUCED} SELECT * FROM measured WHERE code > %(after)s ORDER BY code LIMIT %(limit)s",  # noqa: S608
            {**scope.parameters(at), "after": after, "limit": limit},
        )
        rows = cursor.fetchall()
    return [
        Reduced(code, name, organisation, region, _measured(values[:4]), _measured(values[4:]))
        for code, name, organisation, region, *values in rows
    ]


def count_items_by_region(regions: Sequence[str], *, within: str, at: dt.datetime) -> dict[str, int]:
    """Region → published items on application in its subtree: 'the fewest approval items' compares counties so.

    `within` is a region that contains them all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT span.code, count(item) FROM {SPANS} LEFT JOIN facts"  # noqa: S608
            " ON facts.region BETWEEN span.first AND span.last AND facts.item_type <> '20' GROUP BY span.code",
            {**Scope(within).parameters(at), **spans(regions)},
        )
        counted = dict(cursor.fetchall())
    return {region: counted[region] for region in regions}


def _measured(values: list[int | Decimal]) -> Before:
    materials, steps, days, visits = (Decimal(value) for value in values)
    return Before(materials, steps, days, visits)
