"""Reading sessions, second factors and national identities."""

import datetime as dt
import uuid

from allauth.mfa.models import Authenticator

from tongban.registers.entry.models import AccountSession as AccountSession  # named here for who reads these
from tongban.registers.entry.models import NationalIdentity as NationalIdentity
from tongban.registers.entry.rules import is_over


def find_session(session_id: uuid.UUID, *, now: dt.datetime) -> AccountSession | None:
    """The session with its account, one statement; None when it is over or its account is closed."""
    session = AccountSession.objects.select_related("account").filter(id=session_id, account__is_active=True).first()
    return None if session is None or _is_over(session, now) else session


def list_sessions(account_id: uuid.UUID, *, now: dt.datetime) -> list[AccountSession]:
    """The open sessions of the account, last seen first."""
    rows = AccountSession.objects.filter(account_id=account_id).order_by("-last_seen_at", "id")
    return [session for session in rows if not _is_over(session, now)]


def _is_over(session: AccountSession, now: dt.datetime) -> bool:
    return is_over(last_seen_at=session.last_seen_at, idle=session.idle, ends_at=session.ends_at, now=now)


def has_second_factor(account_id: uuid.UUID) -> bool:
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


def find_identity(account_id: uuid.UUID) -> NationalIdentity | None:
    """The national identity of this account, or None."""
    return NationalIdentity.objects.filter(account_id=account_id).first()
