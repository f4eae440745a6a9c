"""免提交率 (KPI-27): of the materials that cases were handed in with, how many nobody had to bring.

The form itself is none of them: the platform writes it. What a correction replaced does not count any more.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.rates import percentage
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.queries.figures import PAGE, Scope, within
from tongban.services.cases.rules.materials import How

_ASKED = f"""
FROM cases_case c JOIN cases_casematerial m ON m.bucket = c.bucket AND m.case_id = c.id
WHERE c.region BETWEEN %(first)s AND %(last)s AND (%(organisation)s = '' OR c.organisation = %(organisation)s)
  AND c.submitted_at >= %(since)s AND c.submitted_at < %(until)s
  AND m.superseded_at IS NULL AND m.how <> '{How.FORM}'
"""
_TALLY = f"""
SELECT c.organisation, c.region, count(*) FILTER (WHERE m.how = '{How.LICENCE}'), count(*) {_ASKED}
GROUP BY c.organisation, c.region
"""
_LIST = f"""
SELECT c.number, c.item_name, c.item_name_en, c.organisation_name, m.code, m.name, m.how, m.given_at {_ASKED}
  AND (m.how = '{How.LICENCE}') = %(counted)s AND (c.number, m.code) > (%(number)s, %(code)s)
ORDER BY c.number, m.code LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Waived:
    """So many of so many materials; `value` in per cent, None where nothing was asked for."""

    value: Decimal | None
    waived: int
    required: int


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material of a case: `how` it came is "licence" for one that nobody had to bring."""

    number: str
    item_name: str
    item_name_en: str
    organisation_name: str
    code: str
    name: str
    how: str
    given_at: dt.datetime


def tally_waived(scope: Scope) -> dict[tuple[str, str], tuple[int, int]]:
    """(Body, region) → materials waived and all materials, of the cases submitted in the scope. Public: it names no
    case. One statement."""
    return {(body, region): (waived, all_) for body, region, waived, all_ in _fetch(_TALLY, scope.bound())}


def get_waived(scope: Scope) -> Waived:
    """The sum over the scope. Public."""
    counts = tally_waived(scope).values()
    waived, required = sum(each[0] for each in counts), sum(each[1] for each in counts)
    return Waived(percentage(waived, required), waived, required)


def list_materials(
    scope: Scope, *, actor: Actor, counted: bool = True, after: tuple[str, str] = ("", ""), limit: int = PAGE
) -> list[MaterialRow]:
    """Materials that were waived, or those that somebody brought, by case number and code after `after`.

    As far as `cases.supervise` reaches. Raises NotAllowed case.not_allowed.
    """
    number, code = after
    told = {"counted": counted, "number": number, "code": code, "limit": limit}
    return [MaterialRow(*row) for row in _fetch(_LIST, scope.bound() | within(actor, scope) | told)]


def _fetch(statement: str, told: dict[str, Any]) -> list[Any]:
    with fan_out_allowed("figures are over every holder's cases"), connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
