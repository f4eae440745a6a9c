"""Holders hear in time that a licence ends (J15): two months and one month before, once each."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection, transaction

from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import new_id
from tongban.registers.calendars.rules.clock import local
from tongban.services.licences.events import LicenceEnds
from tongban.services.licences.models import Licence, Reminder
from tongban.services.licences.rules.life import State
from tongban.services.licences.rules.reminding import DAYS, due_reminder

AT_ONCE = 200
_FIRST, _SECOND = sorted(DAYS)
_DUE = f"""
SELECT l.id FROM "{Licence._meta.db_table}" l
WHERE l.state = '{State.VALID}' AND l.valid_until BETWEEN %(today)s AND %(last)s AND NOT EXISTS (
    SELECT FROM "{Reminder._meta.db_table}" r WHERE r.bucket = l.bucket AND r.licence_id = l.id
    AND r.days = CASE WHEN l.valid_until <= %(soon)s THEN {_FIRST} ELSE {_SECOND} END
) ORDER BY l.valid_until, l.id LIMIT %(limit)s
"""  # noqa: S608


def remind(*, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """Every licence that ends within two months, or within one, is told once for each; returns how many were now.

    Each in a transaction of its own. Emits licences.ends. A licence that is already in its last month is told once.
    """
    today = local(now).date()
    told: dict[str, Any] = {
        "today": today, "soon": today + dt.timedelta(days=_FIRST), "last": today + dt.timedelta(days=_SECOND),
        "limit": limit,
    }  # fmt: skip
    with fan_out_allowed("the ends of every holder's licences, by an index"), connection.cursor() as cursor:
        cursor.execute(_DUE, told)
        due = [row[0] for row in cursor.fetchall()]
    return sum(_remind(licence, today, now) for licence in due)


@transaction.atomic
def _remind(licence_id: uuid.UUID, today: dt.date, now: dt.datetime) -> bool:
    licence = Licence.objects.select_for_update().get(id=licence_id)
    days = due_reminder(licence.valid_until, today) if licence.valid_until else None
    if days is None or licence.state != State.VALID:
        return False
    facts = {"days": days, "ends_on": licence.valid_until, "at": now}
    if Reminder.objects.filter(licence=licence, days=days).exists():
        return False
    Reminder.objects.create(id=new_id(licence.bucket), licence=licence, **facts)
    assert licence.valid_until is not None
    fact = LicenceEnds(
        licence.id, licence.holder_id, licence.type_name, licence.number, licence.region, licence.item,
        licence.valid_until, days, now,
    )  # fmt: skip
    outbox.emit(fact, bucket=licence.bucket, now=now)
    return True
