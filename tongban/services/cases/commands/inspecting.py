"""Supervision of every event of every case (SUP-02): what breaches flow, guide, fees, limits or the day is found.

Looking again finds the same once: a reaction may run twice, and a day may be gone through in bulk.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from django.db import transaction
from django.db.models import Exists, OuterRef

from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import local
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.services.cases.commands.findings import write
from tongban.services.cases.models import Case, CaseEvent, CaseFee, CaseFinding, CaseMaterial
from tongban.services.cases.rules import breaches
from tongban.services.cases.rules.breaches import ON_THE_SPOT, Breach, Ended, Happened

BATCH = 500
_DECIDED = frozenset(("granted", "denied"))


@transaction.atomic
def inspect(*, case_ids: Sequence[uuid.UUID], now: dt.datetime) -> int:
    """Every breach in the history of these cases, 500 at most, stands as a finding, once; how many are new."""
    cases = {case.id: case for case in Case.objects.filter(id__in=case_ids[:BATCH])}
    events: dict[uuid.UUID, list[Happened]] = defaultdict(list)
    for row in CaseEvent.objects.filter(case__in=list(cases)).order_by("version"):
        told = Happened(row.version, row.step, row.state_from, row.state_to, row.position, row.at)
        events[row.case_id].append(told)
    materials: dict[uuid.UUID, set[str]] = defaultdict(set)
    for case_id, code in CaseMaterial.objects.filter(case__in=list(cases)).values_list("case_id", "code"):
        materials[case_id].add(code)
    fees: dict[uuid.UUID, dict[str, Decimal]] = defaultdict(dict)
    for case_id, name, amount in CaseFee.objects.filter(case__in=list(cases)).values_list("case_id", "name", "amount"):
        fees[case_id][name] = amount
    terms_of, calendar_of = lru_cache(_terms_of), lru_cache(_calendar_of)
    found = 0
    for case in cases.values():
        terms = terms_of(case.item, case.leaf_version, case.item_version)
        calendar = calendar_of(case.region, local(case.received_at).date())
        for breach in _breaches(case, events[case.id], materials[case.id], fees[case.id], terms, calendar):
            found += _write(case, breach, now)
    return found


def find_past_closing(*, now: dt.datetime, limit: int = BATCH) -> int:
    """On-the-spot cases that are open past the closing of their day are found, once; how many are new (UAP-12)."""
    known = CaseFinding.objects.filter(
        bucket=OuterRef("bucket"), case=OuterRef("pk"), kind="not_same_day", since=OuterRef("received_at")
    )
    calendar_of, found = lru_cache(_calendar_of), 0
    with fan_out_allowed("the day closes for every holder"), transaction.atomic():
        waiting = Case.objects.filter(
            project_type=ON_THE_SPOT, state__in=("submitted", "review"), run_by="", received_at__lt=now
        )
        for case in waiting.exclude(Exists(known)).order_by("received_at")[:limit]:
            calendar = calendar_of(case.region, local(case.received_at).date())
            if breach := breaches.find_day_breach(case.received_at, now, calendar):
                found += _write(case, breach, now)
    return found


def _breaches(
    case: Case,
    events: Sequence[Happened],
    materials: set[str],
    fees: dict[str, Decimal],
    terms: Terms,
    calendar: WorkCalendar,
) -> Iterator[Breach]:
    yield from breaches.list_flow_breaches(events, len(case.route))
    yield from breaches.list_material_breaches(materials, terms.materials, case.submitted_at)
    yield from breaches.list_fee_breaches(fees, terms.fees, terms.charged, case.submitted_at)
    decided_at = case.decided_at if case.outcome in _DECIDED else None
    yield from breaches.list_limit_breaches(
        Ended(
            case.received_at, case.accepted_at, decided_at, case.acceptance_due_at, case.promised_due_at,
            case.legal_due_at,
        )
    )  # fmt: skip
    if case.project_type == ON_THE_SPOT and decided_at:
        breach = breaches.find_day_breach(case.received_at, decided_at, calendar)
        if breach is not None:
            yield breach


def _write(case: Case, breach: Breach, now: dt.datetime) -> bool:
    return write(
        case, breach.kind, clock=breach.clock, since=breach.since, due_at=breach.due_at, account=None,
        facts=dict(breach.facts), now=now,
    )  # fmt: skip


def _terms_of(item: str, leaf_version: int, item_version: int) -> Terms:
    return get_terms_under(item, leaf_version=leaf_version, item_version=item_version)


def _calendar_of(region: str, on: dt.date) -> WorkCalendar:
    return calendars.get_calendar(region, on)
