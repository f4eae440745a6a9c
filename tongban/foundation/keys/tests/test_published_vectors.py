"""SM2, SM3 and SM4 answer what the standards print."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tongban.foundation.keys import libcrypto, sm3
from tongban.foundation.keys.libcrypto import PrivateKey, PublicKey

# GB/T 32918.5-2017 annex A: signer's identity 1234567812345678, message "message digest".
SM2_PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SM2_PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SM2_R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
SM2_S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA


def pkcs8(private: bytes, public: bytes) -> bytes:
    head = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
    return head + private + bytes.fromhex("a144034200") + public


def test_published_private_key_has_the_published_point() -> None:
    assert PrivateKey.from_pkcs8(pkcs8(SM2_PRIVATE, SM2_PUBLIC)).point == SM2_PUBLIC


def test_published_signature_is_true_for_its_message_alone() -> None:
    key, signature = PublicKey(SM2_PUBLIC), libcrypto.encode_signature(SM2_R, SM2_S)
    assert key.verify(b"message digest", signature)
    assert not key.verify(b"message digesT", signature)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
@pytest.mark.parametrize("in_hashlib", [True, False])
def test_sm3_from_either_source(monkeypatch, message, expected, in_hashlib) -> None:
    monkeypatch.setattr(sm3, "IN_HASHLIB", in_hashlib)
    assert sm3.digest(message).hex() == expected
    state = sm3.new()
    state.update(message[:2])
    state.update(message[2:])
    assert (state.hexdigest(), state.hexdigest()) == (expected, expected)


def test_sm4_block() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    seal = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert seal.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    plaintext = bytes.fromhex("".join(pair * 8 for pair in ("AA", "BB", "CC", "DD", "EE", "FF", "EE", "AA")))
    seal = Cipher(algorithms.SM4(key), modes.GCM(bytes.fromhex("00001234567800000000ABCD"))).encryptor()
    seal.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = seal.update(plaintext) + seal.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert seal.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
