"""Steps that were taken in another system, recorded here: through the same door, under the same table of transitions.

They take effect when they did there. The review there is not ours to follow: what is left of our route is passed on
before its decision, and after an end the case is concluded at once.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.routing.ids import new_id
from tongban.registers.calendars.rules.clock import Limit, Unit, local
from tongban.registers.regions.queries import profiles
from tongban.services.cases.commands import timing
from tongban.services.cases.commands.accepting import begin_review, end
from tongban.services.cases.commands.deciding import stop
from tongban.services.cases.commands.steps import Taking, taking
from tongban.services.cases.models import Case, CasePause, Correction
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.clock import ACCEPTANCE, Kind
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import FORM
from tongban.services.cases.rules.timing import MOST_EXTENSION_JOINT
from tongban.services.cases.rules.told import DECIDING, ENDING, ToldStep

ROLE = "business_system"
_GRANTED = (rights.READ, rights.ACCEPT, rights.REVIEW, rights.DECIDE, rights.EXTEND, rights.DELIVER)
_OTHER_PAUSE = "other"


def actor_for(case: Case, account: uuid.UUID | None) -> Actor:
    """Who records steps of this case: the system, or whoever typed them."""
    grants = tuple(Grant(action, case.region, case.region, case.organisation) for action in _GRANTED)
    return Actor(account, ROLE, case.organisation, case.region, grants)


def record_step(case: Case, told: ToldStep, *, paper: str, by: Actor, now: dt.datetime) -> Case:
    """The step stands in the case's history. Raises Conflict where the table of transitions does not lead there."""
    if told.step in DECIDING:
        case = _pass_the_rest(case, told, by=by, now=now)
    with taking(case.id, told.step, by=by, now=now, at=told.at, opinion=told.opinion, told=True) as step:
        step.paper = told.paper or paper
        step.content = {"told": True, "at": told.at.isoformat(), "reason": told.opinion}
        _CHANGES[told.step](step, told)
    if told.step in ENDING:
        return _conclude(step.case, told.at, now=now)
    return step.case


def _pass_the_rest(case: Case, told: ToldStep, *, by: Actor, now: dt.datetime) -> Case:
    while not case.standing.route.may_decide:
        with taking(case.id, Step.PASS_ON, by=by, now=now, at=told.at, told=True) as step:
            step.case.step_since = told.at
        case = step.case
    return case


def _conclude(case: Case, at: dt.datetime, *, now: dt.datetime) -> Case:
    with taking(case.id, Step.CONCLUDE, by=SYSTEM, now=now, at=at, told=True) as step:
        step.case.concluded_at = at
    return step.case


def _accept(step: Taking, told: ToldStep) -> None:
    begin_review(step, since=told.at)


def _decline(step: Taking, told: ToldStep) -> None:
    end(step, "declined")


def _grant(step: Taking, told: ToldStep) -> None:
    end(step, "granted")


def _deny(step: Taking, told: ToldStep) -> None:
    end(step, "denied")


def _withdraw(step: Taking, told: ToldStep) -> None:
    stop(step, "withdrawn")


def _request_correction(step: Taking, told: ToldStep) -> None:
    case = step.case
    days = int(profiles.resolve(case.region, "correction_days", local(told.at).date()).value)
    timing.start(case, Kind.CORRECTION, since=told.at, limit=Limit(days, Unit.WORKING_DAY))
    timing.read_again(case)
    Correction.objects.create(
        id=new_id(case.bucket), case=case, number=case.notices + 1, defects=[{"about": FORM, "text": told.opinion}],
        told_at=told.at, due_at=case.due_at,
    )  # fmt: skip


def _correct(step: Taking, told: ToldStep) -> None:
    Correction.objects.filter(case=step.case, answered_at=None).update(answered_at=told.at)
    step.case.received_at = told.at
    timing.start(step.case, Kind.ACCEPTANCE, since=told.at, limit=ACCEPTANCE)


def _suspend(step: Taking, told: ToldStep) -> None:
    CasePause.objects.create(
        id=new_id(step.case.bucket), case=step.case, kind=told.kind or _OTHER_PAUSE, basis=told.opinion[:300],
        days=told.days, started_at=told.at, version=step.case.version + 1,
    )  # fmt: skip
    step.case.paused_at = step.case.paused_at or told.at


def _resume(step: Taking, told: ToldStep) -> None:
    open_ones = CasePause.objects.filter(case=step.case, ended_at=None).order_by("started_at")
    named = open_ones.filter(kind=told.kind).first() if told.kind else None
    if ended := named or open_ones.first():
        CasePause.objects.filter(id=ended.id).update(ended_at=told.at, result=told.opinion[:500])
    if step.case.pauses == 1:
        step.case.paused_at = None


def _extend(step: Taking, told: ToldStep) -> None:
    step.case.extension = min(step.case.extension + told.days, MOST_EXTENSION_JOINT)
    step.content["days"] = told.days


def _deliver(step: Taking, told: ToldStep) -> None:
    step.case.delivered_at = told.at
    timing.stop(step.case)


_CHANGES: Mapping[Step, Callable[[Taking, ToldStep], None]] = {
    Step.ACCEPT: _accept,
    Step.DECLINE: _decline,
    Step.REQUEST_CORRECTION: _request_correction,
    Step.CORRECT: _correct,
    Step.SUSPEND: _suspend,
    Step.RESUME: _resume,
    Step.EXTEND: _extend,
    Step.GRANT: _grant,
    Step.DENY: _deny,
    Step.WITHDRAW: _withdraw,
    Step.DELIVER: _deliver,
}
