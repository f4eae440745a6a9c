"""Licences whose last day is over, swept. Whoever reads one before the sweep sees it expired already."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.calendars.rules.clock import OFFICE_ZONE, local
from tongban.services.licences.commands import steps
from tongban.services.licences.queries.expiring import list_over
from tongban.services.licences.rules.life import Operation, State, find_next

AT_ONCE = 1_000


def expire(*, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """At most so many licences past their last day are expired, as of the midnight after it; how many.

    Each in a transaction of its own. Emits licences.changed.
    """
    return sum(_expire(licence_id, now) for licence_id in list_over(now=now, limit=limit))


@transaction.atomic
def _expire(licence_id: uuid.UUID, now: dt.datetime) -> bool:
    licence = steps.lock(licence_id)
    last = licence.valid_until
    is_over = last is not None and last < local(now).date()
    if not is_over or find_next(State(licence.state), Operation.EXPIRE) is None:
        return False
    assert last is not None
    at = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), OFFICE_ZONE)
    steps.move(licence, Operation.EXPIRE, by=SYSTEM, at=at, now=now)
    return True
