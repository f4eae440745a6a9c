"""What was told to an account: notices in the files that are its own, and those to it as staff."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outside import queries as outside
from tongban.foundation.outside.rules import DeliveryState
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.parties import queries as parties
from tongban.services.messages import errors
from tongban.services.messages.models import Notice, StaffNotice

Row = TypeVar("Row", Notice, StaffNotice)
PAGE = 50
MOST_COUNTED = 100
"""An unread count goes no further: a hundred means "a hundred or more"."""


@dataclass(frozen=True, slots=True)
class Received:
    """A notice and how far its text message got; None where none was sent."""

    notice: Notice | StaffNotice
    sms_state: DeliveryState | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """At most 50 notices, newest first, with the position after the last, None on the last page."""

    received: tuple[Received, ...]
    next: tuple[dt.datetime, uuid.UUID] | None


def count_unread(account: uuid.UUID) -> int:
    """Unread notices in the files that are the account's own, at most a hundred. Two statements."""
    return _own(account).filter(read_at=None)[:MOST_COUNTED].count()


_UNREAD_OF_STAFF = """
SELECT count(*) FROM (
    SELECT FROM notices_staffnotice WHERE account = %(account)s AND read_at IS NULL LIMIT %(most)s
) AS unread
"""


def count_unread_of_staff(account: uuid.UUID) -> int:
    """Unread notices to the account as staff, at most a hundred. One statement."""
    found = fetch_one(_UNREAD_OF_STAFF, {"account": account, "most": MOST_COUNTED})
    return int(found[0]) if found else 0


def list_notices(actor: Actor, *, after: tuple[dt.datetime, uuid.UUID] | None = None) -> Inbox:
    """Notices in the files of the actor's own person and of the enterprises represented; nobody else's."""
    return _page(own_notices(actor), after)


def list_staff_notices(actor: Actor, *, after: tuple[dt.datetime, uuid.UUID] | None = None) -> Inbox:
    """Notices to the actor as staff."""
    return _page(own_staff_notices(actor), after)


def get_notice(notice_id: uuid.UUID, *, actor: Actor) -> Received:
    """Raises NotFound message.not_found, also for somebody else's."""
    return _one(own_notices(actor), notice_id)


def get_staff_notice(notice_id: uuid.UUID, *, actor: Actor) -> Received:
    """Raises NotFound message.not_found, also for somebody else's."""
    return _one(own_staff_notices(actor), notice_id)


def own_notices(actor: Actor) -> QuerySet[Notice]:
    """The rows behind `list_notices`, for commands."""
    return _own(_account(actor))


def own_staff_notices(actor: Actor) -> QuerySet[StaffNotice]:
    """The rows behind `list_staff_notices`, for commands."""
    return StaffNotice.objects.filter(account=_account(actor))


def _account(actor: Actor) -> uuid.UUID:
    if actor.account is None:
        raise errors.not_found()
    return actor.account


def _own(account: uuid.UUID) -> QuerySet[Notice]:
    files = parties.list_own_files(account)
    if not files:
        return Notice.objects.none()
    buckets = sorted({bucket_of(party) for party in files})
    return Notice.objects.filter(bucket__in=buckets, holder__in=files)


def _one(rows: QuerySet[Row], notice_id: uuid.UUID) -> Received:
    notice = rows.filter(id=notice_id).first()
    if notice is None:
        raise errors.not_found()
    return _received([notice])[0]


def _page(rows: QuerySet[Row], after: tuple[dt.datetime, uuid.UUID] | None) -> Inbox:
    if after is not None:
        told_at, notice_id = after
        rows = rows.filter(told_at__lte=told_at).exclude(told_at=told_at, id__gte=notice_id)
    found = list(rows.order_by("-told_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    return Inbox(tuple(_received(shown)), (shown[-1].told_at, shown[-1].id) if len(found) > PAGE else None)


def _received(notices: Sequence[Notice | StaffNotice]) -> list[Received]:
    states = outside.list_states([notice.sms for notice in notices if notice.sms is not None])
    return [Received(notice, states.get(notice.sms) if notice.sms else None) for notice in notices]
