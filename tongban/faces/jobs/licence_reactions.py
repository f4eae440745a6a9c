"""What follows facts about licences: holders and supervisors hear of them."""

import datetime as dt
import uuid

from tongban.foundation.outbox.events import EventEnvelope
from tongban.journeys import holdings
from tongban.services.licences.rules.life import Operation


def tell_end(event: EventEnvelope, now: dt.datetime) -> None:
    """The holder hears that the licence ends."""
    told = event.payload
    holdings.remind_holder(
        licence=uuid.UUID(told["licence"]), holder=uuid.UUID(told["holder"]), type_name=told["type_name"],
        number=told["number"], region=told["region"], ends_on=dt.date.fromisoformat(told["ends_on"]),
        days=told["days"], now=now,
    )  # fmt: skip


def tell_operation(event: EventEnvelope, now: dt.datetime) -> None:
    """The holder hears what was done to the licence: that it stands, is suspended, has ended …; once."""
    told = event.payload
    holdings.tell_operation(
        licence=uuid.UUID(told["licence"]), operation=Operation(told["operation"]),
        at=dt.datetime.fromisoformat(told["at"]), now=now,
    )  # fmt: skip


def tell_volume(event: EventEnvelope, now: dt.datetime) -> None:
    """Supervisors hear that somebody looked at unusually many licences."""
    told = event.payload
    holdings.tell_volume(
        alarm=uuid.UUID(told["alarm"]), account=uuid.UUID(told["account"]), organisation=told["organisation"],
        region=told["region"], looks=told["looks"], now=now,
    )  # fmt: skip
