"""The code of a licence: small enough to print, read back by others, worth nothing when changed."""

import base64
import datetime as dt
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import cbor2
import gmssl_pyx
import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.keys.libcrypto import PrivateKey
from tongban.foundation.keys.signing import Sm2Signer, Sm2Verifier
from tongban.registers.seals.rules import codes
from tongban.registers.seals.rules.codes import Claims

SIGNER = Sm2Signer("licence-codes/1", PrivateKey.generate())
VERIFIER = Sm2Verifier(SIGNER.public_key)
CLAIMS = Claims(
    "食品经营许可证", "JY14209020000127", "1.2.156.3005.2.11420902000000000X001.11420902000000001X.2026000127.001.5",
    "孝感市样例餐饮有限公司", "孝感市孝南区行政审批局", dt.date(2026, 11, 22), dt.date(2031, 11, 21),
)  # fmt: skip
FULL = replace(
    CLAIMS,
    fields=tuple((f"字段名称{n}", f"样例内容：湖北省孝感市孝南区样例路{n}号") for n in range(5)),
    digest=bytes(range(32)),
)
"""Twelve fields in all."""
BASE = "https://zwfw.example.gov.cn"


def packed(text: str) -> bytes:
    return zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def repacked(value: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(cbor2.dumps(value, canonical=True))).decode().rstrip("=")


@pytest.mark.parametrize("claims", [CLAIMS, FULL, replace(CLAIMS, valid_until=None)])
def test_what_was_claimed_is_read_and_holds(claims: Claims) -> None:
    code = codes.decode(codes.encode(claims, SIGNER))
    assert (code.claims, code.key_id, code.holds(VERIFIER)) == (claims, "licence-codes/1", True)
    other = Sm2Verifier(PrivateKey.generate().point)
    assert not code.holds(other)


def test_it_is_a_cose_sign1_that_others_can_check() -> None:
    """Shape and Sig_structure of RFC 9052 built here by hand, the signature checked by another implementation."""
    tag = cbor2.loads(packed(codes.encode(CLAIMS, SIGNER)))
    protected, unprotected, payload, signature = tag.value
    assert (tag.tag, unprotected, len(signature)) == (18, {}, 64)
    assert cbor2.loads(protected) == {1: -65537, 4: b"licence-codes/1"}
    assert cbor2.loads(payload)[2] == CLAIMS.identifier
    signed = b"\x84\x6aSignature1" + cbor2.dumps(protected) + b"\x40" + cbor2.dumps(payload)
    der = codes.encode_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    assert gmssl_pyx.sm2_verify(SIGNER.public_key[1:], signed, der)


def test_it_fits_a_symbol_that_phones_read(tmp_path: Path) -> None:
    address = codes.address_of(BASE, FULL, SIGNER)
    symbol = segno.make(address, error="m", micro=False)
    assert symbol.version <= 25
    symbol.save(tmp_path / "code.png", scale=3)
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert read.text == address
    page, _hash, text = read.text.partition("#")
    assert page == f"{BASE}/v/{FULL.identifier}"
    assert codes.decode(text).claims == FULL


def test_a_changed_claim_no_longer_holds() -> None:
    tag = cbor2.loads(packed(codes.encode(CLAIMS, SIGNER)))
    protected, unprotected, payload, signature = tag.value
    changed = cbor2.dumps(cbor2.loads(payload) | {"h": "别人"}, canonical=True)
    code = codes.decode(repacked(cbor2.CBORTag(18, [protected, unprotected, changed, signature])))
    assert (code.claims.holder, code.holds(VERIFIER)) == ("别人", False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "malformed"), ("?", "malformed"), ("张", "malformed"), ("A" * 5000, "malformed"),
        (repacked(cbor2.CBORTag(17, [b"", {}, b"", bytes(64)])), "malformed"),
        (repacked(cbor2.CBORTag(18, [cbor2.dumps({1: -7, 4: b""}), {}, b"", bytes(64)])), "algorithm_unknown"),
        (repacked([1, 2, 3]), "malformed"),
        (base64.urlsafe_b64encode(zlib.compress(bytes(2_000_000), 9)).decode()[:4000], "malformed"),
    ],
)  # fmt: skip
def test_what_is_no_code(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes.decode(text)
    assert refused.value.code == f"licence_code.{reason}"


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_malformed_or_does_not_hold(at: int, mask: int) -> None:
    content = bytearray(packed(codes.encode(CLAIMS, SIGNER)))
    content[at % len(content)] ^= mask
    text = base64.urlsafe_b64encode(zlib.compress(bytes(content), 9)).decode().rstrip("=")
    with suppress(Invalid):
        assert not codes.decode(text).holds(VERIFIER)
