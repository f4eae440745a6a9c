"""Makers of journals, through the commands."""

import datetime as dt
from functools import partial

from django.db import connection

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.models import JournalRow
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.guard import fan_out_allowed


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
