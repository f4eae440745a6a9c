"""The way of a parcel, and what the courier is told."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum

from tongban.foundation.outside.rules import DeliveryState

ADDRESS_AT_MOST = 200


class Direction(StrEnum):
    """To the applicant with the result, or from the applicant with materials."""

    OUT = "out"
    IN = "in"


class ParcelState(StrEnum):
    """How far a parcel got, in this order. `WAITING`: nobody knows where to yet."""

    WAITING = "waiting"
    ORDERED = "ordered"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"


OPEN = (ParcelState.WAITING, ParcelState.ORDERED, ParcelState.ACCEPTED, ParcelState.SENT)
_ORDER = list(ParcelState)


def further(known: ParcelState, told: DeliveryState) -> ParcelState | None:
    """The state after a report, None where it is no news: the order of reports makes no difference."""
    state = ParcelState(told)
    return state if _ORDER.index(state) > _ORDER.index(known) else None


def read_address(text: str) -> str | None:
    """The address in one line, None where it is none."""
    line = " ".join(text.split())
    wrong = any(unicodedata.category(sign) in ("Cc", "Cs", "Cf") for sign in line)
    return line if 4 <= len(line) <= ADDRESS_AT_MOST and not wrong else None


@dataclass(frozen=True, slots=True)
class Order:
    """What the courier needs to know. `payer`: who pays the postage; the applicant never does."""

    direction: Direction
    name: str
    phone: str
    address: str
    case: str
    payer: str
    applicant_fee: str = "0.00"
    identity_check: bool = True

    def write(self) -> str:
        """The order as the courier's interface takes it."""
        return json.dumps(asdict(self), ensure_ascii=False)
