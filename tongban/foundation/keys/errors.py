"""What goes wrong with keys: never a visitor's mistake, so no `DomainError`; each tells the operator what to mend."""


class KeyTrouble(Exception):
    """Keys or the cryptographic library cannot be used as they are; the message says what to do about it."""


class NotAuthentic(Exception):
    """A ciphertext was changed, cut, moved to another row, or sealed with a key that is not here."""


class CryptoFailed(Exception):
    """libcrypto refused an operation; the message carries its drained error queue."""
