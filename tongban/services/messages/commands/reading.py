"""Notices that somebody has opened."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.services.messages import errors
from tongban.services.messages.queries.inbox import own_notices, own_staff_notices


@transaction.atomic
def mark_read(*, notice_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """The notice counts as read since the first time. Raises NotFound message.not_found, also for somebody else's."""
    mine = own_notices(by).filter(id=notice_id)
    if not mine.filter(read_at=None).update(read_at=now) and not mine.exists():
        raise errors.not_found()


@transaction.atomic
def mark_all_read(*, by: Actor, now: dt.datetime) -> int:
    """Every notice in the actor's own files is read; returns how many were not. Raises NotFound without an account."""
    return own_notices(by).filter(read_at=None).update(read_at=now)


@transaction.atomic
def mark_staff_read(*, notice_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """The notice to the actor as staff is read. Raises NotFound message.not_found, also for somebody else's."""
    mine = own_staff_notices(by).filter(id=notice_id)
    if not mine.filter(read_at=None).update(read_at=now) and not mine.exists():
        raise errors.not_found()


@transaction.atomic
def mark_staff_all_read(*, by: Actor, now: dt.datetime) -> int:
    """Every notice to the actor as staff is read; returns how many were not."""
    return own_staff_notices(by).filter(read_at=None).update(read_at=now)
