"""Codes, sessions and national identities: what holds without asking anybody."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from tongban.registers.access.rules import NAME_AT_MOST, RealNameLevel, read_phone
from tongban.registers.entry.errors import claims_malformed

# --- one-time codes ---------------------------------------------------------------------------------------------


class Purpose(StrEnum):
    """What a one-time code is good for; it opens nothing else."""

    SIGN_IN = "sign_in"
    RESET = "reset"


CODE_DIGITS = 6
CODE_LASTS = dt.timedelta(minutes=5)
CODE_TRIES = 5
RESEND_AFTER = dt.timedelta(seconds=60)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
PER_PHONE_HOUR, PER_PHONE_DAY, PER_ADDRESS_HOUR = 5, 10, 60
"""Messages we send to one phone, and on behalf of one address."""

_NOT_DIGITS = str.maketrans("", "", " -\u3000")


def read_code(text: str) -> str:
    """The digits as typed, without spaces and hyphens; "" when it is no code."""
    digits = text[:40].translate(_NOT_DIGITS)
    return digits if digits.isascii() and digits.isdecimal() else ""


def seconds_to_wait(sent_at: dt.datetime | None, now: dt.datetime) -> int:
    """Whole seconds until another code may be sent; 0 when it may be sent now."""
    if sent_at is None:
        return 0
    return max(0, -int(-(sent_at + RESEND_AFTER - now).total_seconds() // 1))


# --- second factors ---------------------------------------------------------------------------------------------

FACTOR_TRIES = 10
IDENTITIES_PER_ADDRESS = 100
FACTOR_WINDOW = dt.timedelta(minutes=15)
"""For the tries of a second factor, and for sign-ins by the national platform that begin at one address."""

# --- sessions ---------------------------------------------------------------------------------------------------

SEEN_EVERY = dt.timedelta(minutes=1)
"""How exact "last seen" is: one write a minute, not one a request."""

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Alipay", "支付宝"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def is_over(*, last_seen_at: dt.datetime, idle: dt.timedelta, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """True when nobody was seen for the idle time, or the session has reached its end."""
    return now >= ends_at or now >= last_seen_at + idle


def device_of(user_agent: str) -> str:
    """Browser and system in a word each, "" when neither is known: enough to recognise one's own."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def mask_address(address: str) -> str:
    """The network without the machine: 203.0.113.* or 2001:db8:0:*; "" for what is no address."""
    try:
        read: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, IPv4Address):
        return ".".join(str(read).split(".")[:3]) + ".*"
    return ":".join(group.lstrip("0") or "0" for group in read.exploded.split(":")[:3]) + ":*"


# --- national identities ----------------------------------------------------------------------------------------

_DOCUMENT_HASH = re.compile(r"[0-9a-f]{64}")
_SUBJECT_AT_MOST = 200
_NUMBER_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Claims:
    """What the national platform says about a person. `phone` is "" unless the platform has verified it."""

    issuer: str
    subject: str
    name: str
    phone: str
    level: RealNameLevel
    document: str
    """Kind and hash of the identity document, "" when it was not told."""
    document_kind: str = ""
    number: str = field(default="", repr=False)
    """The document's kind and number where the platform tells them: never stored here, kept in no session."""


def read_claims(issuer: str, told: Mapping[str, Any]) -> Claims:
    """The claims as the platform told them. Raises Invalid entry.claims_malformed naming the claim.

    An unverified phone and every e-mail address are left out: nobody is recognised by them.
    """
    subject, level = told.get("sub"), told.get("real_name_level", 0)
    if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_AT_MOST:
        raise claims_malformed("sub")
    if isinstance(level, bool) or not isinstance(level, int) or level not in set(RealNameLevel):
        raise claims_malformed("real_name_level")
    claims = (issuer, subject, _name(told), _phone(told), RealNameLevel(level), _document(told))
    return Claims(*claims, *_number(told))


def _name(told: Mapping[str, Any]) -> str:
    name = told.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_AT_MOST or not name.isprintable():
        raise claims_malformed("name")
    return name.strip()


def _phone(told: Mapping[str, Any]) -> str:
    phone = told.get("phone_number", "")
    if not isinstance(phone, str):
        raise claims_malformed("phone_number")
    return (read_phone(phone) or "") if told.get("phone_number_verified") is True else ""


def _number(told: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and number of the document, both "" unless both were told."""
    kind, number = told.get("document_kind", ""), told.get("document_number", "")
    if not number:
        return "", ""
    if not isinstance(kind, str) or not isinstance(number, str) or len(number) > _NUMBER_AT_MOST:
        raise claims_malformed("document_number")
    return kind[:20], number


def _document(told: Mapping[str, Any]) -> str:
    kind, hashed = told.get("document_kind", ""), told.get("document_hash", "")
    if not kind and not hashed:
        return ""
    if not isinstance(kind, str) or not isinstance(hashed, str) or not _DOCUMENT_HASH.fullmatch(hashed):
        raise claims_malformed("document_hash")
    return f"{kind[:20]}:{hashed}"
