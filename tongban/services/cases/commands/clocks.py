"""The sweep: what clocks call for is done when they call, or as soon as the platform is awake again.

Costs by the number of cases that call, found by the index on `wakes_at`, not by the number open.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_for, new_id
from tongban.foundation.worklist import queries as worklist
from tongban.foundation.worklist.queries import Claimant
from tongban.registers.regions.rules import subtree
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.accepting import deem_accepted
from tongban.services.cases.commands.deciding import grant_by_default, lapse
from tongban.services.cases.commands.steps import Along
from tongban.services.cases.commands.timing import read_again
from tongban.services.cases.events import CaseMarked, ClocksLeftToRead
from tongban.services.cases.models import Case, CaseFinding, timing_of
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.timing import Call, Due, Grade, list_due

log = logging.getLogger(__name__)

BATCH = 1_000
STEPS = 250
"""How many steps of the system a sweep takes before it lets others work: each is a transaction of its own."""

READ_AT_ONCE = 500
PUT_OFF = dt.timedelta(minutes=10)
"""When a step that failed is tried again: the others must not wait for it."""

_STEPS = {Step.DEEM_ACCEPTED: deem_accepted, Step.LAPSE: lapse}
_TOLD: Mapping[Grade, tuple[str, ...]] = {
    Grade.YELLOW: ("handler",),
    Grade.RED: ("handler", "head"),
    Grade.OVERDUE: ("handler", "head", "supervisor"),
}
"""Who hears of a mark (SUP-03)."""

_MARKED = (
    f'UPDATE "{Case._meta.db_table}" AS kept SET'  # noqa: S608
    " marks = kept.marks || string_to_array(fresh.marks, ','), wakes_at = fresh.wakes_at"
    " FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::timestamptz[]) AS fresh (id, bucket, marks, wakes_at)"
    " WHERE kept.id = fresh.id AND kept.bucket = fresh.bucket"
)

_FINDINGS = (
    f'INSERT INTO "{CaseFinding._meta.db_table}"'  # noqa: S608
    " (id, bucket, case_id, kind, clock, since, due_at, organisation, region, account, facts, found_at)"
    " SELECT id, bucket, case_id, kind, clock, since, due_at, organisation, region, account, facts, %s"
    " FROM json_to_recordset(%s::json) AS told (id uuid, bucket int, case_id uuid, kind text, clock text,"
    " since timestamptz, due_at timestamptz, organisation text, region text, account uuid, facts jsonb)"
    " ON CONFLICT DO NOTHING"
)

_LOOKED_AT = (
    "id", "bucket", "number", "organisation", "region", "state", "position", "gaps", "default_grant", "clock",
    "clock_since", "step_since", "due_at", "warn_at", "alarm_at", "paused_at", "legal_due_at", "step_due_at",
    "supply_due_at", "marks", "version", "run_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How often a case was looked at, how many marks were given, steps taken, and steps put off because they failed."""

    cases: int = 0
    marks: int = 0
    steps: int = 0
    failed: int = 0

    def __add__(self, other: "SweepReport") -> "SweepReport":
        return SweepReport(
            self.cases + other.cases, self.marks + other.marks, self.steps + other.steps, self.failed + other.failed
        )

    @property
    def is_full(self) -> bool:
        """More may be due than this sweep has done."""
        return self.cases >= BATCH or self.steps >= STEPS


def sweep(*, now: dt.datetime, along: Along | None = None) -> SweepReport:
    """Cases that call, longest due first, have their marks and the system's steps up to `now`.

    Each mark once, each step once, however many sweep at the same time; a step takes effect at its due instant, a grant
    by default together with `along`. One that fails is logged and tried again ten minutes later. Emits cases.marked and
    cases.step_taken. Call again while the report `is_full`.
    """
    report = done = _pass(now, along)
    while done.steps and report.steps < STEPS:  # a step may start a clock that has run out already
        done = _pass(now, along)
        report += done
    return report


def _pass(now: dt.datetime, along: Along | None) -> SweepReport:
    """Some cases: marks of all of them in one transaction, then each step in one of its own."""
    looked_at, marks, calling = _give_marks(now)
    taken = [_take_step(row, step, now, along) for row, step in calling[:STEPS]]
    return SweepReport(looked_at, marks, taken.count(True), taken.count(False))


