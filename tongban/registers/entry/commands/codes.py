"""One-time codes by text message: sent at most so often, tried at most so often, used once.

allauth would keep a code in the clear in the session and count tries there; here a thief of the table learns nothing,
and another browser does not start the count anew.
"""

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, VISITOR
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.rules import RealNameLevel, read_phone
from tongban.registers.entry import errors
from tongban.registers.entry.models import OneTimeCode
from tongban.registers.entry.rules import (
    CODE_DIGITS,
    CODE_LASTS,
    CODE_TRIES,
    DAY,
    HOUR,
    PER_ADDRESS_HOUR,
    PER_PHONE_DAY,
    PER_PHONE_HOUR,
    Purpose,
    read_code,
    seconds_to_wait,
)

_TRY = """
UPDATE entry_onetimecode SET tries = tries + 1
WHERE subject = %s AND expires_at > %s AND tries < %s
RETURNING code_hash
"""


def send_code(*, phone: str, purpose: Purpose, address: str, now: dt.datetime) -> str:
    """A new code is on its way to the phone, and no earlier one counts any more; returns the phone's 11 digits.

    Whether there is an account makes no difference. Not inside a transaction: what was counted stays counted. Raises
    Invalid entry.phone_malformed, Unavailable (entry.code_too_soon, too_many_attempts; both with retry_after).
    """
    digits = read_phone(phone)
    if digits is None:
        raise errors.phone_malformed()
    subject = _keyed(purpose, digits)
    if wait := seconds_to_wait(_sent_at(subject), now):
        raise errors.code_too_soon(wait)
    hourly = {f"code phone {digits}": PER_PHONE_HOUR, f"code address {address}": PER_ADDRESS_HOUR}
    access.count_attempts(limits=hourly, window=HOUR, now=now)
    access.count_attempts(limits={f"code day {digits}": PER_PHONE_DAY}, window=DAY, now=now)
    _store_and_send(subject, digits, purpose, now)
    return digits


@transaction.atomic
def _store_and_send(subject: str, phone: str, purpose: Purpose, now: dt.datetime) -> None:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    OneTimeCode.objects.filter(expires_at__lt=now - HOUR).delete()
    OneTimeCode.objects.filter(subject=subject).delete()
    OneTimeCode.objects.create(
        subject=subject, code_hash=_keyed(purpose, phone, code), sent_at=now, expires_at=now + CODE_LASTS
    )
    outside.send_sms(
        to=phone, text=_text(purpose, code), reference=f"code:{uuid.uuid4()}", bucket=bucket_for(subject), now=now
    )


def _text(purpose: Purpose, code: str) -> str:
    if purpose is Purpose.RESET:
        return _("【通办】%(code)s，用来重设密码，5 分钟内有效。工作人员不会向您要它。") % {"code": code}
    return _("【通办】%(code)s，用来登录，5 分钟内有效。工作人员不会向您要它。") % {"code": code}


def redeem_code(*, phone: str, purpose: Purpose, code: str, now: dt.datetime) -> None:
    """Whoever typed the code holds the phone; the code is used up, and an account with this phone stands at level 1.

    A try counts before the code is looked at. Not inside a transaction. Journals access.sign_in_failed for an account
    that exists. Raises NotAllowed entry.code_wrong, whatever was wrong.
    """
    digits = read_phone(phone) or ""
    subject, typed = _keyed(purpose, digits), _keyed(purpose, digits, read_code(code))
    right = secrets.compare_digest(_try(subject, now), typed)
    # Deleting decides who of two who typed the right code at once used it.
    if not right or not OneTimeCode.objects.filter(subject=subject, code_hash=typed).delete()[0]:
        _record_failure(digits, now)
        raise errors.code_wrong()
    account = accounts.find_account(digits)
    if account is not None:
        access.raise_real_name_level(
            account_id=account.id, level=RealNameLevel.PHONE, proven_by="code", by=SYSTEM, now=now
        )


def _try(subject: str, now: dt.datetime) -> str:
    """The hash of the code that counts now, one try counted; "" when none does."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [subject, now, CODE_TRIES])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _record_failure(phone: str, now: dt.datetime) -> None:
    account = accounts.find_account(phone)
    if account is not None:
        subject, refused = f"account:{account.id}", "entry.code_wrong"
        audit.record("access.sign_in_failed", by=VISITOR, now=now, subject=subject, refused_with=refused)


def _sent_at(subject: str) -> dt.datetime | None:
    return OneTimeCode.objects.filter(subject=subject).values_list("sent_at", flat=True).first()


def _keyed(*parts: str) -> str:
    return KeyFolder(settings.KEY_DIR).blind_index("one-time-codes").of(" ".join(parts)).hex()
