"""Figures over cases by region, body and period, down to the case numbers behind each; and what came in by which way.

Counted from the cases themselves, in every holder's file: for pages that keep what they counted, not for hot ones.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.registers.regions.rules import significant, subtree
from tongban.services.cases import errors
from tongban.services.cases.queries.reach import list_spans
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.figures import INDICATORS, Figure, Indicator, compute_figure

PAGE = 50
_DIGITS_BELOW = {2: 4, 4: 6, 6: 9, 9: 12}
"""How many digits of a code tell a region, and how many those right below it."""
_FACTS = """
WITH facts AS (
    SELECT c.number, c.item, c.item_name, c.item_name_en, c.organisation, c.organisation_name, c.region, c.channel,
           c.mode, c.outcome, c.submitted_at, c.decided_at, c.promised_due_at,
           c.submitted_at >= %(since)s AND c.submitted_at < %(until)s AS came,
           coalesce(c.decided_at >= %(since)s AND c.decided_at < %(until)s, false)
               AND c.outcome IN ('granted', 'denied') AS ended,
           EXISTS (SELECT 1 FROM cases_casefinding f WHERE f.bucket = c.bucket AND f.case_id = c.id
                   AND f.kind = 'granted_by_default') AS by_default,
           EXISTS (SELECT 1 FROM cases_casefinding f WHERE f.bucket = c.bucket AND f.case_id = c.id
                   AND f.kind = 'yellow' AND f.clock = 'promised') AS warned
    FROM cases_case c
    WHERE c.region BETWEEN %(first)s AND %(last)s AND (%(organisation)s = '' OR c.organisation = %(organisation)s)
      AND (c.submitted_at >= %(since)s AND c.submitted_at < %(until)s
           OR c.decided_at >= %(since)s AND c.decided_at < %(until)s)
)
"""
_SUMS = ", ".join(
    f"count(*) FILTER (WHERE {each.base}), count(*) FILTER (WHERE ({each.base}) AND coalesce({each.counted}, false))"
    for each in INDICATORS.values()
)
_ALL = f"{_FACTS} SELECT {_SUMS} FROM facts"  # noqa: S608
_BY_BODY = f"{_FACTS} SELECT organisation, {_SUMS} FROM facts GROUP BY organisation ORDER BY organisation"  # noqa: S608
_BY_REGION = (
    f"{_FACTS} SELECT rpad(left(region, %(digits)s), 12, '0') AS below, {_SUMS} FROM facts"  # noqa: S608
    " GROUP BY below ORDER BY below"
)
_BEHIND = (
    "{facts} SELECT number, item, item_name, item_name_en, organisation_name, channel, mode, outcome, submitted_at,"
    " decided_at, promised_due_at"
    " FROM facts WHERE ({base}) AND coalesce({counted}, false) = %(counted)s AND number > %(after)s"
    " ORDER BY number LIMIT %(limit)s"
)
_ARRIVALS = """
SELECT c.number, c.channel, c.mode, c.item_name, c.organisation_name, c.submitted_at, e.recorded_at
FROM cases_case c JOIN cases_caseevent e ON e.bucket = c.bucket AND e.case_id = c.id AND e.version = 1
WHERE c.region BETWEEN %(first)s AND %(last)s AND (%(organisation)s = '' OR c.organisation = %(organisation)s)
  AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s
  AND (%(channel)s = '' OR c.channel = %(channel)s)
ORDER BY e.recorded_at DESC, c.id DESC LIMIT %(limit)s
"""
_CHANNELS = """
SELECT c.channel, c.mode, count(*), max(e.recorded_at - c.submitted_at),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY e.recorded_at - c.submitted_at)
FROM cases_case c JOIN cases_caseevent e ON e.bucket = c.bucket AND e.case_id = c.id AND e.version = 1
WHERE c.region BETWEEN %(first)s AND %(last)s AND (%(organisation)s = '' OR c.organisation = %(organisation)s)
  AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s
