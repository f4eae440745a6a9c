"""Special procedures that the law does not count (行政许可法 art. 45): the clock stands still."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import new_id
from tongban.services.cases.commands.procedure import procedure_of
from tongban.services.cases.commands.steps import Taking, read_text, taking
from tongban.services.cases.models import Case, CasePause
from tongban.services.cases.rules.life import Step

MOST_DAYS = 365


def suspend(*, case_id: uuid.UUID, kind: str, basis: str, days: int, by: Actor, now: dt.datetime) -> Case:
    """The clock stands still for a special procedure of this kind, which the item must name; `days` is what the
    applicant is told it will take. Procedures of several kinds may overlap.

    Raises Invalid case.pause_not_provided, case.reason_missing, Conflict case.pause_open, and as `taking`.
    """
    law = read_text("basis", basis, required=True, most=300)
    if not 0 < days <= MOST_DAYS:
        raise Invalid("case.text_refused", {"days": ["out_of_range"]}, most=MOST_DAYS)
    with taking(case_id, Step.SUSPEND, by=by, now=now, opinion=law) as step:
        _check_kind(step, kind)
        step.content = {"kind": kind, "basis": law, "days": days, "started_at": now.isoformat()}
        CasePause.objects.create(
            id=new_id(step.case.bucket), case=step.case, kind=kind, basis=law, days=days, started_at=now,
            version=step.case.version + 1,
        )  # fmt: skip
        step.case.paused_at = step.case.paused_at or now
    return step.case


def resume(*, case_id: uuid.UUID, kind: str, result: str, by: Actor, now: dt.datetime) -> Case:
    """The procedure of this kind is over; when it was the last, the clock runs on, later by what stood still.

    Raises Conflict case.pause_not_open, Invalid case.reason_missing, and as `taking`.
    """
    said = read_text("result", result, required=True, most=500)
    with taking(case_id, Step.RESUME, by=by, now=now, opinion=said) as step:
        ended = CasePause.objects.filter(case=step.case, kind=kind, ended_at=None).update(ended_at=now, result=said)
        if not ended:
            raise Conflict("case.pause_not_open", kind=kind[:40])
        step.content = {"kind": kind, "result": said, "ended_at": now.isoformat()}
        if step.case.pauses == 1:
            step.case.paused_at = None
    return step.case


def _check_kind(step: Taking, kind: str) -> None:
    if kind not in procedure_of(step.case).pause_kinds:
        raise Invalid("case.pause_not_provided", {"kind": ["case.pause_not_provided"]})
    if CasePause.objects.filter(case=step.case, kind=kind, ended_at=None).exists():
        raise Conflict("case.pause_open", kind=kind)
