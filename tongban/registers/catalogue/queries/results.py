"""Items that end in a result, and which of them are among given entries: what 电子证照覆盖率 is a share of (KPI-27).

Public: it names items, which everybody may read.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.registers.catalogue.queries.facts import FACTS, Scope

PAGE = 50
_GIVEN = "(leaf = ANY(%(entries)s) OR left(leaf, 12) = ANY(%(entries)s))"
_ENDING = f"""{FACTS}, ending AS (
    SELECT *, {_GIVEN} AS given FROM facts WHERE coalesce(result_name, result_type) <> ''
)"""  # noqa: S608
_TALLY = f"""{_ENDING}
SELECT organisation, region, count(*) FILTER (WHERE given), count(*) FROM ending GROUP BY organisation, region
"""  # noqa: S608
_LIST = f"""{_ENDING}
SELECT code, name, coalesce(result_name, ''), organisation, region, leaf FROM ending
WHERE given = %(counted)s AND code > %(after)s ORDER BY code LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An item and the name of its result; `leaf` are its 14 characters in the catalogue."""

    code: str
    name: str
    result: str
    organisation: str
    region: str
    leaf: str


def tally_results(
    scope: Scope, *, entries: Collection[str], at: dt.datetime
) -> dict[tuple[str, str], tuple[int, int]]:  # fmt: skip
    """(Body, region) → how many of its public items end in a result of these entries (12 or 14 characters), and how
    many end in a result at all. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, {**scope.parameters(at), "entries": sorted(entries)})
        return {(body, region): (given, ending) for body, region, given, ending in cursor.fetchall()}


def list_results(
    scope: Scope, *, entries: Collection[str], at: dt.datetime, counted: bool = True, after: str = "",
    limit: int = PAGE,
) -> list[ResultRow]:  # fmt: skip
    """Items with a result that is among the entries, or those with another, by code after `after`."""
    told: dict[str, Any] = {"entries": sorted(entries), "counted": counted, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {**scope.parameters(at), **told})
        return [ResultRow(*row) for row in cursor.fetchall()]
