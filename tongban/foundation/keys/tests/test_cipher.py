"""Sealed data: opens only unchanged, in its place, with a key of this folder, old or new."""

import gmssl_pyx
import pytest

from tongban.foundation.keys.errors import NotAuthentic
from tongban.foundation.keys.folder import KeyFolder

DOCUMENT = b"11010519491231002X"
CONTEXT = "holder.document:0199-1"


@pytest.fixture
def folder(tmp_path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def test_round_trip_and_fresh_nonces(folder) -> None:
    cipher = folder.cipher("holder-document")
    sealed = {cipher.encrypt(DOCUMENT, context=CONTEXT) for _ in range(50)}
    assert len(sealed) == 50
    assert {cipher.decrypt(one, context=CONTEXT) for one in sealed} == {DOCUMENT}
    assert cipher.decrypt(cipher.encrypt(b"", context=CONTEXT), context=CONTEXT) == b""


def test_every_changed_byte_is_found(folder) -> None:
    cipher = folder.cipher("holder-document")
    sealed = cipher.encrypt(DOCUMENT, context=CONTEXT)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes((sealed[place] ^ 1,)) + sealed[place + 1 :]
        with pytest.raises(NotAuthentic):
            cipher.decrypt(changed, context=CONTEXT)


def test_every_truncation_is_found(folder) -> None:
    cipher = folder.cipher("holder-document")
    sealed = cipher.encrypt(DOCUMENT, context=CONTEXT)
    for length in range(len(sealed)):
        with pytest.raises(NotAuthentic):
            cipher.decrypt(sealed[:length], context=CONTEXT)


def test_a_value_moved_to_another_row_does_not_open(folder) -> None:
    cipher = folder.cipher("holder-document")
    with pytest.raises(NotAuthentic, match="another row"):
        cipher.decrypt(cipher.encrypt(DOCUMENT, context=CONTEXT), context="holder.document:0199-2")


def test_a_value_of_another_key_does_not_open(folder) -> None:
    sealed = folder.cipher("holder-document").encrypt(DOCUMENT, context=CONTEXT)
    with pytest.raises(NotAuthentic, match="'holder-document/1', which is not here"):
        folder.cipher("holder-phone").decrypt(sealed, context=CONTEXT)


def test_old_values_open_after_rotation_and_move_to_the_new_key(folder) -> None:
    cipher = folder.cipher("holder-document")
    old = cipher.encrypt(DOCUMENT, context=CONTEXT)
    assert not cipher.needs_rotation(old)
    assert folder.rotate("holder-document") == "holder-document/2"
    assert cipher.decrypt(old, context=CONTEXT) == DOCUMENT
    assert cipher.needs_rotation(old)
    new = cipher.reencrypt(old, context=CONTEXT)
    assert new.startswith(b"\x01\x11holder-document/2")
    assert new.startswith(cipher.current_header())
    assert cipher.decrypt(new, context=CONTEXT) == DOCUMENT
    assert cipher.reencrypt(new, context=CONTEXT) == new


def test_versions_ten_and_one_are_told_apart(folder) -> None:
    cipher = folder.cipher("d")
    first = cipher.encrypt(DOCUMENT, context=CONTEXT)
    ids = [folder.rotate("d") for _ in range(9)]
    assert ids[-1] == "d/10"
    assert cipher.encrypt(DOCUMENT, context=CONTEXT).startswith(b"\x01\x04d/10")
    assert cipher.needs_rotation(first)


def test_another_implementation_opens_the_documented_format(folder, tmp_path) -> None:
    sealed = folder.cipher("holder-document").encrypt(DOCUMENT, context=CONTEXT)
    key = bytes.fromhex((tmp_path / "keys/holder-document.1.sm4").read_text())
    header, rest = sealed[:19], sealed[19:]
    assert header == b"\x01\x11holder-document/1"
    opened = gmssl_pyx.sm4_gcm_decrypt(key, rest[:12], header + CONTEXT.encode(), rest[12:-16], rest[-16:])
    assert opened == DOCUMENT
