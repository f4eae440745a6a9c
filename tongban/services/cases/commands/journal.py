"""What every step leaves behind beside the case's own row: event row, numbered document, worklist, journal, outbox."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.ids import new_id
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist.commands import Work
from tongban.registers.calendars.rules.clock import local
from tongban.services.cases.events import CaseStepTaken
from tongban.services.cases.models import BodyNumber, Case, CaseDocument, CaseEvent
from tongban.services.cases.rules.life import ENDS, Document, State, Step
from tongban.services.cases.rules.words import number_document

KIND = "case"
_NEXT_NUMBER = (
    f'INSERT INTO "{BodyNumber._meta.db_table}" AS old (organisation, kind, year, last)'  # noqa: S608
    " VALUES (%s, %s, %s, 1) ON CONFLICT (organisation, kind, year) DO UPDATE SET last = old.last + 1 RETURNING last"
)
_OFF_THE_LIST = frozenset((State.WITHDRAWN, State.LAPSED, State.ARCHIVED))


def subject_of(case: Any) -> str:
    """What worklist and journal call the case, or a row of it."""
    return f"{KIND}:{case.id}"


def write_step(
    case: Case, step: Step, state_from: str, *, by: Actor, at: dt.datetime, now: dt.datetime, opinion: str = "",
    paper: CaseDocument | None = None, facts: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Everything that a step leaves behind, in one statement: the case as it is now, event row, paper, the body's list,
    journal (with these facts besides) and outbox. What is done leaves the list by a command of its own.
    """
    number = paper.number if paper else ""
    event = _event_of(case, step, state_from, by=by, at=at, now=now, opinion=opinion, paper=number)
    parts = {"changed": routing.update(Case, "case"), "step": routing.insert(CaseEvent, "step")}
    values = routing.values_of(case, "case") | routing.values_of(event, "step")
    if paper is not None:
        parts["paper"] = routing.insert(CaseDocument, "paper")
        values |= routing.values_of(paper, "paper")
    if _is_listed(case):
        parts["work"] = worklist.put_when(routing.ALWAYS)
        values |= worklist.row_of(work_of(case), subject_bucket=case.bucket)
    parts |= {"entry": audit.INSERT, "fact": outbox.INSERT}
    told: dict[str, Any] = {"state": case.state, "version": case.version, **(facts or {})}
    values |= entry_of(f"cases.{step}", case, by=by, now=now, **told)
    values |= outbox.row_of(fact_of(case, step, state_from, at=at), bucket=case.bucket, now=now)
    routing.write(parts, values)
    if not case.mode and not _is_listed(case):
        worklist.close(subject_of(case), case.organisation, version=case.version, by=by, now=now)


def next_paper(
    case: Case, kind: Document, content: Mapping[str, Any], *, now: dt.datetime, number: str = ""
) -> CaseDocument:
    """The paper of this version of the case, not yet stored, with the next number of its body, kind and year unless it
    has one.
    """
    number = number or (case.number if kind is Document.RECEIPT else _next_number(case.organisation, kind, now))
    return _document_of(case, kind, number, content, now)


def receipt_of(case: Case, *, now: dt.datetime) -> CaseDocument:
    """The first paper of a case, not yet stored: it carries the number of the case."""
    due = case.acceptance_due_at.isoformat() if case.acceptance_due_at else None
    return _document_of(case, Document.RECEIPT, case.number, {"acceptance_due_at": due}, now)


def _document_of(case: Case, kind: Document, number: str, content: Mapping[str, Any], now: dt.datetime) -> CaseDocument:
    return CaseDocument(
        id=new_id(case.bucket), bucket=case.bucket, case=case, version=case.version, kind=kind, number=number,
        content=content, made_at=now,
    )  # fmt: skip


def _next_number(organisation: str, kind: Document, now: dt.datetime) -> str:
    year = local(now).year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [organisation, kind.value, year])
        return number_document(kind, year, cursor.fetchone()[0])


def submission_of(case: Case, *, by: Actor, now: dt.datetime) -> CaseEvent:
    """The first event of a case, not yet stored."""
    return _event_of(case, Step.SUBMIT, "", by=by, at=now, now=now, opinion="", paper=case.number)


def _event_of(
    case: Case, step: Step, state_from: str, *, by: Actor, at: dt.datetime, now: dt.datetime, opinion: str, paper: str
) -> CaseEvent:
    return CaseEvent(
        id=new_id(case.bucket), bucket=case.bucket, case=case, version=case.version, step=step, state_from=state_from,
        state_to=case.state, position=case.position, account=by.account, unit=unit_of(case, by), opinion=opinion,
        document_number=paper, at=at, recorded_at=now,
    )  # fmt: skip


def unit_of(case: Case, by: Actor) -> str:
    """The body in whose name somebody acts: a window for all bodies of a region acts in the case's. "" without one."""
    return by.organisation or (case.organisation if by.region else "")


def show_work(case: Case) -> None:
    """The body's list shows the case as it is."""
    if _is_listed(case):
        worklist.put(work_of(case), subject_bucket=case.bucket)


def _is_listed(case: Case) -> bool:
    """What is over is on no list, nor is a case that another system runs."""
    return not (case.mode or case.state in _OFF_THE_LIST or (case.state == State.CONCLUDED and case.clock is None))


def work_of(case: Case) -> Work:
    """The case as a row of its body's list."""
    return Work(
        authority=case.organisation, region=case.region, kind=KIND, subject=subject_of(case), number=case.number,
        title=case.item_name, applicant=case.applicant_name, step=work_step(case), due_at=case.due_at,
        warn_at=case.warn_at, alarm_at=case.alarm_at, paused=case.paused_at is not None, version=case.version,
    )  # fmt: skip


def work_step(case: Case) -> str:
    """In review the kind of the step of the route, else the state: a list filters by the same words for every item."""
    if case.state == State.REVIEW:
        return str(case.route[case.position]["kind"])
    return "deliver" if case.state in ENDS or case.state == State.CONCLUDED else case.state


def fact_of(case: Case, step: Step, state_from: str, *, at: dt.datetime) -> CaseStepTaken:
    """The step as the rest of the house hears of it."""
    return CaseStepTaken(
        case=case.id, number=case.number, holder=case.holder_id, item=case.item, organisation=case.organisation,
        region=case.region, channel=case.channel, step=step, state_from=state_from, state_to=case.state,
        case_version=case.version, at=at,
    )  # fmt: skip


def record(action: str, case: Case, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    """One journal row about the case, readable over its region."""
    audit.record(action, by=by, now=now, **_about(case), **facts)


def entry_of(action: str, case: Case, *, by: Actor, now: dt.datetime, **facts: Any) -> dict[str, Any]:
    """The same as a part of a larger statement."""
    return audit.entry_of(action, by=by, now=now, **_about(case), **facts)


def _about(case: Case) -> dict[str, Any]:
    return {
        "subject": subject_of(case), "bucket": case.bucket, "region": case.region, "organisation": case.organisation,
    }  # fmt: skip
