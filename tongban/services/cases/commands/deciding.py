"""The decision: granted or denied by somebody, granted by default, withdrawn by the applicant, lapsed."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.worklist import queries as worklist
from tongban.services.cases import errors
from tongban.services.cases.commands import timing
from tongban.services.cases.commands.accepting import check_due, end
from tongban.services.cases.commands.findings import write
from tongban.services.cases.commands.journal import subject_of
from tongban.services.cases.commands.steps import Along, Taking, read_text, taking
from tongban.services.cases.models import Case
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import State, Step


def grant(*, case_id: uuid.UUID, opinion: str, by: Actor, now: dt.datetime, along: Along | None = None) -> Case:
    """The case is granted; ten working days remain to hand the result over.

    Raises Conflict case.steps_open, whatever `along` raises, and as `taking`.
    """
    said = read_text("opinion", opinion, required=True)
    with taking(case_id, Step.GRANT, by=by, now=now, opinion=said, along=along) as step:
        end(step, "granted")
        step.content = {"decided_at": step.at.isoformat()}
    return step.case


def deny(*, case_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Case:
    """The case is denied, with reasons and with the remedies open to the applicant (art. 38). As `grant`."""
    why = read_text("reason", reason, required=True)
    with taking(case_id, Step.DENY, by=by, now=now, opinion=why) as step:
        end(step, "denied")
        step.content = {"decided_at": step.at.isoformat(), "reason": why}
    return step.case


def grant_by_default(*, case_id: uuid.UUID, now: dt.datetime, along: Along | None = None) -> Case:
    """The promised instant passed without a decision: granted by the platform at that instant, exactly once (超时默认).

    However late it is written, the decision is dated by the due instant. Whoever had taken the case by then answers for
    it, or the body where nobody had (a finding; `queries.list_accountability`). Raises Conflict case.not_by_default,
    case.not_due, and as `taking`.
    """
    with taking(case_id, Step.GRANT_BY_DEFAULT, by=SYSTEM, now=now, along=along) as step:
        case = step.case
        if not case.default_grant:
            raise errors.not_now("case.not_by_default", state=case.state, step=step.step)
        step.at = check_due(step, Kind.PROMISED)
        _hold_to_account(step)
        end(step, "granted")
        step.content = {"decided_at": step.at.isoformat(), "by_default": True}
    return step.case


def _hold_to_account(step: Taking) -> None:
    """追责: a finding names who had taken the case at the due instant, and the review step at which it was left."""
    case, route_step = step.case, step.case.route[step.case.position]
    work = (case.organisation, subject_of(case))
    handler = worklist.list_claimants([work]).get(work)
    if handler is not None and handler.since > step.at:
        handler = None
    write(
        case, "granted_by_default", clock=Kind.PROMISED, since=case.clock_since or step.at, due_at=step.at,
        account=handler.account if handler else None, now=step.now,
        facts={
            "position": case.position, "step": route_step["code"], "step_name": route_step["name"],
            "step_name_en": route_step["name_en"], "handler": handler.name if handler else "",
        },
    )  # fmt: skip


def withdraw(*, case_id: uuid.UUID, reason: str = "", by: Actor, now: dt.datetime) -> Case:
    """The applicant takes the case back before it is decided; no clock runs. Raises as `taking`."""
    with taking(case_id, Step.WITHDRAW, by=by, now=now, opinion=reason) as step:
        stop(step, "withdrawn")
        step.content = {"reason": step.opinion}
    return step.case


def lapse(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """What had to be corrected, or promised to follow, did not come in time: the case ends without a decision.

    Takes effect at the due instant. Raises Conflict case.not_due, and as `taking`.
    """
    with taking(case_id, Step.LAPSE, by=SYSTEM, now=now) as step:
        case = step.case
        if case.state == State.CORRECTING:
            step.at = check_due(step, Kind.CORRECTION)
        elif case.supply_due_at is None or now < case.supply_due_at:
            raise errors.not_now("case.not_due", state=case.state, step=step.step)
        else:
            step.at = case.supply_due_at
        stop(step, "lapsed")
        step.content = {"due_at": step.at.isoformat()}
    return step.case


def stop(step: Taking, outcome: str) -> None:
    """The case has ended and no clock runs."""
    step.case.outcome, step.case.decided_at = outcome, step.at
    step.case.supply_days = step.case.supply_due_at = None
    timing.stop(step.case)
