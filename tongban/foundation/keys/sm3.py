"""SM3 (GB/T 32905) and HMAC-SM3: from the standard library where its OpenSSL has SM3, else from `cryptography`."""

import hashlib
import hmac
from typing import Any, Protocol

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


class Keyed:
    """HMAC-SM3 under one key, which is worked into the state once; any thread may ask."""

    def __init__(self, key: bytes) -> None:
        self._state: Any = hmac.new(key, digestmod="sm3") if IN_HASHLIB else HMAC(key, hashes.SM3())

    def of(self, data: bytes) -> bytes:
        """The 32 bytes over `data`."""
        state = self._state.copy()
        state.update(data)
        found: bytes = state.digest() if IN_HASHLIB else state.finalize()
        return found
