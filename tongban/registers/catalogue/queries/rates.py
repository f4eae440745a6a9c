"""Claim rates 认领率 (应领尽领): claimed of what is due, by region and by body, down to the refusals.

Due to a body is each leaf in force whose entry is exercised at its level and in its territory: in towns and villages
for their station or village body, above for the body that does the owner's work (short names without 厅, 局, 委员会).
What a body has claimed or refused beyond that counts as due too. Withdrawn items count as never claimed.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.rates import percentage
from tongban.registers.catalogue.models import Entry
from tongban.registers.catalogue.queries.scope import require_read
from tongban.registers.catalogue.rules.claims import FIRST_VILLAGE_LEVEL, LIVING, VILLAGE_KINDS
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions.rules import ANYWHERE, significant, subtree

PAGE = 50
_LENGTHS = (2, 4, 6, 9, 12)
STEM = "regexp_replace({name}, '(委员会|办公室|厅|局|委|办)$', '')"

IN_FORCE = """
  e.in_force_from <= %(at)s AND (e.cancelled_from IS NULL OR e.cancelled_from > %(at)s)
  AND (l.cancelled_from IS NULL OR l.cancelled_from > %(at)s)"""
OFFER = f"""
offer AS MATERIALIZED (
  SELECT l.code, l.entry, e.levels, t.first, t.last, {STEM.format(name="w.short_name")} AS stem
  FROM catalogue_leaf l JOIN catalogue_entry e ON e.code = l.entry
  JOIN unnest(%(territories)s::varchar[], %(firsts)s::varchar[], %(lasts)s::varchar[]) AS t(region, first, last)
    ON t.region = coalesce(e.region, '')
  LEFT JOIN orgs_organisation w ON w.code = e.owner
  WHERE {IN_FORCE}
)"""  # noqa: S608
MAY_CLAIM = "b.level = ANY (f.levels) AND b.region BETWEEN f.first AND f.last"
IS_DUE = f"""({MAY_CLAIM} AND CASE WHEN b.level >= %(village)s
  THEN b.kind = ANY (%(kinds)s) ELSE b.stem = f.stem AND b.stem <> '' END)"""
BODY = f"""
body AS MATERIALIZED (
  SELECT o.code, o.name, o.region, o.kind, r.level + 1 AS level, {STEM.format(name="o.short_name")} AS stem
  FROM orgs_organisation o JOIN regions_region r ON r.code = o.region
  WHERE o.closed_on IS NULL AND o.region BETWEEN %(first)s AND %(last)s
    AND (%(organisation)s = '' OR o.code = %(organisation)s)
)"""  # noqa: S608
_COUNTED = f"""
WITH {BODY}, {OFFER}, due AS (
  SELECT b.code, count(f.code) AS n FROM body b LEFT JOIN offer f ON {IS_DUE} GROUP BY 1
), had AS (
  SELECT b.code, count(*) FILTER (WHERE i.state = ANY (%(living)s)) AS claimed,
    count(*) FILTER (WHERE i.state = 'refused') AS refused, count(*) FILTER (WHERE NOT {IS_DUE}) AS beyond
  FROM catalogue_item i JOIN body b ON b.code = i.organisation JOIN offer f ON f.code = i.leaf
  WHERE i.state = ANY (%(living)s) OR i.state = 'refused' GROUP BY 1
), counted AS (
  SELECT b.code, b.name, b.region, due.n + coalesce(had.beyond, 0) AS due, coalesce(had.claimed, 0) AS claimed,
    coalesce(had.refused, 0) AS refused
  FROM body b JOIN due ON due.code = b.code LEFT JOIN had ON had.code = b.code
)"""  # noqa: S608
_TOTAL = f"{_COUNTED} SELECT coalesce(sum(due), 0), coalesce(sum(claimed), 0), coalesce(sum(refused), 0) FROM counted"  # noqa: S608
_BY_REGION = f"""{_COUNTED}
SELECT rpad(left(region, %(length)s), 12, '0') AS part, sum(due), sum(claimed), sum(refused), count(*)
FROM counted WHERE due > 0 GROUP BY 1 ORDER BY 1"""  # noqa: S608
_BY_BODY = f"""{_COUNTED}
SELECT code, name, due, claimed, refused FROM counted WHERE due > 0 AND code > %(after)s
ORDER BY code LIMIT %(limit)s"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Rate:
    """Items due, claimed and refused. `rate` in per cent, half up to two places; None where nothing is due."""

    due: int
    claimed: int
    refused: int

    @property
    def rate(self) -> Decimal | None:
        return percentage(self.claimed, self.due)

    @property
    def waiting(self) -> int:
        """Due, and neither claimed nor refused."""
        return self.due - self.claimed - self.refused


