"""Makers of journals, through the commands."""

import datetime as dt
import uuid
from functools import partial

from django.db import connection

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.models import JournalRow
from tongban.foundation.audit.rules import entry as entries
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import BUCKETS, new_id

CLERK = Actor(account=uuid.UUID(int=7), role="clerk", organisation="11420000", region="420100000000")


def recorded(count: int, now: dt.datetime) -> list[JournalRow]:
    """`count` new rows; returns the whole journal in the order of sealing."""
    for number in range(count):
        audit.record("settings.changed", by=SYSTEM, now=now, subject=f"settings:{number}", value=number)
    return journal()


def sealed(count: int, now: dt.datetime, signer, *, batch: int = 3) -> list[JournalRow]:
    """`count` rows more, all sealed in batches, a minute apart."""
    recorded(count, now)
    while audit.seal(signer=signer, now=now, limit=batch, using="default").sealed:
        now += dt.timedelta(minutes=1)
    return journal()


def journal() -> list[JournalRow]:
    with fan_out_allowed("a test reads the whole journal"):
        return list(JournalRow.objects.order_by("leaf_index", "id"))


def tamper(statement: str, *values) -> None:
    """What somebody with all rights in the database could do."""
    with fan_out_allowed("tampering knows no buckets"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def verified(keys, anchors=()):
    return queries.verify(verifier_of=partial(keys.verifier, "audit-head"), anchors=anchors)


def found(verification) -> list[tuple[str, dict]]:
    return [(finding.fault.value, dict(finding.facts)) for finding in verification.findings]


def loaded(count: int, now: dt.datetime) -> None:
    """`count` rows at once, by COPY: what takes too long through the command."""
    names = (*entries.COLUMNS, "body")
    with connection.cursor() as cursor, cursor.copy(f"COPY audit_journalrow ({', '.join(names)}) FROM STDIN") as copy:
        for number in range(count):
            entry = entries.compose(
                row_id=new_id(number % BUCKETS),
                action="worklist.claimed",
                by=CLERK,
                at=now,
                subject=f"worklist:{number}",
                purpose="办理",
                facts={"case": new_id(number % BUCKETS), "step": "accept", "due_on": now.date()},
            )
            copy.write_row([getattr(entry, name) for name in names])
