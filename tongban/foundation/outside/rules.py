"""Pure rules about outside parties: channels, how delivery states converge, what a report says, the five faults."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.outside.errors import MALFORMED, MESSAGE_REFUSED

SEND_WITHIN = 3.0
"""Seconds we wait for a party's answer."""

TO_LENGTH, SUBJECT_LENGTH, BODY_LENGTH, REFERENCE_LENGTH = 120, 200, 2000, 120
REPORT_LENGTH = 4000


class Channel(StrEnum):
    """Who stands outside: text messages, courier, bank, the platform one level up, who keeps others' signing keys."""

    SMS = "sms"
    COURIER = "courier"
    BANK = "bank"
    PLATFORM = "platform"
    SIGNATURE = "signature"


class DeliveryState(StrEnum):
    """How far a message got, in this order: a later one is never taken back.

    A delivery told after a failure counts, so that reports converge in whatever order they come.
    """

    QUEUED = "queued"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"


_ORDER = list(DeliveryState)


def later(known: DeliveryState, told: DeliveryState) -> DeliveryState:
    """The further of two states: the order and the number of reports make no difference."""
    return max(known, told, key=_ORDER.index)


class Fault(StrEnum):
    """What a simulated party can be told to do wrong."""

    SLOW = "slow"
    FAIL = "fail"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"
    BADLY_SIGNED = "badly_signed"


@dataclass(frozen=True, slots=True)
class Report:
    """What a party tells about one of our messages; `key` is the key we sent it with.

    `reference` is what the party calls it (a courier's tracking number), where it says so.
    """

    key: str
    state: DeliveryState
    reference: str = ""


def write_report(report: Report) -> bytes:
    """The exact bytes that are signed."""
    told = {"key": report.key, "state": report.state} | ({"reference": report.reference} if report.reference else {})
    return json.dumps(told, sort_keys=True).encode()


def read_report(body: bytes) -> Report:
    """The report in these bytes. Raises Invalid (`outside_malformed`) naming what is wrong."""
    if len(body) > REPORT_LENGTH:
        raise Invalid(MALFORMED, {"body": ["too_long"]})
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid(MALFORMED, {"body": ["not_json"]}) from error
    if not isinstance(told, dict) or not isinstance(told.get("key"), str):
        raise Invalid(MALFORMED, {"key": ["missing"]})
    if told.get("state") not in _ORDER[1:]:
        raise Invalid(MALFORMED, {"state": ["unknown"]})
    reference = told.get("reference", "")
    if not isinstance(reference, str) or len(reference) > REFERENCE_LENGTH or not _can_be_stored(reference):
        raise Invalid(MALFORMED, {"reference": ["malformed"]})
    return Report(told["key"], DeliveryState(told["state"]), reference)


def _can_be_stored(text: str) -> bool:
    """JSON may spell what no database takes: the null character, and halves of letters (lone surrogates)."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def reports_of(faults: frozenset[Fault], states: Sequence[DeliveryState]) -> list[DeliveryState]:
    """The reports a party with these faults sends for one message: in order, or backwards, or each one twice."""
    told = list(reversed(states)) if Fault.OUT_OF_ORDER in faults else list(states)
    return [state for state in told for _ in range(2 if Fault.TWICE in faults else 1)]


def check_message(to: str, subject: str, body: str, reference: str) -> None:
    """Raises Invalid (`outside_message_refused`) by field: missing, too_long, null_character."""
    limits = {
        "to": (to, TO_LENGTH, True),
        "subject": (subject, SUBJECT_LENGTH, False),
        "body": (body, BODY_LENGTH, True),
        "reference": (reference, REFERENCE_LENGTH, True),
    }
    wrong = {field: codes for field, (text, limit, needed) in limits.items() if (codes := _wrong(text, limit, needed))}
    if wrong:
        raise Invalid(MESSAGE_REFUSED, wrong)


def _wrong(text: str, limit: int, needed: bool) -> list[str]:
    checks = {"missing": needed and not text.strip(), "too_long": len(text) > limit, "null_character": "\x00" in text}
    return [code for code, holds in checks.items() if holds]


# --- signatures by those whose keys a party keeps -----------------------------------------------------------------

ANSWER_LENGTH = 20_000
_MOST_CERTIFICATES = 6
_PERSON = ("name", "document_kind", "number", "phone")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the party tells when somebody has signed: by which certificate (DER, the signer's first), and which person
    confirmed it in which `role`. `key` is the request's; `signature` is over the exact bytes that the request shows.
    """

    key: str
    certificates: tuple[bytes, ...]
    signature: bytes
    role: str
    person: Mapping[str, str] = field(repr=False)
    """`name`, `document_kind`, `number` and `phone` ("" where the party does not tell it)."""


def write_answer(answer: Answer) -> bytes:
    """The exact bytes that the party signs."""
    told = {
        "key": answer.key,
        "certificates": [base64.b64encode(each).decode() for each in answer.certificates],
        "signature": base64.b64encode(answer.signature).decode(),
        "role": answer.role,
        "person": dict(answer.person),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def read_answer(body: bytes) -> Answer:
    """The answer in these bytes. Raises Invalid (`outside_malformed`) naming what is wrong."""
    if len(body) > ANSWER_LENGTH:
        raise Invalid(MALFORMED, {"body": ["too_long"]})
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid(MALFORMED, {"body": ["not_json"]}) from error
    if not isinstance(told, dict):
        raise Invalid(MALFORMED, {"body": ["not_an_object"]})
    person, given = told.get("person"), told.get("certificates")
    if not isinstance(person, dict) or not isinstance(given, list) or not 0 < len(given) <= _MOST_CERTIFICATES:
        raise Invalid(MALFORMED, {"person" if not isinstance(person, dict) else "certificates": ["malformed"]})
    certificates = tuple(_octets(each, "certificates") for each in given)
    read = {name: _line(person.get(name, ""), name) for name in _PERSON}
    signature = _octets(told.get("signature"), "signature")
    return Answer(_line(told.get("key"), "key"), certificates, signature, _line(told.get("role"), "role"), read)


def _octets(told: object, name: str) -> bytes:
    try:
        return base64.b64decode(_line(told, name, ANSWER_LENGTH), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(MALFORMED, {name: ["malformed"]}) from error


def _line(told: object, name: str, longest: int = REFERENCE_LENGTH) -> str:
    if not isinstance(told, str) or len(told) > longest or not _can_be_stored(told):
        raise Invalid(MALFORMED, {name: ["malformed"]})
    return told


def answers_of(faults: frozenset[Fault], body: bytes, earlier: bytes | None, *, is_again: bool) -> list[bytes]:
    """What a party with these faults sends when somebody has signed: a slow one nothing until it is asked again, one
    out of order the answer before this one first, and each one twice.
    """
    if Fault.SLOW in faults and not is_again:
        return []
    told = [earlier, body] if Fault.OUT_OF_ORDER in faults and earlier is not None else [body]
    return [each for each in told for _ in range(2 if Fault.TWICE in faults else 1)]
