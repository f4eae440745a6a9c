"""Under which version a case goes on (CAT-08): what it had to bring as published when it was submitted, how it is
handled as in force when it is accepted (实体从旧、程序从新), and never more slowly than was promised on its receipt.
"""

import datetime as dt
from typing import Any

from tongban.foundation.kernel.errors import Conflict
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import Limit, compute_due, local
from tongban.registers.catalogue.queries.offers import check_offered
from tongban.registers.catalogue.queries.terms import Terms, find_terms, get_terms_under
from tongban.services.cases.models import Case

_GONE = frozenset(("admission.ended", "admission.cancelled"))


def check_competent(case: Case, *, at: dt.datetime) -> None:
    """Raises Conflict case.offer_ended where the item has passed to another body, or to nobody: the case is declined
    and the right body named (行政许可法 art. 32). An item that is paused still takes on what was submitted before.
    """
    try:
        check_offered(case.item, at=at)
    except Conflict as refusal:
        if refusal.code in _GONE:
            raise Conflict("case.offer_ended", reason=refusal.code) from refusal


def bind(case: Case, *, at: dt.datetime) -> None:
    """Route, limits and default grant are those in force at `at`; the promise made at submission holds if sooner."""
    terms = find_terms(case.item, at=at)
    if terms is None or (terms.leaf_version, terms.item_version) == (case.leaf_version, case.item_version):
        return
    case.accepted_leaf_version, case.accepted_item_version = terms.leaf_version, terms.item_version
    case.route, case.default_grant, case.project_type = route_of(terms), terms.default_grant, terms.project_type
    promised = _sooner(case, terms.promised, case.promised, at)
    legal = _sooner(case, terms.legal, case.legal, at)
    case.promised_count, case.promised_unit = promised.count, promised.unit
    case.legal_count, case.legal_unit = legal.count, legal.unit


def procedure_of(case: Case) -> Terms:
    """The terms whose procedure the case follows, whatever the item says today."""
    leaf, item = case.accepted_leaf_version, case.accepted_item_version
    if leaf is None or item is None:
        leaf, item = case.leaf_version, case.item_version
    return get_terms_under(case.item, leaf_version=leaf, item_version=item)


def route_of(terms: Terms) -> list[dict[str, Any]]:
    """The review steps as the version has them: what the item says later changes nothing for the case."""
    return [
        {"code": step.code, "kind": step.kind, "name": step.name, "name_en": step.name_en}
        | ({"count": step.limit.count, "unit": step.limit.unit.value} if step.limit else {})
        for step in terms.steps
    ]


def _sooner(case: Case, one: Limit, other: Limit, since: dt.datetime) -> Limit:
    calendar = calendars.get_calendar(case.region, local(since).date())
    dues = {limit: compute_due(since, limit, calendar).at for limit in (one, other)}
    return min((one, other), key=lambda limit: dues[limit] or since)
