"""证照复用次数 (KPI-27): how often licences served cases instead of papers, down to each look."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions.rules import subtree
from tongban.services.licences import errors
from tongban.services.licences.rules.fetching import WATCH

PAGE = 50
_SERVED = """
FROM licences_lookup
WHERE case_number <> '' AND refusal = '' AND at >= %(since)s AND at < %(until)s AND starts_with(item, %(organisation)s)
"""
_TALLY = f"SELECT left(item, 18), count(*), count(DISTINCT case_number) {_SERVED} GROUP BY 1"
_LIST = f"""
SELECT id, at, type_name, item, case_number, basis, left(item, 18) {_SERVED}
  AND left(item, 18) = ANY(%(bodies)s) AND (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
ORDER BY id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Used:
    """Licences whose result bodies of `region` and below wait for, or one of them, looked at from `since` until before
    `until`: items belong where their body works."""

    region: str
    since: dt.datetime
    until: dt.datetime
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class UsedRow:
    """One look that served a case instead of a paper."""

    id: uuid.UUID
    at: dt.datetime
    type_name: str
    item: str
    case_number: str
    basis: str
    organisation: str


def tally_used(asked: Used) -> dict[tuple[str, str], tuple[int, int]]:
    """(Body, region) → look-ups that a case was handed in with, and how many cases. Public: it names nobody."""
    rows = _fetch(_TALLY, _bound(asked))
    places = orgs.list_regions([body for body, *_counts in rows])
    first, last = subtree(asked.region)
    return {
        (body, places[body]): (looks, cases)
        for body, looks, cases in rows
        if first <= places.get(body, "") <= last
    }  # fmt: skip


def list_used(asked: Used, *, actor: Actor, after: uuid.UUID | None = None, limit: int = PAGE) -> list[UsedRow]:
    """The looks behind the figure, the newest first, after that one. Raises NotAllowed licence.not_allowed."""
    if actor is not SYSTEM and not actor.may(WATCH, asked.region, asked.organisation or None):
        raise errors.may_not_fetch(WATCH)
    bodies = sorted({body for body, _region in tally_used(asked)})
    return [UsedRow(*row) for row in _fetch(_LIST, _bound(asked) | {"bodies": bodies, "after": after, "limit": limit})]


def _bound(asked: Used) -> dict[str, Any]:
    return {"since": asked.since, "until": asked.until, "organisation": asked.organisation}


def _fetch(statement: str, told: dict[str, Any]) -> list[Any]:
    with fan_out_allowed("a figure over every holder's licences"), connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
