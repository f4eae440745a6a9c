"""Ways into the catalogue beside the search field: how many items each theme, each department, each region offers.

`region` is where somebody is: counted is what they can apply for, there or at a body above; None counts everything.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.regions.rules import list_ancestor_codes, subtree

DEPARTMENTS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Department:
    """A body that offers `count` items; without a region, all bodies of one short name together (no code then)."""

    code: str
    name: str
    count: int


def count_themes(*, region: str | None, at: dt.datetime) -> Mapping[str, Mapping[str, int]]:
    """`{"person": {theme: leaves}, "enterprise": {…}}`, only themes that have any. One statement."""
    counted: dict[str, dict[str, int]] = {"person": {}, "enterprise": {}}
    for audience, theme, count in _fetch(_THEMES, region, at):
        counted[str(audience)][str(theme)] = int(str(count))
    return counted


def list_departments(*, region: str | None, at: dt.datetime) -> list[Department]:
    """Bodies that offer something, nearest first, then those that offer most. One statement."""
    statement = _BODIES if region else _SHORT_NAMES
    return [Department(str(code), str(name), int(str(count))) for code, name, count in _fetch(statement, region, at)]


def count_below(region: str, *, at: dt.datetime) -> Mapping[str, int]:
    """How many items each region of the subtree offers itself, the region included. One statement."""
    first, last = subtree(region)
    with connection.cursor() as cursor:
        cursor.execute(_BELOW.format(leaves=_LEAVES, offered=ITEM_OFFERED), {"first": first, "last": last, "at": at})
        return dict(cursor.fetchall())


def _fetch(statement: str, region: str | None, at: dt.datetime) -> list[tuple[object, ...]]:
    path = [*list_ancestor_codes(region), region] if region else []
    where = "AND i.region = ANY(%(path)s::varchar[])" if region else ""
    values: dict[str, Any] = {"at": at, "path": path, "most": DEPARTMENTS_AT_MOST}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(leaves=_LEAVES, offered=ITEM_OFFERED, where=where), values)
        return list(cursor.fetchall())


_LEAVES = f"""
SELECT v.leaf, v.themes_person, v.themes_enterprise
FROM catalogue_leafversion v JOIN catalogue_leaf l ON l.code = v.leaf JOIN catalogue_entry e ON e.code = l.entry
WHERE v.effective_from <= %(at)s AND v.effective_until > %(at)s
    AND {LEAF_STANDS}
"""  # noqa: S608
_THEMES = """
WITH leaves AS ({leaves}), offered AS (
    SELECT leaves.* FROM leaves
    WHERE EXISTS (SELECT FROM catalogue_item i WHERE i.leaf = leaves.leaf AND {offered} {where})
)
SELECT 'person', theme, count(*) FROM offered CROSS JOIN unnest(themes_person) theme GROUP BY theme
UNION ALL
SELECT 'enterprise', theme, count(*) FROM offered CROSS JOIN unnest(themes_enterprise) theme GROUP BY theme
"""
_BODIES = """
WITH leaves AS ({leaves})
SELECT o.code, o.name, count(*)
FROM catalogue_item i JOIN leaves ON leaves.leaf = i.leaf JOIN orgs_organisation o ON o.code = i.organisation
WHERE {offered} {where}
GROUP BY o.code, i.region ORDER BY i.region DESC, count(*) DESC, o.code LIMIT %(most)s
"""
_SHORT_NAMES = """
WITH leaves AS ({leaves})
SELECT '', o.short_name, count(DISTINCT i.leaf)
FROM catalogue_item i JOIN leaves ON leaves.leaf = i.leaf JOIN orgs_organisation o ON o.code = i.organisation
WHERE {offered} AND o.short_name <> '' {where}
GROUP BY o.short_name ORDER BY count(DISTINCT i.leaf) DESC, o.short_name LIMIT %(most)s
"""
_BELOW = """
WITH leaves AS ({leaves})
SELECT i.region, count(*) FROM catalogue_item i JOIN leaves ON leaves.leaf = i.leaf
WHERE {offered} AND i.region BETWEEN %(first)s AND %(last)s GROUP BY i.region
"""
