"""What every command writes beside its rows: one journal entry and one event, in the holder's bucket."""

import datetime as dt
import uuid

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.registers.parties.events import PartyChanged
from tongban.registers.parties.models import Party

Fact = str | int | uuid.UUID | tuple[str, ...] | None


def record(action: str, party: Party, *, by: Actor, now: dt.datetime, purpose: str = "", **facts: Fact) -> None:
    """One entry about this party; its region decides who may read it. Facts never hold a name or a number."""
    audit.record(
        action,
        by=by,
        now=now,
        subject=f"party:{party.id}",
        bucket=party.bucket,
        purpose=purpose,
        region=party.region,
        **facts,
    )


def record_change(party: Party, *changed: str, by: Actor, now: dt.datetime, purpose: str) -> None:
    """Entry and event parties.changed, which say what kind of fact changed, not from what to what."""
    record("parties.changed", party, by=by, now=now, purpose=purpose, changed=changed)
    outbox.emit(PartyChanged(party.id, changed), bucket=party.bucket, now=now)
