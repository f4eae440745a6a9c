"""A signed tree head: what the sealer vouches for, and the text of it that leaves the house."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongban.foundation.audit.rules.entry import canonical
from tongban.foundation.kernel.errors import Invalid

KIND = "tongban-audit-head"
VERSION = 1


@dataclass(frozen=True, slots=True)
class SignedHead:
    """`size` leaves have the root hash `root`, said at `at` under the key `key_id`."""

    size: int
    root: bytes
    at: dt.datetime
    key_id: str
    signature: bytes = b""

    def claim(self) -> dict[str, Any]:
        """What is signed, as JSON values."""
        return {
            "kind": KIND,
            "version": VERSION,
            "hash": "SM3",
            "size": self.size,
            "root": self.root.hex(),
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "key_id": self.key_id,
        }

    def message(self) -> bytes:
        """The exact bytes that are signed: the claim as canonical JSON."""
        return canonical(self.claim())

    def signed(self, signature: bytes) -> "SignedHead":
        """The same head with its signature."""
        return replace(self, signature=signature)

    def exported(self) -> dict[str, Any]:
        """The claim with its signature (DER, in hexadecimal digits)."""
        return {**self.claim(), "signature": self.signature.hex()}


def read_head(told: Mapping[str, Any]) -> SignedHead:
    """The head that was exported. Raises Invalid (`audit_head_unreadable`)."""
    try:
        head = SignedHead(
            size=told["size"],
            root=bytes.fromhex(told["root"]),
            at=dt.datetime.fromisoformat(told["at"]),
            key_id=told["key_id"],
            signature=bytes.fromhex(told["signature"]),
        )
        if type(head.size) is int and head.size >= 0 and head.exported() == dict(told):
            return head
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise Invalid("audit_head_unreadable")
