"""Winding up: concluded, handed over, archived."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.cases.commands import timing
from tongban.services.cases.commands.archiving import pack
from tongban.services.cases.commands.steps import read_text, taking
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import Step


def conclude(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """The case is concluded under its outcome (办结); its delivery clock runs on where something is handed over.

    Raises Conflict case.gaps_open for a grant that waits for a promised material, and as `taking`.
    """
    with taking(case_id, Step.CONCLUDE, by=SYSTEM, now=now) as step:
        step.case.concluded_at = now
    return step.case


def deliver(*, case_id: uuid.UUID, how: str, receipt: str, by: Actor, now: dt.datetime) -> Case:
    """The result is in the applicant's hands: how, and by which receipt or signature. No clock runs any more.

    Raises Invalid case.reason_missing, Conflict case.gaps_open, and as `taking`.
    """
    way = read_text("how", how, required=True, most=40)
    proof = read_text("receipt", receipt, required=True, most=200)
    with taking(case_id, Step.DELIVER, by=by, now=now, opinion=proof) as step:
        step.case.delivered_at = now
        step.content = {"how": way, "receipt": proof, "delivered_at": now.isoformat()}
        timing.stop(step.case)
    return step.case


def archive(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """Form, materials, decision, papers as PDF and history stand packed with their digests, read-only (LIC-08).

    Raises Unavailable document.fonts_missing (nothing is archived then), and as `taking`.
    """
    with taking(case_id, Step.ARCHIVE, by=SYSTEM, now=now) as step:
        step.case.archived_at = now
        timing.stop(step.case)
        pack(step.case, now=now)
    return step.case
