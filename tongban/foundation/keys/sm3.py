"""SM3 (GB/T 32905) and HMAC-SM3: from the standard library where its OpenSSL has SM3, else from `cryptography`."""

import hashlib
import hmac
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

LENGTH = 32
IN_HASHLIB = "sm3" in hashlib.algorithms_available


class Hash(Protocol):
    """The part of hashlib's interface that both sources of SM3 share."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


class _OutsideHash:
    """`cryptography`'s SM3 under hashlib's method names."""

    def __init__(self) -> None:
        self._context = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._context.update(data)

    def digest(self) -> bytes:
        return self._context.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()


def new() -> Hash:
    """An SM3 to be fed piece by piece."""
    return hashlib.new("sm3") if IN_HASHLIB else _OutsideHash()


def digest(data: bytes) -> bytes:
    """The 32 bytes of SM3 over `data`."""
    state = new()
    state.update(data)
    return state.digest()


def keyed(key: bytes, data: bytes) -> bytes:
    """The 32 bytes of HMAC-SM3 over `data`."""
    if IN_HASHLIB:
        return hmac.digest(key, data, "sm3")
    state = HMAC(key, hashes.SM3())
    state.update(data)
    return state.finalize()
