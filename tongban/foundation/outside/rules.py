"""Pure rules about outside parties: channels, how delivery states converge, what a report says, the five faults."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.outside.errors import MALFORMED, MESSAGE_REFUSED

SEND_WITHIN = 3.0
"""Seconds we wait for a party's answer."""

TO_LENGTH, SUBJECT_LENGTH, BODY_LENGTH, REFERENCE_LENGTH = 120, 200, 2000, 120
REPORT_LENGTH = 4000


class Channel(StrEnum):
    """Who stands outside: text messages, courier, bank, the platform one level up."""

    SMS = "sms"
    COURIER = "courier"
    BANK = "bank"
    PLATFORM = "platform"


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
    if not isinstance(reference, str) or len(reference) > REFERENCE_LENGTH or "\x00" in reference:
        raise Invalid(MALFORMED, {"reference": ["malformed"]})
    return Report(told["key"], DeliveryState(told["state"]), reference)


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
