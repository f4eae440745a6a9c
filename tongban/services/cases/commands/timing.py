"""Starting, stopping and reading again the clocks of a case that the caller holds locked."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import Limit, Pause, Unit, local
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.models import Case, CasePause
from tongban.services.cases.rules import timing
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.timing import Facts, Instants

_DUE = {
    Kind.ACCEPTANCE: "acceptance_due_at",
    Kind.CORRECTION: "correction_due_at",
    Kind.PROMISED: "promised_due_at",
    Kind.DELIVERY: "delivery_due_at",
}


def start(case: Case, kind: Kind, *, since: dt.datetime, limit: Limit) -> None:
    """This clock runs from now on, and no other; nothing of it is marked yet."""
    case.clock, case.clock_since, case.clock_count, case.clock_unit = kind, since, limit.count, limit.unit
    case.step_since, case.paused_at, case.marks = (since if kind is Kind.PROMISED else None), None, []


def stop(case: Case) -> None:
    """No clock runs."""
    case.clock, case.clock_since, case.clock_count, case.clock_unit = None, None, None, ""
    case.step_since, case.paused_at, case.marks = None, None, []


def read_again(case: Case) -> None:
    """Every instant of the case as its facts, its region's calendar and shares have it; and when it wakes."""
    if case.clock is None:
        apply(case, Instants(supply_due_at=case.supply_due_at))
        return
    on = local(case.clock_since or case.received_at).date()
    calendar = calendars.get_calendar(case.region, on)
    shares = calendars.list_warning_shares(case.region, on)
    pauses = list_pauses(case) if case.clock == Kind.PROMISED else ()
    compute(case, calendar, shares, pauses)


def compute(case: Case, calendar: WorkCalendar, shares: Sequence[Decimal], pauses: tuple[Pause, ...]) -> None:
    """`read_again` with everything at hand; while the case stands still its instants stay where they were."""
    instants = timing.compute(facts_of(case, pauses), calendar, shares)
    if case.paused_at is not None:
        kept = case.timing.instants
        instants = Instants(
            kept.due_at, kept.warn_at, kept.alarm_at, kept.legal_due_at, kept.step_due_at, instants.supply_due_at
        )
    apply(case, instants)


def apply(case: Case, instants: Instants) -> None:
    case.due_at, case.warn_at, case.alarm_at = instants.due_at, instants.warn_at, instants.alarm_at
    case.step_due_at, case.supply_due_at = instants.step_due_at, instants.supply_due_at
    if case.clock == Kind.PROMISED:
        case.legal_due_at = instants.legal_due_at
    if case.clock is not None:
        setattr(case, _DUE[Kind(case.clock)], instants.due_at)
    case.wakes_at = timing.find_wake(case.timing)


def facts_of(case: Case, pauses: tuple[Pause, ...]) -> Facts:
    step = case.route[case.position] if case.clock == Kind.PROMISED else {}
    return Facts(
        clock=Kind(case.clock) if case.clock else None,
        since=case.clock_since,
        limit=Limit(case.clock_count or 0, Unit(case.clock_unit)) if case.clock else None,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        legal=case.legal,
        extension=case.extension,
        step_since=case.step_since,
        step_limit=Limit(step["count"], Unit(step["unit"])) if step.get("unit") else None,
        supply_days=case.supply_days,
        pauses=pauses,
    )


def list_pauses(case: Case) -> tuple[Pause, ...]:
    """In order of their beginning."""
    rows = CasePause.objects.filter(case=case).order_by("started_at")
    return tuple(Pause(row.started_at, row.ended_at) for row in rows)
