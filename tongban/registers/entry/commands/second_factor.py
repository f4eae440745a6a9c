"""Second factors: a code from an app (TOTP), and recovery codes for the day the phone is gone.

Mathematics and storage are allauth's; here stand who may, how often, and the journal.
"""

import datetime as dt
import uuid

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Unavailable
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.entry import errors
from tongban.registers.entry.rules import FACTOR_TRIES, FACTOR_WINDOW, read_code

RESET = "access.reset_second_factor"

_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def new_secret() -> str:
    """A fresh seed for an app; it counts nowhere until `enrol_second_factor`."""
    return str(generate_totp_secret())


def enrol_second_factor(*, account_id: uuid.UUID, secret: str, code: str, by: Actor, now: dt.datetime) -> list[str]:
    """The app that showed `code` is the account's second factor from now on; returns the recovery codes.

    Journals entry.second_factor_enrolled. Raises NotAllowed (entry.not_allowed, entry.second_factor_wrong), Conflict
    entry.second_factor_stands, Unavailable too_many_attempts.
    """
    _check_own(by, account_id)
    _count(account_id, now)
    if not validate_totp_code(secret, read_code(code)):
        raise errors.second_factor_wrong()
    with transaction.atomic():
        account = accounts.get_account(account_id)
        if _find(account_id, Authenticator.Type.TOTP):
            raise errors.second_factor_stands()
        TOTP.activate(account, secret)
        recovery = RecoveryCodes.activate(account)
        audit.record("entry.second_factor_enrolled", by=by, now=now, subject=f"account:{account_id}")
    return list(recovery.get_unused_codes())


def check_second_factor(*, account_id: uuid.UUID, code: str, by: Actor, now: dt.datetime) -> None:
    """Whoever typed this code holds the second factor; an app's code and a recovery code count once.

    Not inside a transaction: a try counts before it is looked at. Journals entry.second_factor_passed, or
    entry.second_factor_failed. Raises NotAllowed entry.second_factor_wrong, Unavailable too_many_attempts.
    """
    _count(account_id, now)
    kind = _kind_of(account_id, read_code(code), now)
    subject = f"account:{account_id}"
    if not kind:
        audit.record("entry.second_factor_failed", by=by, now=now, subject=subject)
        raise errors.second_factor_wrong()
    audit.record("entry.second_factor_passed", by=by, now=now, subject=subject, kind=kind)


def renew_recovery_codes(*, account_id: uuid.UUID, code: str, by: Actor, now: dt.datetime) -> list[str]:
    """The old recovery codes are worth nothing; returns the new ones. Journals entry.recovery_codes_renewed.

    Raises NotAllowed (entry.not_allowed, entry.second_factor_wrong), Unavailable too_many_attempts.
    """
    _check_own(by, account_id)
    check_second_factor(account_id=account_id, code=code, by=by, now=now)
    with transaction.atomic():
        Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).delete()
        recovery = RecoveryCodes.activate(accounts.get_account(account_id))
        audit.record("entry.recovery_codes_renewed", by=by, now=now, subject=f"account:{account_id}")
    return list(recovery.get_unused_codes())


def remove_second_factor(*, account_id: uuid.UUID, code: str, by: Actor, now: dt.datetime) -> None:
    """The account has no second factor any more. Journals entry.second_factor_removed.

    Raises NotAllowed (entry.not_allowed, entry.second_factor_wrong), Unavailable too_many_attempts.
    """
    _check_own(by, account_id)
    check_second_factor(account_id=account_id, code=code, by=by, now=now)
    _remove(account_id, "entry.second_factor_removed", by, now)


def reset_second_factor(*, account_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """As `remove_second_factor`, by an administrator, for somebody who lost phone and recovery codes.

    Who resets must hold the grant over every post of the account: a county opens no door of the province.
    Journals entry.second_factor_reset. Raises NotAllowed entry.not_allowed, NotFound account_unknown.
    """
    if not by.may_anywhere(RESET):
        raise errors.may_not(RESET)
    posts = accounts.list_posts(accounts.get_account(account_id), today=now.date())
    if not all(by.may(RESET, post.region, post.organisation or None) for post in posts):
        raise errors.may_not(RESET)
    _remove(account_id, "entry.second_factor_reset", by, now)


@transaction.atomic
def _remove(account_id: uuid.UUID, action: str, by: Actor, now: dt.datetime) -> None:
    Authenticator.objects.filter(user_id=account_id, type__in=_KINDS).delete()
    audit.record(action, by=by, now=now, subject=f"account:{account_id}")


def _kind_of(account_id: uuid.UUID, code: str, now: dt.datetime) -> str:
    """Which factor the code is of, used up by now; "" when it is none."""
    totp = _find(account_id, Authenticator.Type.TOTP)
    if totp is None or not code:
        return ""
    if TOTP(totp).validate_code(code):
        return "app" if _is_first_use(account_id, code, now) else ""
    recovery = _find(account_id, Authenticator.Type.RECOVERY_CODES)
    return "recovery" if recovery and RecoveryCodes(recovery).validate_code(code) else ""


def _is_first_use(account_id: uuid.UUID, code: str, now: dt.datetime) -> bool:
    """Counted where nothing is thrown out: allauth's cache forgets after one period, or sooner when it is full."""
    lasts = dt.timedelta(seconds=app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))
    try:
        access.count_attempts(limits={f"second factor {account_id} {code}": 1}, window=lasts, now=now)
    except Unavailable:
        return False
    return True


def _find(account_id: uuid.UUID, kind: str) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user_id=account_id, type=kind).first()
    return found


def _count(account_id: uuid.UUID, now: dt.datetime) -> None:
    access.count_attempts(limits={f"second factor {account_id}": FACTOR_TRIES}, window=FACTOR_WINDOW, now=now)


def _check_own(by: Actor, account_id: uuid.UUID) -> None:
    if by.account != account_id:
        raise errors.may_not("second_factor")
