"""How every step is taken: lock → may they, can it be → change → write → journal → event. Nothing else changes a case.

with taking(case_id, Step.ACCEPT, by=by, now=now) as step:
    ...                     # what this step changes on `step.case`; its clocks are read again afterwards
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.rows import find_row
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors
from tongban.services.cases.commands import journal, timing
from tongban.services.cases.commands.findings import find
from tongban.services.cases.models import Case, CaseDocument
from tongban.services.cases.queries.reach import may_follow, sees_as_staff
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.breaches import is_jump
from tongban.services.cases.rules.life import TRANSITIONS, Side, State, Step, apply_step, find_fault
from tongban.services.cases.rules.timing import find_overrun

LONGEST_TEXT = 1000

Along = Callable[[Case], None]
"""What another service does in the same transaction, once the step is written: its refusal refuses the step."""


@dataclass
class Taking:
    """A step under way. `content` goes into its document, `facts` into the journal; `at` is when it takes effect,
    usually `now`.

    `paper` is the number that its paper has elsewhere; "" for one that we number.
    """

    case: Case
    step: Step
    by: Actor
    now: dt.datetime
    at: dt.datetime
    opinion: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    document: CaseDocument | None = None
    paper: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def taking(
    case_id: uuid.UUID,
    step: Step,
    *,
    by: Actor,
    now: dt.datetime,
    at: dt.datetime | None = None,
    opinion: str = "",
    told: bool = False,
    along: Along | None = None,
) -> Iterator[Taking]:
    """Around what a step changes. Afterwards everything the step leaves behind is written, or nothing is.

    `told`: the step was taken in the system that runs the case, and is only recorded here (`telling`).

    Raises NotFound case.not_found for whoever may not know of the case, NotAllowed case.not_allowed, Conflict with the
    reason why not now; a refused attempt stands in the journal (`cases.step_refused`).
    """
    try:
        with transaction.atomic():
            taken = Taking(lock(case_id), step, by, now, at or now, read_text("opinion", opinion))
            check_may(taken.case, step, by=by, now=now)
            if taken.case.run_by and not told and by is not SYSTEM:
                raise errors.run_elsewhere(taken.case.run_by)
            check_possible(taken.case, step, now=now)
            yield taken
            _finish(taken)
            if along is not None:
                along(taken.case)
    except Conflict as refusal:
        _record_refusal(case_id, step, refusal, by=by, now=now)
        raise


def lock(case_id: uuid.UUID) -> Case:
    """The case, its row locked until the transaction ends. Raises NotFound case.not_found."""
    case = find_row(Case, case_id, lock=True)
    if case is None:
        raise errors.not_found()
    return case


def check_may(case: Case, step: Step, *, by: Actor, now: dt.datetime) -> None:
    """Raises NotFound for whoever may not know of the case, NotAllowed for whoever may but not do this."""
    if by is SYSTEM:
        return
    action = rights.ACTION_OF.get(step)
    if action is not None and _may(case, step, action, by, now):
        return
    if sees_as_staff(case, by) or may_follow(case, by, now=now):
        raise errors.not_allowed(action or f"cases.{step}")
    raise errors.not_found()


def _may(case: Case, step: Step, action: str, by: Actor, now: dt.datetime) -> bool:
    if rights.is_supervisors(step, case.notices) and by.may(rights.SUPERVISE, case.region, case.organisation):
        return True
    if rights.SIDE_OF[step] is not Side.APPLICANT:
        return by.may(action, case.region, case.organisation)
    if step in rights.AT_THE_WINDOW and by.may(rights.ACCEPT, case.region, case.organisation):
        return True
    return by.account is not None and parties.may_act_for(by.account, case.holder_id, action, now=now, item=case.item)


def check_possible(case: Case, step: Step, *, now: dt.datetime) -> None:
    """Raises Conflict: the table does not lead there, or the system's own step is due already."""
    fault = find_fault(case.standing, step)
    if fault is not None:
        raise errors.not_now(fault, state=case.state, step=step)
    overrun = find_overrun(case.timing, now)
    if overrun is not None and rights.SIDE_OF[step] is not Side.SYSTEM:
        raise errors.overrun(overrun.at, step=str(overrun.step))


def read_text(field_name: str, text: str, *, required: bool = False, most: int = LONGEST_TEXT) -> str:
    """The text without blanks around it. Raises Invalid case.reason_missing or case.text_refused under its field."""
    text = text.strip()
    if required and not text:
        raise errors.reason_missing(field_name)
    if len(text) > most or any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise errors.text_refused(field_name, most)
    return text


def _finish(taken: Taking) -> None:
    case, before = taken.case, taken.case.state
    after = apply_step(case.standing, taken.step)
    case.state, case.position, case.gaps = after.state, after.route.at, after.gaps
    case.notices, case.pauses, case.version = after.notices, after.pauses, case.version + 1
    timing.read_again(case)
    kind = TRANSITIONS[(State(before), taken.step)].document
    if kind is not None:
        taken.document = journal.next_paper(case, kind, taken.content, now=taken.now, number=taken.paper)
    journal.write_step(
        case, taken.step, before, by=taken.by, at=taken.at, now=taken.now, opinion=taken.opinion, paper=taken.document,
        facts=taken.facts,
    )  # fmt: skip


def _record_refusal(case_id: uuid.UUID, step: Step, refusal: Conflict, *, by: Actor, now: dt.datetime) -> None:
    """The attempt is known, though nothing came of it; one to skip steps is a finding (流程固化, APP-06)."""
    case = find_row(Case, case_id)
    if case is not None:
        with transaction.atomic():
            journal.record("cases.step_refused", case, by=by, now=now, step=step, reason=refusal.code)
        if by is not SYSTEM and is_jump(case.standing, step):
            find(case_id, "flow_jump", {"step": step, "state": case.state}, by=by, now=now)
