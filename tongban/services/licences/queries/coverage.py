"""KPI-27: of the items that end in a result, how many have an e-licence for it (电子证照覆盖率)."""

import datetime as dt
from dataclasses import dataclass

from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.queries.results import PAGE, ResultRow, list_results, tally_results
from tongban.services.licences.models import LicenceSource


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """An item with a result, and the type of licence that the result is; "" for one that is none."""

    item: ResultRow
    type_name: str


def tally_covered(scope: Scope, *, at: dt.datetime) -> dict[tuple[str, str], tuple[int, int]]:
    """(Body, region) → its public items whose result is a type in use, and all that end in a result.

    A source that only cancels gives no licence and does not count. Public: it names no holder.
    """
    return tally_results(scope, entries=_list_names(), at=at)


def list_covered(
    scope: Scope, *, at: dt.datetime, counted: bool = True, after: str = "", limit: int = PAGE
) -> list[CoveredRow]:
    """Items whose result is a type in use, or those without one, by code after `after`. Public."""
    names = _list_names()
    rows = list_results(scope, entries=names, at=at, counted=counted, after=after, limit=limit)
    return [CoveredRow(row, names.get(row.leaf) or names.get(row.leaf[:12], "")) for row in rows]


def _list_names() -> dict[str, str]:
    """Entry (12) or leaf (14) → the name of the type in use that it gives."""
    given = LicenceSource.objects.filter(type__state="active").exclude(operation="cancel")
    return dict(given.values_list("entry", "type__name"))
