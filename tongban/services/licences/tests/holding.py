"""Makers: licences that somebody holds, without the decision that made them; staff who may fetch them."""

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.services.licences.models import Licence, LookUp
from tongban.services.licences.rules.fetching import FETCH
from tongban.services.licences.rules.life import State

TYPE = "11100000000013338W011"
_serials = itertools.count(1)


def held(holder: uuid.UUID, type_name: str, now: dt.datetime, **told: Any) -> Licence:
    """One more licence of the holder's, in force since a year ago and without an end; data only."""
    day = now.date()
    facts: dict[str, Any] = {
        "identifier": f"1.2.156.3005.2.{TYPE}.TE4209020000000001.{next(_serials):08d}.001.X", "type_code": TYPE,
        "type_version": 1, "type_name": type_name, "kind": "licence", "number": "样例〔2025〕1号", "version": 1,
        "holder_name": "样例甲", "holder_shown": "样*甲", "issuer": "TE4209020000000001", "issuer_name": "样例局",
        "region": "420902000000", "values_sealed": b"", "issued_on": day - dt.timedelta(days=365),
        "valid_from": day - dt.timedelta(days=365), "state": State.VALID, "state_at": now, "origin": "import",
        "recorded_at": now,
    }  # fmt: skip
    return Licence.objects.create(id=new_id(bucket_of(holder)), holder_id=holder, **(facts | told))


def clerk(*, region: str = "420902000000", organisation: str = "TE4209020000000001") -> Actor:
    """Somebody at the body's window who may fetch licences."""
    from tongban.services.cases.tests import make

    return make.staff(FETCH, region=region, organisation=organisation)


def looks(holder: uuid.UUID) -> list[tuple[str, str, str]]:
    """The holder's history: type, basis and refusal, the oldest first."""
    rows = LookUp.objects.filter(bucket=bucket_of(holder), holder=holder).order_by("at", "type_name", "id")
    return list(rows.values_list("type_name", "basis", "refusal"))


def journal(action: str) -> int:
    """How many rows of this action stand in the journal."""
    return _count("audit_journalrow", "action", action)


def told(event: str) -> int:
    """How many events of this name wait in the outbox."""
    return _count("outbox_outboxevent", "name", event)


def _count(table: str, column: str, value: str) -> int:
    with fan_out_allowed("a test counts"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [value])
        return int(cursor.fetchone()[0])
