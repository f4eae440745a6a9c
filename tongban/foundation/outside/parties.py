"""The contract with every outside party: what we hand over, what we get back. Adapters and simulators keep it."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out. `key` is the idempotency key: the party takes any number of sendings as one message."""

    key: str
    to: str
    subject: str
    body: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The party has the message and calls it `reference`."""

    reference: str


class OutsideParty(Protocol):
    """One party behind one channel. It tells later, by signed reports, how far each message got."""

    def send(self, message: Message, *, within: float) -> Receipt:
        """The party has the message once, however often the same key is sent.

        Raises Unavailable: `outside_timeout` when no answer came `within` seconds (it may have the message all the
        same), `outside_refused` when the party answered with an error.
        """
