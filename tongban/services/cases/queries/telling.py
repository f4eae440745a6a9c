"""What can be told of a case and of one of its steps: facts for notices, asked for by journeys."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.rows import find_row
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors
from tongban.services.cases.models import Case, CaseDocument, CaseEvent
from tongban.services.cases.queries.reach import may_follow
from tongban.services.cases.rules import parcels, rights
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import Document, Step
from tongban.services.cases.rules.telling import find_notice

_DUE = {
    Step.SUBMIT: "acceptance_due_at",
    Step.CORRECT: "acceptance_due_at",
    Step.REQUEST_CORRECTION: "correction_due_at",
    Step.ACCEPT: "promised_due_at",
    Step.DEEM_ACCEPTED: "promised_due_at",
    Step.PASS_ON: "promised_due_at",
    Step.RESUME: "promised_due_at",
    Step.EXTEND: "promised_due_at",
    Step.GRANT: "delivery_due_at",
    Step.GRANT_BY_DEFAULT: "delivery_due_at",
    Step.CONCLUDE: "delivery_due_at",
}


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step as a notice tells it. `notice` names the notice, None where the applicant hears nothing.

    `due_at` is when the next thing is due, `content` what the step's paper holds.
    """

    case: Case
    notice: str | None
    paper: str
    due_at: dt.datetime | None
    step_name: tuple[str, str]
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, as the paper gives it, without a stop at its end: the reason of a decision, the basis of a pause."""
        return str(self.content.get("reason") or self.content.get("basis") or "").rstrip("。；;. ")

    @property
    def count(self) -> int:
        """How many things the applicant has to bring: defects of a notice, or materials that follow later."""
        return len(self.content["defects"]) if "defects" in self.content else self.case.gaps


def get_step_told(case_id: uuid.UUID, version: int) -> StepTold:
    """The step that made this version of the case. Three statements. Raises NotFound case.not_found."""
    case = get_facts(case_id)
    event = CaseEvent.objects.filter(case=case_id, version=version).first()
    if event is None:
        raise errors.not_found()
    paper = CaseDocument.objects.filter(case=case_id, version=version).first()
    step = Step(event.step)
    row = case.route[event.position] if case.route else {"name": "", "name_en": ""}
    notice = find_notice(step, delivery=case.delivery, outcome=case.outcome, gaps=case.gaps)
    due = "supply_due_at" if notice == "submit_with_gaps" else _DUE.get(step)
    return StepTold(
        case=case, notice=notice, paper=event.document_number, due_at=getattr(case, due) if due else None,
        step_name=(row["name"], row["name_en"]), content=paper.content if paper else {},
    )  # fmt: skip


def get_facts(case_id: uuid.UUID) -> Case:
    """The case to a journey that acts for the platform. Raises NotFound case.not_found."""
    case = find_row(Case, case_id)
    if case is None:
        raise errors.not_found()
    return case


def check_acts_for_applicant(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Case:
    """The case, for whoever may apply for its applicant: following alone does not say where a result goes.

    Raises NotFound case.not_found, NotAllowed case.not_yours for whoever may only follow.
    """
    case = get_facts(case_id)
    if not may_follow(case, actor, now=now):
        raise errors.not_found()
    if actor.account is None or not parties.may_act_for(
        actor.account, case.holder_id, rights.SUBMIT, now=now, item=case.item
    ):
        raise errors.not_yours()
    return case


def count_visits(case_id: uuid.UUID) -> int:
    """How often the applicant had to stand at a window so far (APP-03). Two statements."""
    events = CaseEvent.objects.filter(case=case_id).order_by("version")
    papers = CaseDocument.objects.filter(case=case_id, kind=Document.DELIVERY).order_by("version")
    how = {paper.version: paper.content.get("how", "") for paper in papers}
    return parcels.count_visits((event.step, event.unit, how.get(event.version, "")) for event in events)


def handling_clock(step: Step) -> str:
    """The clock whose handler is told of a step of the system."""
    return Kind.ACCEPTANCE if step is Step.DEEM_ACCEPTED else Kind.PROMISED
