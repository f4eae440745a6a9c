"""免提交率 (KPI-27): of the materials that cases were handed in with, how many nobody had to bring.

The form itself is none of them: the platform writes it. What a correction replaced does not count any more.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from tongban.foundation.kernel.rates import percentage
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.rules.materials import How

_WAIVED = f"""
SELECT count(*) FILTER (WHERE m.how = '{How.LICENCE}'), count(*)
FROM cases_case c JOIN cases_casematerial m ON m.bucket = c.bucket AND m.case_id = c.id
WHERE c.region BETWEEN %(first)s AND %(last)s AND (%(organisation)s = '' OR c.organisation = %(organisation)s)
  AND c.submitted_at >= %(since)s AND c.submitted_at < %(until)s
  AND m.superseded_at IS NULL AND m.how <> '{How.FORM}'
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Waived:
    """So many of so many materials; `value` in per cent, None where nothing was asked for."""

    value: Decimal | None
    waived: int
    required: int


def get_waived(scope: Scope) -> Waived:
    """Of the cases submitted in the scope. Public: it names no case. One statement."""
    with fan_out_allowed("figures are over every holder's cases"), connection.cursor() as cursor:
        cursor.execute(_WAIVED, scope.bound())
        waived, required = cursor.fetchone()
    return Waived(percentage(waived, required), waived, required)
