"""What one portion of a run writes: the same leaves at a handful of bodies, in two or three statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.registers.catalogue.models import Entry, Item, Leaf, LeafVersion, Place
from tongban.registers.catalogue.queries import completeness
from tongban.registers.catalogue.rules.claims import MOVES, ItemState
from tongban.registers.catalogue.rules.runs import Plan, RunKind, Skipped, wanted_states
from tongban.registers.regions.rules import ANYWHERE, subtree

CODE = "o.code || (r.level + 1)::text || l.entry || lpad(l.sequence::text, 2, '0')"
"""The 33 characters, as `commands.items.build_code` spells them."""

_PAIRS = f"""
WITH pair AS (
  SELECT o.code AS body, o.region, l.code AS leaf, {CODE} AS code,
    CASE
      WHEN o.code !~ '^[0-9A-Z]{{18}}$' THEN 'catalogue.body_without_code'
      WHEN (r.level + 1) <> ALL (e.levels) THEN 'catalogue.level_may_not_claim'
      WHEN o.region NOT BETWEEN t.first AND t.last THEN 'catalogue.outside_territory'
      WHEN l.cancelled_from <= %(now)s OR e.cancelled_from <= %(now)s THEN 'catalogue.leaf_cancelled'
    END AS fault
  FROM unnest(%(leaves)s::varchar[], %(firsts)s::varchar[], %(lasts)s::varchar[]) AS t(leaf, first, last)
  JOIN catalogue_leaf l ON l.code = t.leaf JOIN catalogue_entry e ON e.code = l.entry
  CROSS JOIN orgs_organisation o JOIN regions_region r ON r.code = o.region
  WHERE o.code = ANY (%(bodies)s)
)"""  # noqa: S608
_GAPS = f""", gap AS MATERIALIZED (
  SELECT t.leaf, lv.id IS NOT NULL AS speaks, {completeness.missing("coalesce(lv.filled, '{}')")} AS codes
  FROM unnest(%(leaves)s::varchar[]) AS t(leaf){completeness.common("t.leaf")}
)"""  # noqa: S608
"""What a leaf leaves to its bodies is asked once for a leaf, not once for an item."""

_CLAIM = f"""{_PAIRS}{_GAPS}, written AS (
  INSERT INTO catalogue_item
    (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
  SELECT p.code, p.leaf, p.body, p.region, CASE WHEN ready.yes THEN 'published' ELSE 'claimed' END, '', '', '',
    CASE WHEN ready.yes THEN %(at)s END, %(is_sample)s
  FROM pair p JOIN gap ON gap.leaf = p.leaf{completeness.place("p.body")}
  CROSS JOIN LATERAL (SELECT %(publish)s AND gap.speaks AND gap.codes <@ coalesce(pl.filled, '{{}}')) AS ready(yes)
  WHERE p.fault IS NULL
  ON CONFLICT DO NOTHING RETURNING state
) SELECT count(*), count(*) FILTER (WHERE state = ANY (%(wanted)s)) FROM written"""  # noqa: S608
_REFUSE = f"""{_PAIRS}, written AS (
  INSERT INTO catalogue_item (code, leaf, organisation, region, state, name, local_code, reason, is_sample)
  SELECT p.code, p.leaf, p.body, p.region, 'refused', '', '', %(reason)s, %(is_sample)s
  FROM pair p WHERE p.fault IS NULL
  ON CONFLICT (leaf, organisation) DO UPDATE SET state = 'refused', reason = excluded.reason
  WHERE catalogue_item.state = ANY (%(before)s) RETURNING state
) SELECT count(*), count(*) FROM written"""  # noqa: S608
_PUBLISH = f"""
WITH ready AS (
  SELECT i.id FROM catalogue_item i JOIN catalogue_leaf l ON l.code = i.leaf JOIN catalogue_entry e ON e.code = l.entry
  {completeness.common("i.leaf")}{completeness.place("i.organisation")}{completeness.OWN_WORDS}
  WHERE i.organisation = ANY (%(bodies)s) AND i.leaf = ANY (%(leaves)s) AND i.state = ANY (%(before)s)
    AND (l.cancelled_from IS NULL OR l.cancelled_from > %(at)s)
    AND (e.cancelled_from IS NULL OR e.cancelled_from > %(at)s)
    AND lv.id IS NOT NULL AND {completeness.is_complete()} FOR UPDATE OF i
), written AS (
  UPDATE catalogue_item SET state = 'published', reason = '', offered_from = %(at)s, offered_until = NULL
  WHERE id IN (SELECT id FROM ready) RETURNING state
) SELECT count(*), count(*) FROM written"""  # noqa: S608
_WITHDRAW = """
WITH written AS (
  UPDATE catalogue_item SET state = 'withdrawn', reason = %(reason)s,
    offered_until = CASE WHEN offered_from IS NULL THEN NULL ELSE greatest(offered_from, %(at)s) END
  WHERE organisation = ANY (%(bodies)s) AND leaf = ANY (%(leaves)s) AND state = ANY (%(before)s) RETURNING state
) SELECT count(*), count(*) FROM written"""
_NOT_AS_WANTED = f"""{_PAIRS}
SELECT p.body, coalesce(p.fault, CASE WHEN i.state = 'claimed' THEN 'catalogue.incomplete'
    ELSE 'catalogue.state_forbids' END) AS why,
  CASE WHEN p.fault IS NULL AND i.state = 'claimed' THEN {completeness.missing()} ELSE '{{}}' END AS missing,
  coalesce(i.state, '') AS state, min(p.leaf), count(*)
FROM pair p LEFT JOIN catalogue_item i ON i.leaf = p.leaf AND i.organisation = p.body
  {completeness.common("p.leaf")}{completeness.place("p.body")}{completeness.OWN_WORDS}
WHERE i.state <> ALL (%(wanted)s) OR (p.fault IS NOT NULL AND NOT %(only_standing)s)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"""  # noqa: S608


_READ = [
    "orgs_organisation",
    "regions_region",
    *(model._meta.db_table for model in (Entry, Leaf, LeafVersion, Place, Item)),
]
_TAKEN_FOR_EMPTY = """
SELECT relname FROM pg_class WHERE oid = ANY (%s::regclass[]) AND reltuples = 0 AND pg_relation_size(oid) > 0
"""


@dataclass(frozen=True, slots=True)
class Portion:
    """Items written, and those that stayed as they were."""

    written: int
    skipped: list[Skipped]


def work_off(kind: RunKind, plan: Plan, bodies: Sequence[str], *, now: dt.datetime) -> Portion:
    """The plan is done at these bodies: every item is as the run wants it, or stands in `skipped` with its reason."""
    bound = _bind(kind, plan, bodies, now)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[kind], bound)
        written, as_wanted = cursor.fetchone()
        if as_wanted == len(bodies) * len(plan.leaves):
            return Portion(written, [])
        if kind is RunKind.CLAIM and plan.publish:
            cursor.execute(_PUBLISH, bound)
            written += cursor.fetchone()[0]
        cursor.execute(_NOT_AS_WANTED, bound)
        rows = cursor.fetchall()
    return Portion(
        written, [Skipped(body, why, leaf, items, tuple(gap), state) for body, why, gap, state, leaf, items in rows]
    )


def mind_sizes() -> None:
    """The planner takes no table for empty that is not.

    It does where a load failed, its rows were cleared away and the next has just begun; then a portion takes hours.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_FOR_EMPTY, [_READ])
        if tables := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


