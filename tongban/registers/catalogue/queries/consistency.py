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
PORTION, MASTERS = 2000, 200

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
    ORDER BY item.leaf, item.region, item.code
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Deviation:
    """One record and what in it is not what the catalogue says."""

    item: str
    level: int
    organisation: str
    region: str
    leaf: str
    name: str
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
    """The figures of the scheme over the region's subtree, and the first `listed` records that deviate.

    Raises NotAllowed, NotFound.
    """
    if actor is not SYSTEM and not actor.may(READ, region, actor.organisation):
        raise errors.not_allowed(READ)
    counting = start_counting(scheme, region=region)
    found = enumerate(compare_records(counting, region=region, at=at))
    deviations = [deviation for number, deviation in found if number < listed]
    return counting.report(), deviations


def start_counting(scheme: str, *, region: str) -> Counting:
    """A report that so far knows only how many items the region's subtree has. Raises NotFound."""
    wanted = get_scheme(scheme)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _scope(wanted, region))
        return Counting(wanted, int(cursor.fetchone()[0]))


def compare_records(counting: Counting, *, region: str, at: dt.datetime) -> Iterator[Deviation]:
    """Adds every record of the region's subtree to `counting`; those that deviate, by leaf."""
    masters = _Masters(at)
    for code, organisation, place, leaf, own in _records(_scope(counting.scheme, region) | {"at": at}):
        differences = counting.add(masters[leaf], orjson.loads(own))
        if differences:
            name = masters[leaf].get("name", "")
            yield Deviation(code, int(code[18]), organisation, place, leaf, name, tuple(differences))


def _scope(scheme: Scheme, region: str) -> dict[str, Any]:
    first, last = subtree(region)
    return {"first": first, "last": last, "levels": sorted(scheme.levels)}


class _Masters(dict[str, dict[str, Any]]):
    """Leaf → what the catalogue says in common, with its code and type; asked in the order of leaves, held in part."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__()
        holding = LeafVersion.objects.filter(effective_from__lte=at, effective_until__gt=at)
        self._holding = holding.order_by("leaf_id").values_list("leaf_id", "content")

    def __missing__(self, leaf: str) -> dict[str, Any]:
        self.clear()
        for code, content in self._holding.filter(leaf__gte=leaf)[:MASTERS]:
            self[code] = content | {"basic_code": code[:12], "item_type": code[2:4]}
        return self.setdefault(leaf, {})


def _records(scope: dict[str, Any]) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_RECORDS, scope)
        while rows := cursor.fetchmany(PORTION):
            yield from rows
