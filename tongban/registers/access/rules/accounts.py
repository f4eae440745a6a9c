"""Phones, passwords and the throttle of sign-in: what holds without asking anybody."""

import datetime as dt
import hashlib
import re
from enum import IntEnum
from math import ceil

PASSWORD_AT_LEAST = 8
PASSWORD_AT_MOST = 128
NAME_AT_MOST = 60
SESSION_LASTS = dt.timedelta(hours=12)

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_SEPARATORS = str.maketrans("", "", " -\u3000")


class RealNameLevel(IntEnum):
    """How well the platform knows who stands behind an account."""

    NONE = 0
    PHONE = 1
    REAL_NAME = 2
    IN_PERSON = 3


# --- phones and passwords ---------------------------------------------------------------------------------------


def read_phone(text: str) -> str | None:
    """A mainland mobile number without spaces, hyphens and +86; None when it is none."""
    digits = text.translate(_SEPARATORS).removeprefix("+86")
    return digits if _PHONE.fullmatch(digits) else None


def check_account(phone: str, name: str, password: str) -> dict[str, list[str]]:
    """What is wrong, by field: phone_malformed, name_missing, name_too_long, and the codes of `check_password`."""
    faults = {
        "phone": [] if read_phone(phone) else ["phone_malformed"],
        "name": check_name(name),
        "password": check_password(password, phone),
    }
    return {field: codes for field, codes in faults.items() if codes}


def check_name(name: str) -> list[str]:
    if not name.strip():
        return ["name_missing"]
    return ["name_too_long"] if len(name) > NAME_AT_MOST or not name.isprintable() else []


def check_password(password: str, phone: str) -> list[str]:
    """password_too_short, password_too_long, password_is_phone, password_too_simple (one kind of character only)."""
    if len(password) < PASSWORD_AT_LEAST:
        return ["password_too_short"]
    if len(password) > PASSWORD_AT_MOST:
        return ["password_too_long"]
    if read_phone(password) and read_phone(password) == read_phone(phone):
        return ["password_is_phone"]
    return ["password_too_simple"] if password.isdecimal() or password.isalpha() else []


# --- the throttle -----------------------------------------------------------------------------------------------


WINDOW = dt.timedelta(minutes=15)
PER_PHONE = 10
PER_ADDRESS = 100
"""Attempts in one window, which begins with the first of them. A hall or a village shares one address."""


def attempts_key(subject: str) -> str:
    """How a subject is written where attempts are counted: the table tells nobody who tried."""
    return hashlib.sha256(subject.encode()).hexdigest()


def wait_after(
    limit: int, attempts: int, window_from: dt.datetime, now: dt.datetime, window: dt.timedelta = WINDOW
) -> int:
    """Whole seconds until this attempt would be allowed; 0 when it is allowed now. `attempts` counts it already."""
    if attempts <= limit:
        return 0
    return max(1, ceil((window_from + window - now).total_seconds()))