def _take_step(row: Any, step: Step, now: dt.datetime, along: Along | None) -> bool | None:
    """True when the step is taken, None when somebody was faster, False when it failed and is put off."""
    try:
        if step is Step.GRANT_BY_DEFAULT:
            grant_by_default(case_id=row.id, now=now, along=along)
        else:
            _STEPS[step](case_id=row.id, now=now)
        return True
    except Conflict:
        failure = f"{step} is due but not possible"
    except Exception:
        failure = f"{step} failed"
        log.exception("case %s: %s", row.id, failure)
    # Whoever was faster has changed the case, and with it when it calls.
    same = Case.objects.filter(id=row.id, version=row.version)
    if not same.update(wakes_at=now + PUT_OFF):
        return None
    log.error("case %s: %s; put off", row.id, failure)
    return False


@transaction.atomic
def _give_marks(now: dt.datetime) -> tuple[int, int, list[tuple[Any, Step]]]:
    """How many cases were looked at and marks given, and the steps that are due; a case that is held is passed over."""
    rows = _lock_calling(now)
    due = [(row, list_due(timing_of(row), now)) for row in rows]
    marked = [(row, each) for row, each in due if each.marks]
    if marked:
        _store_marks(marked, now)
    calling = [(row, each.step) for row, each in due if each.step is not None]
    return len(rows), sum(len(each.marks) for _, each in marked), calling


def _lock_calling(now: dt.datetime) -> list[Any]:
    """The columns that decide, by the index on `wakes_at`."""
    with fan_out_allowed("clocks run in every holder's file"):
        held = Case.objects.select_for_update(skip_locked=True).filter(wakes_at__lte=now).order_by("wakes_at")
        return list(held.values_list(*_LOOKED_AT, named=True)[:BATCH])


def _store_marks(marked: list[tuple[Any, Due]], now: dt.datetime) -> None:
    """Findings, events, and the cases themselves: one statement each, however many they are."""
    handlers = worklist.list_claimants([_work_of(row) for row, _ in marked])
    marks = [(row, call, handlers.get(_work_of(row))) for row, due in marked for call in due.marks]
    rows = [
        (row.id, row.bucket, ",".join(call.mark for call in due.marks), due.wakes_at) for row, due in marked
    ]  # fmt: skip
    outbox.emit_many(((_event(*mark), mark[0].bucket) for mark in marks), now=now)
    with fan_out_allowed("the marks of many holders' cases"), connection.cursor() as cursor:
        cursor.execute(_FINDINGS, [now, orjson.dumps([_finding(*mark) for mark in marks]).decode()])
        cursor.execute(_MARKED, [list(column) for column in zip(*rows, strict=True)])


def _work_of(row: Any) -> tuple[str, str]:
    return row.organisation, journal.subject_of(row)


def _finding(row: Any, call: Call, handler: Claimant | None) -> dict[str, object]:
    since = row.step_since if call.clock is Kind.STEP else row.clock_since
    return {
        "id": new_id(row.bucket), "bucket": row.bucket, "case_id": row.id, "kind": _grade(call), "clock": call.clock,
        "since": since, "due_at": _due_of(row, call), "organisation": row.organisation, "region": row.region,
        "account": handler and handler.account, "facts": {"position": row.position, "told": _TOLD[_grade(call)]},
    }  # fmt: skip


def _event(row: Any, call: Call, handler: Claimant | None) -> CaseMarked:
    return CaseMarked(
        case=row.id, number=row.number, organisation=row.organisation, region=row.region, clock=call.clock,
        grade=_grade(call), due_at=_due_of(row, call), told=_TOLD[_grade(call)], at=call.at,
        handler=handler.account if handler else None,
    )  # fmt: skip


def _grade(call: Call) -> Grade:
    assert call.grade is not None
    return call.grade


def _due_of(row: Any, call: Call) -> dt.datetime | None:
    found: dt.datetime | None = {Kind.LEGAL: row.legal_due_at, Kind.STEP: row.step_due_at}.get(call.clock, row.due_at)
    return found


@transaction.atomic
def recalculate(*, region: str, now: dt.datetime, after: uuid.UUID | None = None, limit: int = READ_AT_ONCE) -> int:
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
            journal.show_work(case)
    if len(ids) == limit:
        outbox.emit(ClocksLeftToRead(region, ids[-1]), bucket=bucket_for(f"cases:{region}"), now=now)
    return len(ids)