@dataclass(frozen=True, slots=True)
class RegionRate(Rate):
    region: str
    bodies: int


@dataclass(frozen=True, slots=True)
class BodyRate(Rate):
    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    item: int
    leaf: str
    leaf_name: str
    organisation: str
    organisation_name: str
    reason: str


def claim_rate(*, region: str = "", organisation: str = "", at: dt.datetime, actor: Actor) -> Rate:
    """The rate of a region with all below it, or of one body. Raises NotAllowed, NotFound."""
    bound = _bind(region, organisation, at, actor)
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, bound)
        due, claimed, refused = cursor.fetchone()
    return Rate(int(due), int(claimed), int(refused))


def list_region_rates(region: str, *, at: dt.datetime, actor: Actor) -> list[RegionRate]:
    """The regions right below, each with all below it; bodies of the region's own count under its own code."""
    stem = len(significant(region))
    length = next((end for end in _LENGTHS if end > stem), stem)
    with connection.cursor() as cursor:
        cursor.execute(_BY_REGION, _bind(region, "", at, actor) | {"length": length})
        rows = cursor.fetchall()
    return [RegionRate(int(due), int(had), int(refused), part, bodies) for part, due, had, refused, bodies in rows]


def list_body_rates(
    region: str, *, at: dt.datetime, actor: Actor, whole_subtree: bool = False, after: str = "", limit: int = PAGE
) -> list[BodyRate]:
    """Bodies to which anything is due, by code: of the region itself, or with all below."""
    bound = _bind(region, "", at, actor) | {"after": after, "limit": limit}
    if not whole_subtree:
        bound["last"] = bound["first"]
    with connection.cursor() as cursor:
        cursor.execute(_BY_BODY, bound)
        return [BodyRate(due, had, refused, code, name) for code, name, due, had, refused in cursor.fetchall()]


_REFUSALS = """
SELECT i.id, i.leaf, coalesce(lv.name, e.name), o.code, o.name, i.reason
FROM catalogue_item i JOIN orgs_organisation o ON o.code = i.organisation
JOIN catalogue_leaf l ON l.code = i.leaf JOIN catalogue_entry e ON e.code = l.entry
LEFT JOIN catalogue_leafversion lv ON lv.leaf = i.leaf AND lv.effective_from <= %(at)s AND lv.effective_until > %(at)s
WHERE i.state = 'refused' AND i.region BETWEEN %(first)s AND %(last)s
  AND (%(organisation)s = '' OR i.organisation = %(organisation)s) AND i.id > %(after)s
ORDER BY i.id LIMIT %(limit)s
"""


def list_refusals(
    *, region: str = "", organisation: str = "", at: dt.datetime, actor: Actor, after: int = 0, limit: int = PAGE
) -> list[Refusal]:
    """Who does not take on what, and why: of a body, or of a region with all below it. Raises NotAllowed, NotFound."""
    bound = _bind(region, organisation, at, actor) | {"after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_REFUSALS, bound)
        return [Refusal(*row) for row in cursor.fetchall()]


def bind_offer(at: dt.datetime) -> dict[str, Any]:
    """What `OFFER` and `IS_DUE` bind: each catalogue's territory as a span of region codes, and the village bodies."""
    territories = sorted({code or "" for code in Entry.objects.values_list("region_id", flat=True).distinct()})
    spans = [subtree(code) if code else ANYWHERE for code in territories]
    return {
        "at": at,
        "territories": territories,
        "firsts": [span.first for span in spans],
        "lasts": [span.last for span in spans],
        "village": FIRST_VILLAGE_LEVEL,
        "kinds": list(VILLAGE_KINDS),
        "living": [state.value for state in LIVING],
    }


def _bind(region: str, organisation: str, at: dt.datetime, actor: Actor) -> dict[str, Any]:
    if organisation:
        region = orgs.get_organisation(organisation).region_id
    require_read(actor, region, organisation or None)
    first, last = subtree(region)
    return bind_offer(at) | {"first": first, "last": last, "organisation": organisation}
