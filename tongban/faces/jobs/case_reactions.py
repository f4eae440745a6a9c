"""What follows a step of a case, and a change of the calendar."""

import datetime as dt
import uuid

from tongban.foundation.outbox.events import EventEnvelope
from tongban.journeys import licensing
from tongban.services.cases import commands as cases


def seal_papers(event: EventEnvelope, now: dt.datetime) -> None:
    """The paper of the step bears its body's seal, where it has one."""
    cases.seal_papers(case_id=uuid.UUID(event.payload["case"]), now=now)


def wind_up(event: EventEnvelope, now: dt.datetime) -> None:
    """A case that has ended is concluded, delivered where that is electronic, and archived; others are left alone."""
    licensing.wind_up(case_id=uuid.UUID(event.payload["case"]), now=now)


def recalculate(event: EventEnvelope, now: dt.datetime) -> None:
    """The running clocks in the region of the notice are read again, some hundreds at a time."""
    after = event.payload.get("after")
    cases.recalculate(region=event.payload["region"], now=now, after=uuid.UUID(after) if after else None)


def inspect(event: EventEnvelope, now: dt.datetime) -> None:
    """What the step breaches, and what was breached before it, is found; our own intake refuses what would be one."""
    if event.payload["step"] == "submit" and event.payload["channel"] != "system":
        return
    cases.inspect(case_ids=[uuid.UUID(event.payload["case"])], now=now)


def hand_over(event: EventEnvelope, now: dt.datetime) -> None:
    """An accepted case whose item a vertical system decides goes there."""
    if event.payload["step"] in ("accept", "deem_accepted"):
        cases.hand_over(case_id=uuid.UUID(event.payload["case"]), now=now)
