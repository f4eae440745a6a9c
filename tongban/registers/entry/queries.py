"""Reading sessions, second factors and national identities."""

import datetime as dt
import uuid
from functools import cache

from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from tongban.foundation.routing.prepared import Statement, fetch_one
from tongban.registers.access.queries import Account
from tongban.registers.entry.models import AccountSession as AccountSession  # named here for who reads these
from tongban.registers.entry.models import NationalIdentity as NationalIdentity
from tongban.registers.entry.rules import is_over


def find_session(session_id: uuid.UUID, *, now: dt.datetime) -> AccountSession | None:
    """The session with its account, one prepared statement; None when it is over or its account is closed."""
    row = fetch_one(_open_session(), {"id": session_id})
    if row is None:
        return None
    width = len(_columns(AccountSession))
    session = AccountSession.from_db(DEFAULT_DB_ALIAS, _attributes(AccountSession), row[:width])
    session.account = Account.from_db(DEFAULT_DB_ALIAS, _attributes(Account), row[width:])
    return None if _is_over(session, now) else session


@cache
def _open_session() -> Statement:
    sessions, accounts = AccountSession._meta.db_table, Account._meta.db_table
    told = [f"session.{name}" for name in _columns(AccountSession)] + [f"account.{name}" for name in _columns(Account)]
    return Statement(
        f'SELECT {", ".join(told)} FROM "{sessions}" session JOIN "{accounts}" account'  # noqa: S608
        " ON account.id = session.account_id WHERE session.id = %(id)s AND account.is_active"
    )


@cache
def _columns(model: type[Model]) -> list[str]:
    return [f'"{field.column}"' for field in model._meta.local_fields]


@cache
def _attributes(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.local_fields]


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