_STATEMENTS = {
    RunKind.CLAIM: _CLAIM,
    RunKind.REFUSE: _REFUSE,
    RunKind.PUBLISH: _PUBLISH,
    RunKind.WITHDRAW: _WITHDRAW,
}
_BEFORE = {kind: MOVES[kind] for kind in RunKind} | dict.fromkeys(
    (RunKind.CLAIM, RunKind.PUBLISH), (ItemState.CLAIMED,)
)
"""States in which a run touches what stands: what a body has refused, paused or withdrawn it publishes itself."""


def _bind(kind: RunKind, plan: Plan, bodies: Sequence[str], now: dt.datetime) -> dict[str, Any]:
    spans = _spans(plan.leaves)
    return {
        "leaves": [leaf for leaf, _, _ in spans],
        "firsts": [first for _, first, _ in spans],
        "lasts": [last for _, _, last in spans],
        "bodies": list(bodies),
        "before": [state.value for state in _BEFORE[kind]],
        "wanted": [state.value for state in wanted_states(kind, publish=plan.publish)],
        "only_standing": kind in (RunKind.PUBLISH, RunKind.WITHDRAW),
        "required": completeness.list_required(),
        "publish": plan.publish,
        "reason": plan.reason,
        "is_sample": plan.is_sample,
        "at": plan.at,
        "now": now,
    }


def _spans(leaves: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each leaf with the first and last region code of its catalogue's territory."""
    found = Leaf.objects.filter(code__in=leaves).order_by("code").values_list("code", "entry__region")
    return [(code, *(subtree(region) if region else ANYWHERE)) for code, region in found]
