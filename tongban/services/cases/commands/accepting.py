"""Accepting, declining, and being deemed to have accepted (行政许可法 art. 32)."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.cases import errors
from tongban.services.cases.commands import procedure, timing
from tongban.services.cases.commands.steps import Taking, read_text, taking
from tongban.services.cases.models import Case
from tongban.services.cases.rules.clock import DELIVERY, Kind
from tongban.services.cases.rules.life import Step


def accept(*, case_id: uuid.UUID, opinion: str = "", by: Actor, now: dt.datetime) -> Case:
    """The case is in review at its first step; the promised and the legal clock run from `now`. Notice of acceptance.

    It goes on under the procedure in force now (`procedure`). Emits cases.step_taken. Raises Conflict case.offer_ended
    where the body is no longer competent, and as `taking`.
    """
    with taking(case_id, Step.ACCEPT, by=by, now=now, opinion=opinion) as step:
        procedure.check_competent(step.case, at=now)
        begin_review(step, since=now)
    return step.case


def decline(*, case_id: uuid.UUID, reason: str, right_body: str = "", by: Actor, now: dt.datetime) -> Case:
    """The case is not taken on, and the applicant is told why and, where another body is competent, which.

    Emits cases.step_taken. Raises Invalid case.reason_missing, and as `taking`.
    """
    why = read_text("reason", reason, required=True)
    body = read_text("right_body", right_body, most=100)
    with taking(case_id, Step.DECLINE, by=by, now=now, opinion=why) as step:
        step.content = {"reason": why, "right_body": body}
        end(step, "declined")
    return step.case


def deem_accepted(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """Nobody said within five working days what was missing: accepted from the day the materials were received.

    The step takes effect at the instant the clock ran out, however late it is written. Raises Conflict case.not_due,
    and as `taking`.
    """
    with taking(case_id, Step.DEEM_ACCEPTED, by=SYSTEM, now=now) as step:
        step.at = check_due(step, Kind.ACCEPTANCE)
        step.content = {"deemed": True, "received_at": step.case.received_at.isoformat()}
        begin_review(step, since=step.case.received_at)
    return step.case


def check_due(step: Taking, kind: Kind) -> dt.datetime:
    """The due instant of the clock that this step waits for. Raises Conflict case.not_due."""
    case = step.case
    if case.clock != kind or case.due_at is None or case.paused_at is not None or step.now < case.due_at:
        raise errors.not_now("case.not_due", state=case.state, step=step.step)
    return case.due_at


def end(step: Taking, outcome: str) -> None:
    """The case is decided one way or the other; what remains is to hand the result over in ten working days."""
    step.case.outcome, step.case.decided_at = outcome, step.at
    timing.start(step.case, Kind.DELIVERY, since=step.at, limit=DELIVERY)


def begin_review(step: Taking, *, since: dt.datetime) -> None:
    """Accepted as of `since`: the promised and the legal clock run from then."""
    case = step.case
    if not case.run_by:
        procedure.bind(case, at=since)
    case.accepted_at = since
    timing.start(case, Kind.PROMISED, since=since, limit=case.promised)
    step.content |= {"accepted_at": since.isoformat(), "promised": [case.promised_count, case.promised_unit]}
