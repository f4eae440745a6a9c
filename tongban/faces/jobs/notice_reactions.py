"""Who hears of a step or a mark, and what the courier does for a case."""

import datetime as dt
import uuid

from tongban.foundation.outbox.events import EventEnvelope
from tongban.journeys import delivering, notices
from tongban.services.cases.rules.life import Step


def tell_step(event: EventEnvelope, now: dt.datetime) -> None:
    """The applicant hears of the step, staff of what the platform did itself; once each."""
    told = event.payload
    notices.tell_step(case_id=uuid.UUID(told["case"]), version=told["case_version"], step=Step(told["step"]), now=now)


def tell_mark(event: EventEnvelope, now: dt.datetime) -> None:
    """Handler, head and supervisor hear of the mark, as it says; once each."""
    told = event.payload
    due_at = dt.datetime.fromisoformat(told["due_at"]) if told["due_at"] else None
    notices.tell_mark(
        case_id=uuid.UUID(told["case"]), grade=told["grade"], clock=told["clock"], due_at=due_at,
        at=dt.datetime.fromisoformat(told["at"]), told=told["told"], now=now,
    )  # fmt: skip


def send_result(event: EventEnvelope, now: dt.datetime) -> None:
    """A concluded result that goes by courier is ordered; every other step is left alone."""
    if event.payload["step"] == Step.CONCLUDE:
        delivering.send_result(case_id=uuid.UUID(event.payload["case"]), now=now)


def follow_parcel(event: EventEnvelope, now: dt.datetime) -> None:
    """What the courier told moves the parcel; other parties' messages are left alone."""
    told = event.payload
    delivering.follow(dispatch_id=uuid.UUID(told["dispatch_id"]), state=told["state"], now=now)
