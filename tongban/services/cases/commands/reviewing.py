"""The review: from step to step as the version of the item has them, and a longer time given by the head."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.services.cases.commands.steps import read_text, taking
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.timing import MOST_EXTENSION, MOST_EXTENSION_JOINT

JOINT = "4"


def pass_on(*, case_id: uuid.UUID, opinion: str, by: Actor, now: dt.datetime) -> Case:
    """The case stands at the next review step, whose own clock begins. Raises Conflict case.last_step; as `taking`."""
    said = read_text("opinion", opinion, required=True)
    with taking(case_id, Step.PASS_ON, by=by, now=now, opinion=said) as step:
        step.case.step_since = now
        step.case.marks = [mark for mark in step.case.marks if not mark.startswith("step:")]
    return step.case


def extend(*, case_id: uuid.UUID, days: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    """Promised and legal clock end so many working days later, once in a case; the applicant is told why.

    行政许可法 art. 42: at most ten, fifteen where several bodies decide together. Raises Invalid
    case.extension_too_long, case.reason_missing, Conflict case.extended_already, and as `taking`.
    """
    why = read_text("reason", reason, required=True)
    with taking(case_id, Step.EXTEND, by=by, now=now, opinion=why) as step:
        case = step.case
        most = MOST_EXTENSION_JOINT if case.project_type == JOINT else MOST_EXTENSION
        if case.extension:
            raise Conflict("case.extended_already")
        if not 0 < days <= most:
            raise Invalid("case.extension_too_long", {"days": ["case.extension_too_long"]}, most=most)
        case.extension = days
        step.content = {"days": days, "reason": why}
    return step.case
