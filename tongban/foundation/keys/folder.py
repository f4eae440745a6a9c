"""`KeyFolder`: every key of the platform by name, made on first use, rotated by adding a version."""

import functools
import secrets
from pathlib import Path

from asn1crypto import pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.foundation.keys import blind_index, cipher, libcrypto, permutation
from tongban.foundation.keys.blind_index import BlindIndex
from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.errors import CryptoFailed, KeyTrouble
from tongban.foundation.keys.files import KeyFile, KeyFiles, read_private
from tongban.foundation.keys.libcrypto import PrivateKey
from tongban.foundation.keys.permutation import NumberPermutation
from tongban.foundation.keys.signing import P256Signer, Sm2Signer, Sm2Verifier

_SM2, _P256 = "sm2", "p256"
_SECRET_LENGTHS = {
    "sm4": cipher.KEY_LENGTH,
    "index": blind_index.KEY_LENGTH,
    "numbers": permutation.KEY_LENGTH,
    "web": 48,
}
_ROTATING = (_SM2, _P256, "sm4", "web")


class KeyFolder:
    """The keys in the folder at `path`. Holds nothing but the path: a rotation is seen by every process at once.

    Every method raises `KeyTrouble`, one sentence for the operator, when the folder, a file or libcrypto is unusable.
    """

    def __init__(self, path: Path) -> None:
        self._files = KeyFiles(path)

    def signer(self, name: str) -> Sm2Signer:
        """The newest version of the signing key `name`."""
        return _signer(self._files.current(name, _SM2, _new_signing_key))

    def document_signer(self, name: str) -> P256Signer:
        """The newest version of the P-256 key `name`."""
        return _document_signer(self._files.current(name, _P256, _new_document_key))

    def new_signers(self, name: str) -> tuple[Sm2Signer, P256Signer]:
        """Version 1 of the SM2 key `name` and of the P-256 key `name-pdf`, of which nobody has heard before.

        Spares a look through the folder, which holds two keys for every seal.
        """
        return (
            _signer(self._files.add(name, 1, _SM2, _new_signing_key)),
            _document_signer(self._files.add(f"{name}-pdf", 1, _P256, _new_document_key)),
        )

    def signer_of(self, key_id: str) -> Sm2Signer:
        """Exactly this version, as a certificate names it; `KeyTrouble` when it is not here: none is ever made."""
        return _signer(self._files.version(key_id, _SM2))

    def document_signer_of(self, key_id: str) -> P256Signer:
        """Exactly this version of a P-256 key; `KeyTrouble` when it is not here."""
        return _document_signer(self._files.version(key_id, _P256))

    def verifier(self, name: str, key_id: str | None = None) -> Sm2Verifier:
        """Of the version that `key_id` names, else of the newest; `KeyTrouble` when there is no such version."""
        public_keys = self.public_keys(name)
        if not public_keys or (key_id and key_id not in public_keys):
            raise KeyTrouble(f"{self._files.path} has no signing key {key_id or name}.")
        return Sm2Verifier(public_keys[key_id] if key_id else list(public_keys.values())[-1])

    def public_keys(self, name: str) -> dict[str, bytes]:
        """The uncompressed points of every version by key id, oldest first: to publish."""
        return {file.key_id: _signer(file).public_key for file in self._files.versions(name, _SM2)}

    def cipher(self, name: str) -> DataCipher:
        """Encryption of data at rest under the key `name`."""
        return DataCipher(_Secret(self._files, name, "sm4"))

    def blind_index(self, name: str) -> BlindIndex:
        """The blind index under the key `name`, which never rotates."""
        return BlindIndex(_Secret(self._files, name, "index").current()[1])

    def permutation(self, name: str) -> NumberPermutation:
        """The printed numbers under the key `name`, which never rotates."""
        return NumberPermutation(_Secret(self._files, name, "numbers").current()[1])

    def web_secret(self) -> str:
        """The secret that signs sessions and tokens of the web pages."""
        return _Secret(self._files, "web-secret", "web").current()[1].hex()

    def rotate(self, name: str) -> str:
        """Adds a version of `name`, which is the newest from now on, and returns its key id.

        Two rotations at the same moment add one version. Raises `KeyTrouble` for an unknown key and for one that never
        rotates: rows found by a blind index and numbers printed on paper would be lost.
        """
        versions = self._files.all_of(name)
        if not versions:
            raise KeyTrouble(f"{self._files.path} has no key {name}.")
        newest = versions[-1]
        if newest.kind not in _ROTATING:
            raise KeyTrouble(f"The key {name} never rotates: what was found or printed with it would be lost.")
        make = _MAKE.get(newest.kind) or functools.partial(_new_secret, newest.kind)
        return self._files.add(name, newest.version + 1, newest.kind, make).key_id

    def is_sample(self) -> bool:
        """True when this folder was made by itself for trying out."""
        return self._files.is_sample()