GROUP BY c.channel, c.mode ORDER BY c.channel, c.mode
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Cases of a region and all below it, or of one body there, over whole days in China, both included."""

    region: str
    first: dt.date
    last: dt.date
    organisation: str = ""

    def bound(self) -> dict[str, Any]:
        span = subtree(self.region)
        since = dt.datetime.combine(self.first, dt.time(), OFFICE_ZONE)
        until = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), OFFICE_ZONE)
        return {
            "first": span.first, "last": span.last, "since": since, "until": until, "organisation": self.organisation,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case behind a figure."""

    number: str
    item: str
    item_name: str
    item_name_en: str
    organisation_name: str
    channel: str
    mode: str
    outcome: str
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
    promised_due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case as it came: `stored_at` is when it stood in our store."""

    number: str
    channel: str
    mode: str
    item_name: str
    organisation_name: str
    submitted_at: dt.datetime
    stored_at: dt.datetime

    @property
    def latency(self) -> dt.timedelta:
        return self.stored_at - self.submitted_at


@dataclass(frozen=True, slots=True)
class Way:
    """What came by one channel, and one mode where another system runs it: how many, and how late."""

    channel: str
    mode: str
    cases: int
    slowest: dt.timedelta
    median: dt.timedelta


def get_indicator(code: str) -> Indicator:
    """Raises NotFound case.indicator_unknown."""
    if code not in INDICATORS:
        raise NotFound("case.indicator_unknown", code=code[:40])
    return INDICATORS[code]


def list_figures(scope: Scope) -> list[Figure]:
    """Every figure of the scope, in one statement. Public: figures name no case."""
    (row,) = _fetch(_ALL, scope.bound())
    return _figures(row)


def list_figures_by_body(scope: Scope) -> dict[str, list[Figure]]:
    """The same for each body that had cases: who does not push shows it here (UAP-05)."""
    return {body: _figures(sums) for body, *sums in _fetch(_BY_BODY, scope.bound())}


def list_figures_by_region(scope: Scope) -> dict[str, list[Figure]]:
    """The same for each region right below the scope's that had cases, and for the region's own bodies under its code.

    Empty for a region that has none below.
    """
    digits = _DIGITS_BELOW.get(len(significant(scope.region)))
    if digits is None:
        return {}
    return {code: _figures(sums) for code, *sums in _fetch(_BY_REGION, scope.bound() | {"digits": digits})}


def list_behind(
    code: str, scope: Scope, *, actor: Actor, counted: bool = True, after: str = "", limit: int = PAGE
) -> list[Row]:
    """Cases of the figure's whole that are counted, or those that are not, by number after `after`.

    As far as `cases.supervise` reaches. Raises NotFound case.indicator_unknown, NotAllowed case.not_allowed.
    """
    indicator = get_indicator(code)
    told = scope.bound() | within(actor, scope) | {"counted": counted, "after": after, "limit": limit}
    statement = _BEHIND.format(facts=_FACTS, base=indicator.base, counted=indicator.counted)
    return [Row(*row) for row in _fetch(statement, told)]


def list_arrivals(scope: Scope, *, actor: Actor, channel: str = "", limit: int = PAGE) -> list[Arrival]:
    """Cases stored in the period, newest first, each with its tag and how long it took to us (UAP-04)."""
    told = scope.bound() | within(actor, scope) | {"channel": channel, "limit": limit}
    return [Arrival(*row) for row in _fetch(_ARRIVALS, told)]


def list_ways(scope: Scope, *, actor: Actor) -> list[Way]:
    """The monitor of the one store: how much came by which way, and how late."""
    return [Way(*row) for row in _fetch(_CHANNELS, scope.bound() | within(actor, scope))]


def within(actor: Actor, scope: Scope) -> dict[str, str]:
    """The scope, narrowed to what a post reaches. Raises NotAllowed case.not_allowed for another body than its own."""
    for first, last, own in list_spans(actor, rights.SUPERVISE, scope.region):
        if own is None or scope.organisation in ("", own):
            return {"first": first, "last": last, "organisation": own or scope.organisation}
    raise errors.not_allowed(rights.SUPERVISE)


def _figures(sums: Sequence[int]) -> list[Figure]:
    pairs = zip(sums[::2], sums[1::2], strict=True)
    return [compute_figure(each, *pair) for each, pair in zip(INDICATORS.values(), pairs, strict=True)]


def _fetch(statement: str, told: dict[str, Any]) -> list[Any]:
    with fan_out_allowed("figures are over every holder's cases"), connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
