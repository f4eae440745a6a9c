"""Every write about accounts and sign-in. Passwords never leave this module, journals never hold a phone."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import NotAllowed
from tongban.registers.access import errors
from tongban.registers.access.models import Account, SignInAttempts
from tongban.registers.access.queries import actor_for
from tongban.registers.access.rules import (
    PASSWORD_AT_MOST,
    PER_ADDRESS,
    PER_PHONE,
    WINDOW,
    RealNameLevel,
    attempts_key,
    check_account,
    check_password,
    read_phone,
    wait_after,
)

_COUNT = """
INSERT INTO access_signinattempts AS kept (subject, window_from, attempts)
SELECT subject, %(now)s, 1 FROM unnest(%(subjects)s::text[]) AS subject ORDER BY subject
ON CONFLICT (subject) DO UPDATE SET
    attempts = CASE WHEN kept.window_from <= %(over)s THEN 1 ELSE kept.attempts + 1 END,
    window_from = CASE WHEN kept.window_from <= %(over)s THEN excluded.window_from ELSE kept.window_from END
RETURNING subject, attempts, window_from
"""


@transaction.atomic
def create_account(
    *, phone: str, name: str, password: str, by: Actor, now: dt.datetime, is_sample: bool = False
) -> Account:
    """A new account that may sign in. Journals access.account_created.

    Raises NotAllowed access_not_allowed, Invalid account_refused (by field), Conflict phone_taken.
    """
    _check_may(by, "access.create_account")
    if faults := check_account(phone, name, password):
        raise errors.account_refused(faults)
    account = _insert(Account(phone=phone, name=name, is_sample=is_sample, created_at=now), password)
    audit.record("access.account_created", by=by, now=now, subject=f"account:{account.id}", sample=is_sample)
    return account


@transaction.atomic
def register(*, phone: str, name: str, password: str | None, level: int, now: dt.datetime) -> Account:
    """A new account of somebody who has just proved to hold the phone, at this real-name level.

    Without a password it signs in by code or by its national identity. Journals access.account_registered. Raises
    Invalid account_refused (by field), Conflict phone_taken.
    """
    faults = check_account(phone, name, password or "")
    if password is None:
        faults.pop("password", None)
    if faults:
        raise errors.account_refused(faults)
    account = _insert(Account(phone=phone, name=name, real_name_level=level, created_at=now), password)
    audit.record("access.account_registered", by=actor_for(account), now=now, subject=f"account:{account.id}")
    return account


def _insert(account: Account, password: str | None) -> Account:
    account.phone, account.name = read_phone(account.phone) or "", account.name.strip()
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.phone_taken() from taken
    return account


@transaction.atomic
def set_password(*, account_id: uuid.UUID, password: str, by: Actor, now: dt.datetime) -> None:
    """The account has this password. Journals access.password_changed.

    Raises NotAllowed access_not_allowed for anybody but the account itself and the platform, NotFound account_unknown,
    Invalid account_refused.
    """
    if by is not SYSTEM and by.account != account_id:
        raise errors.may_not("access.set_password")
    account = _lock(account_id)
    if codes := check_password(password, account.phone):
        raise errors.account_refused({"password": codes})
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record("access.password_changed", by=by, now=now, subject=f"account:{account_id}")


@transaction.atomic
def raise_real_name_level(
    *, account_id: uuid.UUID, level: int, proven_by: str, by: Actor, now: dt.datetime
) -> RealNameLevel:
    """The account stands at least at this level; returns where it stands. `proven_by` is a word for the journal.

    Journals access.real_name_level_raised when it rose. Raises NotAllowed access_not_allowed, NotFound account_unknown.
    """
    _check_may(by, "access.verify_identity")
    account = _lock(account_id)
    if level > account.real_name_level:
        account.real_name_level = RealNameLevel(level)
        account.save(update_fields=["real_name_level"])
        subject = f"account:{account_id}"
        audit.record("access.real_name_level_raised", by=by, now=now, subject=subject, level=level, proven_by=proven_by)
    return RealNameLevel(account.real_name_level)


def _lock(account_id: uuid.UUID) -> Account:
    account: Account | None = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise errors.account_unknown()
    return account


def sign_in(*, phone: str, password: str, address: str, samples_allowed: bool, now: dt.datetime) -> Account:
    """The account, when phone and password are right; the attempt is counted before the password is looked at.

    Journals access.signed_in, or access.sign_in_failed where the account exists. Raises NotAllowed
    (credentials_wrong, account_closed, sample_account_refused), Unavailable too_many_attempts (retry_after seconds).
    """
    digits = read_phone(phone) or ""
    _count_attempt(digits, address, now)
    account: Account | None = Account.objects.filter(phone=digits).first() if digits else None
    refusal = _refusal(account, password, samples_allowed)
    if account is not None:
        record_sign_in(account, refused_with=refusal.code if refusal else "", now=now)
    if refusal or account is None:
        raise refusal or errors.credentials_wrong()
    return account


def check_password_of(account: Account, *, password: str, address: str, now: dt.datetime) -> None:
    """Whoever typed the password knows it; the attempt counts like one at sign-in.

    Raises NotAllowed credentials_wrong, Unavailable too_many_attempts.
    """
    _count_attempt(account.phone, address, now)
    if not _is_right(account, password):
        raise errors.credentials_wrong()


@transaction.atomic
def record_sign_in(account: Account, *, refused_with: str, now: dt.datetime) -> None:
    """Journals the attempt; after a success the attempts of this phone are forgotten, and all that are a day old."""
    actor, subject = actor_for(account), f"account:{account.id}"
    if refused_with:
        audit.record("access.sign_in_failed", by=actor, now=now, subject=subject, refused_with=refused_with)
        return
    SignInAttempts.objects.filter(subject=attempts_key(f"sign-in phone {account.phone}")).delete()
    SignInAttempts.objects.filter(window_from__lt=now - dt.timedelta(days=1)).delete()
    audit.record("access.signed_in", by=actor, now=now, subject=subject)


def record_sign_out(account: Account, *, now: dt.datetime) -> None:
    """Journals access.signed_out."""
    audit.record("access.signed_out", by=actor_for(account), now=now, subject=f"account:{account.id}")


def _refusal(account: Account | None, password: str, samples_allowed: bool) -> NotAllowed | None:
    if not _is_right(account, password):
        return errors.credentials_wrong()
    assert account is not None
    if not account.is_active:
        return errors.account_closed()
    return errors.sample_account_refused() if account.is_sample and not samples_allowed else None


def _is_right(account: Account | None, password: str) -> bool:
    if len(password) > PASSWORD_AT_MOST:
        return False
    if account is None:
        make_password(password)  # takes as long as a real check, so the clock does not tell who has an account
        return False
    return account.check_password(password)


def _count_attempt(phone: str, address: str, now: dt.datetime) -> None:
    limits = {f"sign-in phone {phone}": PER_PHONE, f"sign-in address {address}": PER_ADDRESS}
    count_attempts(limits=limits, window=WINDOW, now=now)


def count_attempts(*, limits: Mapping[str, int], window: dt.timedelta, now: dt.datetime) -> None:
    """Each subject has one attempt more, counted in one statement across all workers.

    To be called outside a transaction that may fail, else the attempt is forgotten. Raises Unavailable
    too_many_attempts (retry_after seconds) when a subject is over its limit within the window.
    """
    by_subject = {attempts_key(subject): limit for subject, limit in limits.items()}
    values: dict[str, Any] = {"subjects": sorted(by_subject), "now": now, "over": now - window}
    with connection.cursor() as cursor:  # the subjects in one order: two attempts never wait for each other in a circle
        cursor.execute(_COUNT, values)
        counted = cursor.fetchall()
    waits = [wait_after(by_subject[subject], attempts, begun, now, window) for subject, attempts, begun in counted]
    if any(waits):
        raise errors.too_many_attempts(max(waits))


def _check_may(by: Actor, action: str) -> None:
    if by is not SYSTEM and not by.may_anywhere(action):
        raise errors.may_not(action)
