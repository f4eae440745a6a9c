"""The facts of every public item at an instant, as one statement that figures and lists are counted from.

An item's own words go before the proposals of its leaf. Each row: item, code, name, organisation, region, level,
item_type, project_type, legal_days, promised_days, visits, depth_level, and what the derived lists ask about.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.regions.rules import subtree

ASKED = (
    "acceptance_scope",
    "self_service",
    "courier",
    "bookable",
    "mobile_address",
    "tolerant",
    "promise",
    "default_grant",
    "result_name",
    "result_type",
)
"""Elements without a column of their own that lists and figures ask about."""

_LEAF_VALUES = ", ".join(f"coalesce(v.defaults ->> '{name}', v.content ->> '{name}') AS {name}" for name in ASKED)
_VALUES = ", ".join(f"coalesce(own.content ->> '{name}', leaf.{name}) AS {name}" for name in ASKED)

FACTS = f"""
WITH leaf AS MATERIALIZED (
    SELECT v.leaf, v.name, v.project_type, v.legal_days, v.promised_days, v.visits, v.depth_level, v.material_count,
           v.step_count, e.item_type, {_LEAF_VALUES}
    FROM catalogue_leafversion v
    JOIN catalogue_leaf l ON l.code = v.leaf
    JOIN catalogue_entry e ON e.code = l.entry
    WHERE v.effective_from <= %(at)s AND v.effective_until > %(at)s
      AND {LEAF_STANDS}
), facts AS (
    SELECT i.id AS item, i.code, leaf.name, i.organisation, i.region, i.leaf,
           substr(i.code, 19, 1)::int AS level, leaf.item_type, leaf.project_type, leaf.legal_days,
           coalesce(own.promised_days, leaf.promised_days) AS promised_days,
           coalesce(own.visits, leaf.visits) AS visits,
           coalesce(own.depth_level, leaf.depth_level) AS depth_level,
           leaf.material_count, leaf.step_count, {_VALUES}
    FROM catalogue_item i
    JOIN leaf ON leaf.leaf = i.leaf
    LEFT JOIN catalogue_itemversion own ON own.item = i.id
         AND own.effective_from <= %(at)s AND own.effective_until > %(at)s
    WHERE {ITEM_OFFERED}
      AND i.region BETWEEN %(first)s AND %(last)s
      AND (%(level)s::int IS NULL OR substr(i.code, 19, 1)::int = %(level)s)
      AND (%(organisation)s::text IS NULL OR i.organisation = %(organisation)s)
)
"""  # noqa: S608
"""Parameters: see `Scope.parameters`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose items: a region with all below it, narrowed to one level of exercise (2–6) or one body."""

    region: str
    level: int | None = None
    organisation: str | None = None

    def parameters(self, at: dt.datetime) -> Mapping[str, Any]:
        first, last = subtree(self.region)
        return {"at": at, "first": first, "last": last, "level": self.level, "organisation": self.organisation}


SPANS = "unnest(%(codes)s::text[], %(firsts)s::text[], %(lasts)s::text[]) AS span(code, first, last)"
"""Regions with the first and last code of their subtree, to group facts by. Parameters: see `spans`."""


def spans(regions: Sequence[str]) -> Mapping[str, list[str]]:
    """Parameters of `SPANS`."""
    bounds = [subtree(region) for region in regions]
    return {
        "codes": list(regions), "firsts": [first for first, _ in bounds], "lasts": [last for _, last in bounds],
    }  # fmt: skip
