"""The seam for signatures: who signs is behind `Signer`, who checks behind `Verifier`.

SM2 signs whatever stays among ourselves; P-256 signs PDF, because readers of PDF know no SM2.

Here both are software over libcrypto. A certified device (GM/T 0018) fits the same seam: its class answers `sign` with
`libcrypto.encode_signature(r, s)` of the device's two numbers, and keeps the private key inside.
"""

from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.foundation.keys.libcrypto import PrivateKey, PublicKey


class Signer(Protocol):
    """One version of one signing key."""

    @property
    def key_id(self) -> str:
        """Name and version, such as `audit-head/2`: what a signed thing carries to find its verifier."""

    @property
    def public_key(self) -> bytes:
        """The uncompressed point, 65 bytes beginning with 04."""

    def sign(self, message: bytes) -> bytes:
        """DER SEQUENCE(r, s): SM2 with SM3 under the identity 1234567812345678, or ECDSA P-256 with SHA-256."""


class Verifier(Protocol):
    """Checks signatures of one public key."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """True only when `signature` is strict DER and signs exactly `message`; never raises on bad signatures."""


class Sm2Signer:
    """A `Signer` whose private key is in this process. Several threads may share it."""

    def __init__(self, key_id: str, key: PrivateKey) -> None:
        self.key_id = key_id
        self._key = key

    @property
    def public_key(self) -> bytes:
        return self._key.point

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class P256Signer:
    """A `Signer` on the curve P-256 whose private key is in this process. Several threads may share it."""

    def __init__(self, key_id: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.key_id = key_id
        self._key = key
        self.public_key = key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


class Sm2Verifier:
    """A `Verifier` from a public key alone; `CryptoFailed` when that is not a point of the SM2 curve."""

    def __init__(self, public_key: bytes) -> None:
        self._key = PublicKey(public_key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        return self._key.verify(message, signature)
