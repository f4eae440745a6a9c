"""The sweep: what clocks call for is done when they call, or as soon as the platform is awake again.

Costs by the number of cases that call, found by the index on `wakes_at`, not by the number open.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import orjson
from django.db import connection, transaction

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_for, new_id
from tongban.registers.regions.rules import subtree
from tongban.services.cases.commands.accepting import deem_accepted
from tongban.services.cases.commands.deciding import grant_by_default, lapse
from tongban.services.cases.commands.timing import read_again
from tongban.services.cases.events import CaseMarked, ClocksLeftToRead
from tongban.services.cases.models import Case, CaseFinding
from tongban.services.cases.rules.clock import Kind
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

_MARKED = (
    f'UPDATE "{Case._meta.db_table}" AS kept SET'  # noqa: S608
    " marks = string_to_array(fresh.marks, ','), wakes_at = fresh.wakes_at"
    " FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::timestamptz[]) AS fresh (id, bucket, marks, wakes_at)"
    " WHERE kept.id = fresh.id AND kept.bucket = fresh.bucket"
)

_FINDINGS = (
    f'INSERT INTO "{CaseFinding._meta.db_table}"'  # noqa: S608
    " (id, bucket, case_id, kind, clock, since, due_at, organisation, region, facts, found_at)"
    " SELECT id, bucket, case_id, kind, clock, since, due_at, organisation, region, facts, %s"
    " FROM json_to_recordset(%s::json) AS told (id uuid, bucket int, case_id uuid, kind text, clock text,"
    " since timestamptz, due_at timestamptz, organisation text, region text, facts jsonb)"
    " ON CONFLICT DO NOTHING"
)

_LOOKED_AT = (
    "bucket", "number", "organisation", "region", "state", "position", "gaps", "default_grant", "clock", "clock_since",
    "step_since", "due_at", "warn_at", "alarm_at", "paused_at", "legal_due_at", "step_due_at", "supply_due_at",
    "marks", "wakes_at", "run_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How often a case was looked at, how many marks were given and steps taken."""

    cases: int = 0
    marks: int = 0
    steps: int = 0

    def __add__(self, other: "SweepReport") -> "SweepReport":
        return SweepReport(self.cases + other.cases, self.marks + other.marks, self.steps + other.steps)


def sweep(*, now: dt.datetime, limit: int = BATCH) -> SweepReport:
    """Cases that call, longest due first, have their marks and the system's steps up to `now`.

    Each mark once, each step once, however many sweep at the same time; a step takes effect at its due instant. Emits
    cases.marked and cases.step_taken. Call again while `cases >= limit`.
    """
    report = done = _pass(now, limit)
    while done.steps:  # a step may start a clock that has run out already
        done = _pass(now, limit)
        report += done
    return report


def _pass(now: dt.datetime, limit: int) -> SweepReport:
    """At most `limit` cases: marks of all of them in one transaction, then each step in one of its own."""
    looked_at, marks, steps = _give_marks(now, limit)
    taken = 0
    for case_id, step in steps:
        with suppress(Conflict):  # somebody was faster
            _STEPS[step](case_id=case_id, now=now)
            taken += 1
    return SweepReport(looked_at, marks, taken)


@transaction.atomic
def _give_marks(now: dt.datetime, limit: int) -> tuple[int, int, list[tuple[uuid.UUID, Step]]]:
    """How many cases were looked at and marks given, and the steps that are due; a case that is held is passed over."""
    with fan_out_allowed("clocks run in every holder's file"):
        held = Case.objects.select_for_update(skip_locked=True).filter(wakes_at__lte=now)
        cases = list(held.only(*_LOOKED_AT).order_by("wakes_at")[:limit])
    due = [(case, call) for case in cases for call in list_calls(case.timing) if call.at <= now]
    marks = [(case, call) for case, call in due if call.grade is not None]
    for case, call in marks:
        case.marks = [*case.marks, call.mark]
    _store_marks({case.id: case for case, _ in marks}, marks, now)
    return len(cases), len(marks), [(case.id, call.step) for case, call in due if call.step is not None]


def _store_marks(cases: Mapping[uuid.UUID, Case], marks: Sequence[tuple[Case, Call]], now: dt.datetime) -> None:
    if not marks:
        return
    found = orjson.dumps([_finding(case, call) for case, call in marks]).decode()
    outbox.emit_many(((_event(case, call), case.bucket) for case, call in marks), now=now)
    rows = [(case.id, case.bucket, ",".join(case.marks), find_wake(case.timing)) for case in cases.values()]
    with fan_out_allowed("the marks of many holders' cases"), connection.cursor() as cursor:
        cursor.execute(_FINDINGS, [now, found])
        cursor.execute(_MARKED, [list(column) for column in zip(*rows, strict=True)])


def _finding(case: Case, call: Call) -> dict[str, object]:
    since = case.step_since if call.clock is Kind.STEP else case.clock_since
    return {
        "id": new_id(case.bucket), "bucket": case.bucket, "case_id": case.id, "kind": _grade(call),
        "clock": call.clock, "since": since, "due_at": _due_of(case, call), "organisation": case.organisation,
        "region": case.region, "facts": {"position": case.position, "told": _TOLD[_grade(call)]},
    }  # fmt: skip


def _event(case: Case, call: Call) -> CaseMarked:
    return CaseMarked(
        case=case.id, number=case.number, organisation=case.organisation, region=case.region, clock=call.clock,
        grade=_grade(call), due_at=_due_of(case, call), told=_TOLD[_grade(call)], at=call.at,
    )  # fmt: skip


def _grade(call: Call) -> Grade:
    assert call.grade is not None
    return call.grade


def _due_of(case: Case, call: Call) -> dt.datetime | None:
    return {Kind.LEGAL: case.legal_due_at, Kind.STEP: case.step_due_at}.get(call.clock, case.due_at)


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
