"""The contract with a vertical system (国家、省垂直系统), and the simulator that keeps it where none is connected.

A case goes out as a message on the channel of the platform above (`foundation/outside`), visible at `/dev/outside`;
what became of it we ask for. The simulator shows the faults that are set there for that channel.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from django.conf import settings

from tongban.foundation.kernel.errors import Unavailable
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Sm2Signer
from tongban.foundation.outside import queries as outside
from tongban.foundation.outside.errors import NO_PARTY, REFUSED, TOO_LATE
from tongban.foundation.outside.rules import Channel, Fault

CHANNEL = Channel.PLATFORM
MOST_ASKED = 100


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """What a system tells of a case (`rules.told.Told` as JSON), and its SM2 signature over these bytes."""

    body: bytes
    signature: bytes


class VerticalSystem(Protocol):
    """One vertical system."""

    def ask(self, numbers: Sequence[str], *, within: float) -> list[SignedMessage]:
        """Everything it has to tell of these cases, in any order, doubled or not; at most 100 are asked for at once.

        Raises Unavailable: `outside_timeout` when no answer came `within` seconds, `outside_refused` for an error.
        """


def party_of(system: str) -> VerticalSystem:
    """Who stands behind the code: the simulator. Raises Unavailable (`outside_no_party`) in production."""
    if settings.PRODUCTION:
        raise Unavailable(NO_PARTY, channel=system)
    return SimulatedVertical(system)


def sample_signer(system: str) -> Sm2Signer:
    """The simulated system's key: its public half goes into the register."""
    return KeyFolder(settings.KEY_DIR).signer(f"vertical-{system}")


class SimulatedVertical:
    """Takes note of each case it got, and grants it; with the faults that are set for its channel."""

    def __init__(self, system: str) -> None:
        self.system = system

    def ask(self, numbers: Sequence[str], *, within: float) -> list[SignedMessage]:
        faults = outside.get_faults()[CHANNEL]
        if Fault.FAIL in faults:
            raise Unavailable(REFUSED, channel=self.system)
        if Fault.SLOW in faults:
            Event().wait(within)
            raise Unavailable(TOO_LATE, channel=self.system)
        rows, _before = outside.list_inbox(channel=CHANNEL, limit=1000)
        got = [row for row, _told in rows if not row.inward and row.to == self.system and row.subject in numbers]
        messages = [message for row in reversed(got) for message in self._answer(row.body, row.at.isoformat(), faults)]
        return messages[::-1] if Fault.OUT_OF_ORDER in faults else messages

    def _answer(self, body: str, at: str, faults: frozenset[Fault]) -> list[SignedMessage]:
        case = json.loads(body)
        granted = {"step": "grant", "at": at, "opinion": "样例垂直系统：准予"}
        told = [
            {"number": case["number"], "version": version, "item": case["item"], "submitted_at": case["submitted_at"]}
            | {"steps": steps}
            for version, steps in enumerate(([], [granted]), start=1)
        ]  # fmt: skip
        return [self._sign(each, faults) for each in told for _ in range(2 if Fault.TWICE in faults else 1)]

    def _sign(self, told: dict[str, object], faults: frozenset[Fault]) -> SignedMessage:
        body = json.dumps(told, ensure_ascii=False).encode()
        signed = body + b" " if Fault.BADLY_SIGNED in faults else body
        return SignedMessage(body, sample_signer(self.system).sign(signed))
