"""Signatures: refused when anything changed, understood by two other implementations, safe across threads."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gmssl_pyx
import pytest
from asn1crypto import pem
from asn1crypto.keys import PrivateKeyInfo

from tongban.foundation.keys import libcrypto
from tongban.foundation.keys.errors import CryptoFailed, KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.libcrypto import ORDER, PrivateKey, PublicKey
from tongban.foundation.keys.signing import Sm2Signer, Sm2Verifier

MESSAGE = "通办 signed tree head 7".encode()
IDENTITY_OPTION = ("-sigopt", "distid:1234567812345678")


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture(scope="module")
def signature(key: PrivateKey) -> bytes:
    return key.sign(MESSAGE)


def test_signer_and_verifier_fit(key, signature) -> None:
    signer = Sm2Signer("audit-head/1", key)
    assert Sm2Verifier(signer.public_key).verify(MESSAGE, signer.sign(MESSAGE))
    assert Sm2Verifier(signer.public_key).verify(b"", signer.sign(b""))
    assert not Sm2Verifier(PrivateKey.generate().point).verify(MESSAGE, signature)


def test_every_changed_byte_is_found(key, signature) -> None:
    public = PublicKey(key.point)
    for place in range(len(signature)):
        changed = signature[:place] + bytes((signature[place] ^ 1,)) + signature[place + 1 :]
        assert not public.verify(MESSAGE, changed), place
    assert not public.verify(MESSAGE + b"\0", signature)


def split(signature: bytes) -> tuple[int, int]:
    length = signature[3]
    return int.from_bytes(signature[4 : 4 + length], "big"), int.from_bytes(signature[6 + length :], "big")


@pytest.mark.parametrize("spoil", ["trailing", "cut", "empty", "long length", "zero r", "s over n", "padded", "huge"])
def test_only_the_one_der_spelling_is_accepted(key, signature, spoil) -> None:
    r, s = split(signature)
    spelling = {
        "trailing": signature + b"\0",
        "cut": signature[:-1],
        "empty": b"",
        "long length": b"\x30\x81" + signature[1:],
        "zero r": libcrypto.encode_signature(0, s),
        "s over n": libcrypto.encode_signature(r, s + ORDER),
        "padded": bytes((0x30, signature[1] + 1, 2, signature[3] + 1, 0)) + signature[4:],
        "huge": b"0" * 10_000_000,
    }[spoil]
    assert PublicKey(key.point).verify(MESSAGE, signature)
    assert not PublicKey(key.point).verify(MESSAGE, spelling)


@pytest.mark.parametrize("point", [b"", b"\x04" + b"\x11" * 64, b"\x02" + b"\x11" * 64, b"\x04" + b"\x11" * 65])
def test_what_is_no_point_is_refused(point) -> None:
    with pytest.raises(CryptoFailed):
        PublicKey(point)


@pytest.mark.parametrize("place", [0, 40, 60, -1])
def test_a_damaged_private_key_is_refused(key, place) -> None:
    encoded = bytearray(key.pkcs8())
    encoded[place] ^= 1
    with pytest.raises(CryptoFailed):
        PrivateKey.from_pkcs8(bytes(encoded))


def test_a_key_of_another_curve_is_refused(tmp_path) -> None:
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    with pytest.raises(CryptoFailed, match="not exactly one SM2 key"):
        PrivateKey.from_pkcs8(made.stdout)


def test_error_queue_is_drained(key) -> None:
    with pytest.raises(CryptoFailed):
        PrivateKey.from_pkcs8(b"nonsense")
    assert libcrypto._library().ERR_get_error() == 0
    PublicKey(key.point).verify(MESSAGE, libcrypto.encode_signature(1, 1))
    assert libcrypto._library().ERR_get_error() == 0


def test_openssl_program_agrees_both_ways(key, signature, tmp_path) -> None:
    files = {name: tmp_path / name for name in ("key", "public", "message", "ours", "theirs")}
    files["key"].write_bytes(pem.armor("PRIVATE KEY", key.pkcs8()))
    files["message"].write_bytes(MESSAGE)
    files["ours"].write_bytes(signature)
    openssl("pkey", "-in", files["key"], "-pubout", "-out", files["public"])
    digest = ("dgst", "-sm3", *IDENTITY_OPTION)
    openssl(*digest, "-verify", files["public"], "-signature", files["ours"], files["message"])
    openssl(*digest, "-sign", files["key"], "-out", files["theirs"], files["message"])
    assert PublicKey(key.point).verify(MESSAGE, files["theirs"].read_bytes())


def openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_gmssl_agrees_both_ways(key, signature) -> None:
    private = PrivateKeyInfo.load(key.pkcs8())["private_key"].parsed["private_key"].native.to_bytes(32, "big")
    assert gmssl_pyx.sm2_verify(key.point[1:], MESSAGE, signature)
    assert PublicKey(key.point).verify(MESSAGE, gmssl_pyx.sm2_sign(private, key.point[1:], MESSAGE))


def test_threads_share_keys(key) -> None:
    public = PublicKey(key.point)

    def work(thread: int) -> int:
        messages = [b"%d %d" % (thread, turn) for turn in range(25)]
        signatures = [key.sign(message) for message in messages]
        wrong = sum(public.verify(b"other", signature) for signature in signatures)
        return sum(map(public.verify, messages, signatures)) - wrong

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 200


def test_start_check_passes_here() -> None:
    libcrypto.check()


@pytest.fixture
def fresh_library():
    """The library is looked for anew in the test, and again after it."""
    libcrypto._library.cache_clear()
    libcrypto.check.cache_clear()
    yield
    libcrypto._library.cache_clear()
    libcrypto.check.cache_clear()


def test_without_libcrypto_one_sentence_says_what_to_install(monkeypatch, fresh_library) -> None:
    def refuse(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(libcrypto.ctypes, "CDLL", refuse)
    with pytest.raises(KeyTrouble, match=r"OpenSSL 3 library .* apt install libssl3.*none was found"):
        libcrypto.check()


def test_a_libcrypto_that_computes_wrongly_is_refused(monkeypatch, fresh_library) -> None:
    monkeypatch.setattr(libcrypto, "IDENTITY", b"")
    with pytest.raises(KeyTrouble, match="answers the published SM2 test vector wrongly"):
        libcrypto.check()


def test_keys_are_freed_with_their_objects(monkeypatch) -> None:
    """Counts what OpenSSL hands out and takes back."""
    lib, freed = libcrypto._library(), []
    real = lib.EVP_PKEY_free
    monkeypatch.setattr(lib, "EVP_PKEY_free", lambda pointer: (freed.append(pointer), real(pointer)))
    key = PrivateKey.generate()
    public = PublicKey(key.point)
    pointers = [key._pointer, public._pointer]
    assert freed == []
    del key, public
    assert freed == pointers


def test_openssl_program_believes_a_p256_signature(tmp_path) -> None:
    signer = KeyFolder(tmp_path / "keys").document_signer("document-root")
    head = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
    contents = {"public": pem.armor("PUBLIC KEY", head + signer.public_key), "message": MESSAGE}
    for name, content in (contents | {"signature": signer.sign(MESSAGE)}).items():
        (tmp_path / name).write_bytes(content)
    files = {name: tmp_path / name for name in ("public", "signature", "message")}
    openssl("dgst", "-sha256", "-verify", files["public"], "-signature", files["signature"], files["message"])
