"""Reports on 四级四同, 三级八同 and 118同, and what differs, down to the record."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import LeafVersion
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.consistency import (
    EIGHT,
    FOUR,
    Counting,
    Difference,
    Report,
    Scheme,
    scheme_of_all,
)
from tongban.registers.regions.rules import subtree

READ = "catalogue.read"
PORTION = 2000

_SCOPE = """
    FROM catalogue_item item
    WHERE item.leaf IS NOT NULL AND item.state IN ('claimed', 'published', 'paused')
      AND item.region BETWEEN %(first)s AND %(last)s AND substr(item.code, 19, 1)::int = ANY(%(levels)s)
"""
_COUNT = f"SELECT count(*) {_SCOPE}"
# A record's own words stand in its version in force, or, while it has none, in its draft.
_RECORDS = f"""
    SELECT item.code, item.organisation, item.region, item.leaf, coalesce(version.own, draft.own)::text
    FROM catalogue_item item
    LEFT JOIN catalogue_itemversion version ON version.item = item.id
         AND version.effective_from <= %(at)s AND version.effective_until > %(at)s
    LEFT JOIN catalogue_itemdraft draft ON draft.item = item.id AND version.id IS NULL
    WHERE coalesce(version.own, draft.own) IS NOT NULL AND item.id IN (SELECT item.id {_SCOPE})
    ORDER BY item.region, item.code
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Deviation:
    """One record and what in it is not what the catalogue says."""

    item: str
    level: int
    organisation: str
    region: str
    leaf: str
    differences: tuple[Difference, ...]


def get_scheme(code: str) -> Scheme:
    """`four`, `eight` or `all`; raises NotFound."""
    schemes = {scheme.code: scheme for scheme in (FOUR, EIGHT, scheme_of_all(get_elements()))}
    if code not in schemes:
        raise errors.scheme_unknown(code)
    return schemes[code]


def report_consistency(
    scheme: str, *, region: str, actor: Actor, at: dt.datetime, listed: int = 200
) -> tuple[Report, list[Deviation]]:
    """The figures of the scheme over the region's subtree, and the first `listed` records that deviate, by region.

    Raises NotAllowed, NotFound.
    """
    if actor is not SYSTEM and not actor.may(READ, region, actor.organisation):
        raise errors.not_allowed(READ)
    wanted = get_scheme(scheme)
    first, last = subtree(region)
    scope = {"first": first, "last": last, "levels": sorted(wanted.levels), "at": at}
    counting = Counting(wanted, _count(scope))
    masters = _list_masters(at)
    deviations: list[Deviation] = []
    for code, organisation, place, leaf, own in _records(scope):
        differences = counting.add(masters.get(leaf, {}), orjson.loads(own))
        if differences and len(deviations) < listed:
            deviations.append(Deviation(code, int(code[18]), organisation, place, leaf, tuple(differences)))
    return counting.report(), deviations


def _count(scope: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, scope)
        return int(cursor.fetchone()[0])


def _list_masters(at: dt.datetime) -> dict[str, dict[str, Any]]:
    """Leaf → what the catalogue says in common, with its code and type, for every leaf that says something now."""
    versions = LeafVersion.objects.filter(effective_from__lte=at, effective_until__gt=at)
    return {
        leaf: content | {"basic_code": leaf[:12], "item_type": leaf[2:4]}
        for leaf, content in versions.values_list("leaf_id", "content").iterator(PORTION)
    }


def _records(scope: dict[str, Any]) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_RECORDS, scope)
        while rows := cursor.fetchmany(PORTION):
            yield from rows
