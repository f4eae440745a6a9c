"""A blind index: finds a row by an encrypted value without telling the value. Its key never rotates."""

import hmac

from tongban.foundation.keys import sm3

KEY_LENGTH = 32


class BlindIndex:
    """HMAC-SM3 under one key. The caller brings every value to one spelling first."""

    def __init__(self, key: bytes) -> None:
        self._keyed = sm3.Keyed(key)

    def of(self, value: str) -> bytes:
        """32 bytes, the same for the same value for ever."""
        return self._keyed.of(value.encode())

    def matches(self, value: str, index: bytes) -> bool:
        """True when `index` is that of `value`, compared in constant time."""
        return hmac.compare_digest(self.of(value), index)
