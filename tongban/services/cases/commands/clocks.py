"""The sweep: what clocks call for is done when they call, or as soon as the platform is awake again.

Costs by the number of cases that call, found by the index on `wakes_at`, not by the number open.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.regions.rules import subtree
from tongban.services.cases.commands.accepting import deem_accepted
from tongban.services.cases.commands.deciding import grant_by_default, lapse
from tongban.services.cases.commands.findings import write
from tongban.services.cases.commands.timing import read_again
from tongban.services.cases.events import CaseMarked, ClocksLeftToRead
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.timing import Call, Grade, find_wake, list_calls

BATCH = 500
_STEPS = {Step.DEEM_ACCEPTED: deem_accepted, Step.LAPSE: lapse, Step.GRANT_BY_DEFAULT: grant_by_default}
_TOLD: Mapping[Grade, tuple[str, ...]] = {
    Grade.YELLOW: ("handler",),
    Grade.RED: ("handler", "head"),
    Grade.OVERDUE: ("handler", "head", "supervisor"),
}
"""Who hears of a mark (SUP-03)."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many cases were looked at, marks given and steps taken."""

    cases: int = 0
    marks: int = 0
    steps: int = 0

    def __add__(self, other: "SweepReport") -> "SweepReport":
        return SweepReport(self.cases + other.cases, self.marks + other.marks, self.steps + other.steps)


def sweep(*, now: dt.datetime, limit: int = BATCH) -> SweepReport:
    """At most `limit` cases, longest due first, have their marks and the system's steps up to `now`.

    Each mark once, each step once, however many sweep at the same time; a step takes effect at its due instant. Emits
    cases.marked and cases.step_taken. Call again while `cases == limit`.
    """
    with fan_out_allowed("clocks run in every holder's file"):
        due = list(Case.objects.filter(wakes_at__lte=now).order_by("wakes_at").values_list("id", flat=True)[:limit])
    report = SweepReport()
    for case_id in due:
        report += _attend(case_id, now)
    return report


def _attend(case_id: uuid.UUID, now: dt.datetime) -> SweepReport:
    """One case, until nothing of it is due: a step may start a clock that has run out already."""
    report = SweepReport(cases=1)
    while call := _mark(case_id, now, report):
        report, step = call
        if step is None:
            break
        try:
            _STEPS[step](case_id=case_id, now=now)
        except Conflict:
            break  # somebody was faster; what that leaves due is found the next time
        report += SweepReport(steps=1)
    return report


@transaction.atomic
def _mark(case_id: uuid.UUID, now: dt.datetime, report: SweepReport) -> tuple[SweepReport, Step | None] | None:
    """Gives the marks that are due and names the step that is; None when another sweep holds the case."""
    case = Case.objects.select_for_update(skip_locked=True).filter(id=case_id).first()
    if case is None:
        return None
    calls = [call for call in list_calls(case.timing) if call.at <= now]
    marks = [call for call in calls if call.grade is not None]
    for call in marks:
        _give(case, call, now)
    if marks:
        case.marks = [*case.marks, *(call.mark for call in marks)]
        case.wakes_at = find_wake(case.timing)
        Case.objects.filter(id=case.id).update(marks=case.marks, wakes_at=case.wakes_at)
    step = next((call.step for call in calls if call.step is not None), None)
    return report + SweepReport(marks=len(marks)), step


def _give(case: Case, call: Call, now: dt.datetime) -> None:
    assert call.grade is not None
    since = case.step_since if call.clock == "step" else case.clock_since
    facts: dict[str, Any] = {"position": case.position, "told": _TOLD[call.grade]}
    due = {"legal": case.legal_due_at, "step": case.step_due_at}.get(call.clock, case.due_at)
    if write(case, call.grade, clock=call.clock, since=since or now, due_at=due, account=None, facts=facts, now=now):
        event = CaseMarked(
            case=case.id, number=case.number, organisation=case.organisation, region=case.region, clock=call.clock,
            grade=call.grade, due_at=due, told=_TOLD[call.grade], at=call.at,
        )  # fmt: skip
        outbox.emit(event, bucket=case.bucket, now=now)


@transaction.atomic
def recalculate(*, region: str, now: dt.datetime, after: uuid.UUID | None = None, limit: int = BATCH) -> int:
    """The running clocks of at most `limit` cases in the region's subtree are read again: its calendar has changed.

    Marks stay as they were given. Emits cases.clocks_left_to_read when that was not all. Returns how many were read.
    """
    first, last = subtree(region)
    running = Case.objects.filter(region__range=(first, last), clock__isnull=False)
    if after is not None:
        running = running.filter(id__gt=after)
    with fan_out_allowed("a calendar holds for every holder in its region"):
        ids = list(running.order_by("id").values_list("id", flat=True)[:limit])
    for case_id in ids:
        case = Case.objects.select_for_update().filter(id=case_id, clock__isnull=False).first()
        if case is not None:
            read_again(case)
            case.save(force_update=True)
    if len(ids) == limit:
        outbox.emit(ClocksLeftToRead(region, ids[-1]), bucket=bucket_for(f"cases:{region}"), now=now)
    return len(ids)
