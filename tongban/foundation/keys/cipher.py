"""Data at rest: SM4-GCM under a key that every ciphertext names, so that keys can change while rows live on.

A ciphertext is `01 | length of key id | key id | nonce (12) | encrypted data | tag (16)`. Everything before the nonce
and the caller's context are authenticated with it: a value moved to another row or column no longer opens.
"""

import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tongban.foundation.keys.errors import NotAuthentic

KEY_LENGTH = 16
_FORMAT = 1
_NONCE = 12
_TAG = 16


class VersionedSecret(Protocol):
    """One named symmetric key in all its versions."""

    def current(self) -> tuple[str, bytes]:
        """The newest version: its id and its bytes."""

    def find(self, key_id: str) -> bytes | None:
        """That version's bytes, or None when it is not a version of this key."""


class DataCipher:
    """Encrypts under the newest version of one key, decrypts under any. Several threads may share it."""

    def __init__(self, keys: VersionedSecret) -> None:
        self._keys = keys

    def encrypt(self, plaintext: bytes, *, context: str) -> bytes:
        """`plaintext` sealed with a fresh nonce; `context` (purpose and row id) is needed again to open it."""
        key_id, key = self._keys.current()
        header, nonce = _header(key_id), secrets.token_bytes(_NONCE)
        seal = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        seal.authenticate_additional_data(header + context.encode())
        return header + nonce + seal.update(plaintext) + seal.finalize() + seal.tag

    def decrypt(self, ciphertext: bytes, *, context: str) -> bytes:
        """What was encrypted with this `context`; `NotAuthentic` for anything else, whatever was done to it."""
        header, nonce, body, tag = _parts(ciphertext)
        key_id = header[2:].decode("ascii", "replace")
        key = self._keys.find(key_id)
        if key is None:
            raise NotAuthentic(f"sealed with the key {key_id!r}, which is not here")
        opening = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(header + context.encode())
        try:
            return opening.update(body) + opening.finalize()
        except InvalidTag:
            raise NotAuthentic("changed after it was sealed, or belongs to another row") from None

    def current_header(self) -> bytes:
        """How every ciphertext under the newest version begins: lets SQL pick the rows that still need rotation."""
        return _header(self._keys.current()[0])

    def needs_rotation(self, ciphertext: bytes) -> bool:
        """True when it was not sealed under the newest version."""
        return not ciphertext.startswith(self.current_header())

    def reencrypt(self, ciphertext: bytes, *, context: str) -> bytes:
        """The same plaintext under the newest version; the ciphertext itself when it is already."""
        if not self.needs_rotation(ciphertext):
            return ciphertext
        return self.encrypt(self.decrypt(ciphertext, context=context), context=context)


def _header(key_id: str) -> bytes:
    name = key_id.encode("ascii")
    return bytes((_FORMAT, len(name))) + name


def _parts(ciphertext: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Header, nonce, encrypted data, tag; `NotAuthentic` when it is too short or of an unknown format."""
    header_end = 2 + ciphertext[1] if len(ciphertext) > 1 else 0
    if not header_end or ciphertext[0] != _FORMAT or len(ciphertext) < header_end + _NONCE + _TAG:
        raise NotAuthentic("cut, or not a ciphertext of this platform")
    body_start = header_end + _NONCE
    return (
        ciphertext[:header_end],
        ciphertext[header_end:body_start],
        ciphertext[body_start:-_TAG],
        ciphertext[-_TAG:],
    )