def check_start(path: Path, *, production: bool) -> None:
    """Before anything is served: libcrypto does SM2, the folder is private, and production has keys of its own.

    Raises `KeyTrouble` with the one sentence to print.
    """
    libcrypto.check()
    KeyFiles(path).all_of("web-secret")
    if production:
        refuse_sample_keys(path)


def refuse_sample_keys(path: Path) -> None:
    """`KeyTrouble` when the keys at `path` were made by themselves."""
    if KeyFiles(path).is_sample():
        raise KeyTrouble(
            f"{path} holds sample keys, which production refuses: make a folder of your own with `mkdir -m 700` "
            "and name it in TONGBAN_KEYS."
        )


class _Secret:
    """A symmetric key by name, read from its files each time, so that a rotation is seen at once."""

    def __init__(self, files: KeyFiles, name: str, kind: str) -> None:
        self._files, self._name, self._kind = files, name, kind

    def current(self) -> tuple[str, bytes]:
        file = self._files.current(self._name, self._kind, functools.partial(_new_secret, self._kind))
        return file.key_id, _secret(file)

    def find(self, key_id: str) -> bytes | None:
        files = self._files.versions(self._name, self._kind)
        return next((_secret(file) for file in files if file.key_id == key_id), None)


def _new_signing_key() -> bytes:
    libcrypto.check()
    encoded: bytes = pem.armor("PRIVATE KEY", PrivateKey.generate().pkcs8())
    return encoded


def _new_document_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


_MAKE = {_SM2: _new_signing_key, _P256: _new_document_key}


def _new_secret(kind: str) -> bytes:
    return secrets.token_bytes(_SECRET_LENGTHS[kind]).hex().encode() + b"\n"


def _secret(file: KeyFile) -> bytes:
    try:
        secret = bytes.fromhex(read_private(file.path).decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_LENGTHS[file.kind]:
        raise KeyTrouble(f"{file.path} is damaged: restore it from the backup of the keys.")
    return secret


def _signer(file: KeyFile) -> Sm2Signer:
    libcrypto.check()
    return Sm2Signer(file.key_id, _signing_key(file.path, read_private(file.path)))


def _document_signer(file: KeyFile) -> P256Signer:
    return P256Signer(file.key_id, _document_key(file.path, read_private(file.path)))


@functools.lru_cache(maxsize=256)
def _document_key(path: Path, encoded: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(encoded, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyTrouble(f"{path} is damaged: restore it from the backup of the keys.")
    return key


@functools.lru_cache(maxsize=256)
def _signing_key(path: Path, encoded: bytes) -> PrivateKey:
    """Decoding is thirty times slower than reading, so it is cached by content."""
    try:
        name, _, der = pem.unarmor(encoded)
        if name != "PRIVATE KEY":
            raise ValueError(name)
        return PrivateKey.from_pkcs8(der)
    except (ValueError, CryptoFailed) as failure:
        raise KeyTrouble(f"{path} is damaged: restore it from the backup of the keys.") from failure
