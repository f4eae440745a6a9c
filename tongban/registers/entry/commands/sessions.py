"""Opening, seeing and ending sessions."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.entry import errors
from tongban.registers.entry.models import AccountSession
from tongban.registers.entry.rules import DAY, device_of, mask_address


@transaction.atomic
def open_session(
    *,
    account_id: uuid.UUID,
    method: str,
    with_second_factor: bool,
    address: str,
    user_agent: str,
    idle: dt.timedelta,
    lasts: dt.timedelta,
    acting_for: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> AccountSession:
    """A session of the account stands until it is idle for `idle`, at the longest for `lasts`.

    `method` is "password", "code", "identity", "licence" or "registration"; `acting_for` the enterprise that let
    it in by its electronic business licence. Journals entry.session_opened.
    """
    AccountSession.objects.filter(ends_at__lt=now - DAY).delete()
    session = AccountSession.objects.create(
        account_id=account_id,
        method=method,
        with_second_factor=with_second_factor,
        acting_for=acting_for,
        address=mask_address(address),
        device=device_of(user_agent),
        opened_at=now,
        last_seen_at=now,
        idle=idle,
        ends_at=now + lasts,
    )
    audit.record(
        "entry.session_opened",
        by=by,
        now=now,
        subject=f"account:{account_id}",
        session=str(session.id),
        method=method,
        second_factor=with_second_factor,
        acting_for=f"party:{acting_for}" if acting_for else "",
    )
    return session


def see(session_id: uuid.UUID, *, now: dt.datetime) -> None:
    """The session was seen now; nothing when it has ended meanwhile."""
    AccountSession.objects.filter(id=session_id, last_seen_at__lt=now).update(last_seen_at=now)


def strengthen(session_id: uuid.UUID) -> None:
    """The session counts as one with a second factor; called right after a code of it was checked."""
    AccountSession.objects.filter(id=session_id).update(with_second_factor=True)


@transaction.atomic
def end_session(*, session_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """That session of the actor's own account opens nothing any more. Journals entry.session_ended.

    Raises NotFound entry.session_unknown, for somebody else's too.
    """
    if by.account is None or not AccountSession.objects.filter(id=session_id, account_id=by.account).delete()[0]:
        raise errors.session_unknown()
    subject = f"account:{by.account}"
    audit.record("entry.session_ended", by=by, now=now, subject=subject, session=str(session_id))


@transaction.atomic
def end_other_sessions(*, account_id: uuid.UUID, keep: uuid.UUID | None, by: Actor, now: dt.datetime) -> int:
    """Every session of the account but `keep` is over; returns how many were. Journals entry.sessions_ended.

    Raises NotAllowed entry.not_allowed for anybody but the account itself and the platform.
    """
    if by is not SYSTEM and by.account != account_id:
        raise errors.may_not("sessions")
    others = AccountSession.objects.filter(account_id=account_id)
    ended: int = (others.exclude(id=keep) if keep else others).delete()[0]
    if ended:
        audit.record("entry.sessions_ended", by=by, now=now, subject=f"account:{account_id}", sessions=ended)
    return ended
