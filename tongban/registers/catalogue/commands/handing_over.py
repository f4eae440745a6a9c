"""Bodies stop and begin to offer leaves at an instant: thousands of items in two statements, none read into Python."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.registers.catalogue.queries.elements import get_elements

_END = """
UPDATE catalogue_item SET offered_until = greatest(%(at)s, offered_from)
WHERE leaf = ANY(%(leaves)s) AND organisation = ANY(%(bodies)s) AND state = 'published'
  AND (offered_until IS NULL OR offered_until > %(at)s)
"""
_BEGIN = """
INSERT INTO catalogue_item AS item
    (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
SELECT body.code || (region.level + 1) || leaf.entry || lpad(leaf.sequence::text, 2, '0'),
       leaf.code, body.code, body.region,
       CASE WHEN %(required)s::varchar[] <@
                 (common.filled || coalesce(place.filled, '{}') || coalesce(own.filled, '{}'))
            THEN 'published' ELSE 'claimed' END,
       '', '', '', %(at)s, entry.is_sample
FROM orgs_organisation body
JOIN regions_region region ON region.code = body.region
CROSS JOIN catalogue_leaf leaf
JOIN catalogue_entry entry ON entry.code = leaf.entry
JOIN LATERAL (
    SELECT filled FROM catalogue_leafversion said
    WHERE said.leaf = leaf.code ORDER BY said.number DESC LIMIT 1) common ON true
LEFT JOIN LATERAL (
    SELECT filled FROM catalogue_place said
    WHERE said.organisation = body.code ORDER BY said.number DESC LIMIT 1) place ON true
LEFT JOIN LATERAL (
    SELECT version.filled FROM catalogue_item had JOIN catalogue_itemversion version ON version.item = had.id
    WHERE had.leaf = leaf.code AND had.organisation = body.code ORDER BY version.number DESC LIMIT 1) own ON true
WHERE body.code = ANY(%(bodies)s) AND leaf.code = ANY(%(leaves)s)
ON CONFLICT (leaf, organisation) DO UPDATE SET
    state = excluded.state, code = excluded.code, reason = '', offered_until = NULL,
    offered_from = CASE WHEN item.state = 'published' AND item.offered_until > %(at)s THEN item.offered_from
                        ELSE excluded.offered_from END
WHERE item.state <> 'published' OR item.offered_until IS NOT NULL
RETURNING state
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """Items that are public from the instant on, and items that wait for their bodies to fill what is missing."""

    published: int
    waiting: int


def end_offers(leaves: Sequence[str], bodies: Sequence[str], *, at: dt.datetime) -> int:
    """From `at` these bodies offer these leaves no more; how many items that ends."""
    with connection.cursor() as cursor:
        cursor.execute(_END, {"leaves": list(leaves), "bodies": list(bodies), "at": at})
        return int(cursor.rowcount)


def begin_offers(leaves: Sequence[str], bodies: Sequence[str], *, at: dt.datetime) -> Begun:
    """From `at` these bodies offer these leaves; one whose required elements are not all filled is claimed and waits.

    Who offers one already goes on as before. An item that waits carries `offered_from`: it may not begin earlier.
    """
    told: dict[str, Any] = {
        "leaves": list(leaves),
        "bodies": list(bodies),
        "at": at,
        "required": list(get_elements().required()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, told)
        states = [state for (state,) in cursor.fetchall()]
    return Begun(states.count("published"), states.count("claimed"))
