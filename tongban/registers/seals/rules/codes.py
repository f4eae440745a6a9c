"""What the code on a licence carries behind its address, so that it can be checked without asking anybody.

    https://<address>/v/<identifier>#<base64url(zlib(COSE_Sign1))>

COSE_Sign1 (RFC 9052, tag 18) over a CBOR map: 1 issuer and 2 identifier as in RFC 8392, "t" type, "n" number, "h"
holder (masked), "i" issued on and "u" valid until as the number yyyymmdd, "d" the SM3 of a document, "f" further pairs.
The protected header has 1: -65537, an algorithm for private use that here means SM2 with SM3 under the identity
1234567812345678, and 4: the key's id. The signature is r and s, 32 bytes each. What follows # never leaves a browser.
"""

import base64
import binascii
import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.keys.libcrypto import encode_signature
from tongban.foundation.keys.signing import Signer, Verifier

SM2_WITH_SM3 = -65537
_TAG, _ALGORITHM, _KEY_ID = 18, 1, 4
_HALF = 32
LONGEST = 4096
"""Characters of a code; the densest symbol that phones read well holds a third of that."""
_LONGEST_UNPACKED = 16_384
_ISSUER, _IDENTIFIER = 1, 2


@dataclass(frozen=True, slots=True)
class Claims:
    """What a licence says when it is shown. `holder` is masked already; no `valid_until` means for good."""

    type_name: str
    number: str
    identifier: str
    holder: str
    issuer: str
    issued_on: dt.date
    valid_until: dt.date | None = None
    digest: bytes = b""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A code taken apart: claims that nobody vouches for until `holds`."""

    claims: Claims
    key_id: str
    signed: bytes
    signature: bytes

    def holds(self, verifier: Verifier) -> bool:
        """True when the key of this verifier signed these claims."""
        return verifier.verify(self.signed, self.signature)


def encode(claims: Claims, signer: Signer) -> str:
    """The text behind # for a licence; the same key id must later find the signer's certificate."""
    protected = _packed({_ALGORITHM: SM2_WITH_SM3, _KEY_ID: signer.key_id.encode()})
    payload = _packed(_map_of(claims))
    signature = _halves(signer.sign(_to_be_signed(protected, payload)))
    code = _packed(cbor2.CBORTag(_TAG, [protected, {}, payload, signature]))
    return base64.urlsafe_b64encode(zlib.compress(code, 9)).decode("ascii").rstrip("=")


def address_of(public_address: str, claims: Claims, signer: Signer) -> str:
    """What the printed symbol holds: the page of the licence, with the proof behind it."""
    return f"{public_address.rstrip('/')}/v/{claims.identifier}#{encode(claims, signer)}"


def decode(text: str) -> Code:
    """The claims and what was signed. Raises Invalid licence_code.malformed, licence_code.algorithm_unknown."""
    try:
        tag = _unpacked(_inflated(text))
        protected, unprotected, payload, signature = tag.value
        header = _unpacked(protected)
        if tag.tag != _TAG or unprotected != {} or len(signature) != 2 * _HALF:
            raise ValueError("not a COSE_Sign1 of ours")
        if header.get(_ALGORITHM) != SM2_WITH_SM3:
            raise Invalid("licence_code.algorithm_unknown")
        return Code(
            _claims_of(_unpacked(payload)), header[_KEY_ID].decode(), _to_be_signed(protected, payload),
            encode_signature(int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")),
        )  # fmt: skip
    except _MALFORMED as failure:
        raise Invalid("licence_code.malformed") from failure


_MALFORMED = (
    ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, binascii.Error, zlib.error,
    cbor2.CBORError,
)  # fmt: skip


def _map_of(claims: Claims) -> dict[int | str, Any]:
    """The claims by their labels; what is empty is left out."""
    told: dict[int | str, Any] = {
        _ISSUER: claims.issuer, _IDENTIFIER: claims.identifier, "t": claims.type_name, "n": claims.number,
        "h": claims.holder, "i": _number_of(claims.issued_on),
        "u": _number_of(claims.valid_until) if claims.valid_until else None, "d": claims.digest,
        "f": [list(pair) for pair in claims.fields],
    }  # fmt: skip
    return {label: value for label, value in told.items() if value not in (None, b"", [])}


def _claims_of(told: Mapping[int | str, Any]) -> Claims:
    type_name, number, identifier, holder, issuer = (
        _text(told[label]) for label in ("t", "n", _IDENTIFIER, "h", _ISSUER)
    )
    until, digest = told.get("u"), told.get("d", b"")
    if not isinstance(digest, bytes):
        raise ValueError("not a digest")
    return Claims(
        type_name, number, identifier, holder, issuer, _date_of(told["i"]), None if until is None else _date_of(until),
        digest, tuple((_text(name), _text(value)) for name, value in told.get("f", ())),
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _number_of(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _date_of(number: int) -> dt.date:
    return dt.date(number // 10_000, number // 100 % 100, number % 100)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4."""
    return _packed(["Signature1", protected, b"", payload])


def _packed(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _unpacked(content: bytes) -> Any:
    """What `content` holds, in its only spelling."""
    value = cbor2.loads(content)
    if _packed(value) != content:
        raise ValueError("not its only spelling")
    return value


def _inflated(text: str) -> bytes:
    if not text.isascii() or len(text) > LONGEST:
        raise ValueError("no code of ours")
    packed = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    state = zlib.decompressobj()
    content = state.decompress(packed, _LONGEST_UNPACKED)
    if not state.eof or state.unused_data:
        raise ValueError("cut, or more than one")
    return content


def _halves(signature: bytes) -> bytes:
    """r and s of a DER signature, 32 bytes each."""
    end = 4 + signature[3]
    numbers = signature[4:end], signature[end + 2 :]
    return b"".join(int.from_bytes(number, "big").to_bytes(_HALF, "big") for number in numbers)
