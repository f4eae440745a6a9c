"""The key folder: private, whole or absent, one key however many processes ask first, versions for ever."""

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder, check_start, refuse_sample_keys
from tongban.foundation.keys.signing import Sm2Verifier


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "var" / "keys"


def modes(path: Path) -> dict[str, str]:
    return {entry.name: oct(stat.S_IMODE(entry.stat().st_mode)) for entry in path.iterdir()}


def test_files_are_private_and_named_by_version_and_kind(path) -> None:
    folder = KeyFolder(path)
    folder.signer("audit-head")
    folder.cipher("holder-document").encrypt(b"", context="")
    folder.blind_index("holder-index")
    folder.permutation("case-number")
    folder.web_secret()
    assert oct(stat.S_IMODE(path.stat().st_mode)) == "0o700"
    assert modes(path) == dict.fromkeys(
        (
            "SAMPLE",
            "audit-head.1.sm2",
            "case-number.1.numbers",
            "holder-document.1.sm4",
            "holder-index.1.index",
            "web-secret.1.web",
        ),
        "0o600",
    )


def test_modes_do_not_depend_on_the_umask(path) -> None:
    before = os.umask(0)
    try:
        KeyFolder(path).web_secret()
    finally:
        os.umask(before)
    assert oct(stat.S_IMODE(path.stat().st_mode)) == "0o700"
    assert set(modes(path).values()) == {"0o600"}


def test_keys_last(path) -> None:
    first, second = KeyFolder(path), KeyFolder(path)
    assert first.web_secret() == second.web_secret()
    assert len(first.web_secret()) == 96
    assert first.signer("s").public_key == second.signer("s").public_key
    assert first.blind_index("i").of("x") == second.blind_index("i").of("x")
    assert first.blind_index("i").of("x") != first.blind_index("other").of("x")
    assert first.permutation("p").number(1, 2) == second.permutation("p").number(1, 2)


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_open_to_others_is_refused(path, mode) -> None:
    KeyFolder(path).web_secret()
    path.chmod(mode)
    with pytest.raises(KeyTrouble, match=f"may be read by others: run `chmod 700 {path}`"):
        KeyFolder(path).web_secret()


def test_a_file_open_to_others_is_refused(path) -> None:
    KeyFolder(path).signer("s")
    (path / "s.1.sm2").chmod(0o640)
    with pytest.raises(KeyTrouble, match=r"s\.1\.sm2 may be read by others: run `chmod 600 "):
        KeyFolder(path).signer("s")


def test_a_file_in_place_of_the_folder_is_one_sentence(path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o600)
    with pytest.raises(KeyTrouble, match="cannot be used: Not a directory"):
        KeyFolder(path).web_secret()


@pytest.mark.parametrize("content", [b"", b"zz", b"00" * 15, b"\xff\xfe", b"00" * 17])
def test_a_damaged_secret_is_one_sentence(path, content) -> None:
    cipher = KeyFolder(path).cipher("c")
    cipher.encrypt(b"", context="")
    (path / "c.1.sm4").write_bytes(content)
    with pytest.raises(KeyTrouble, match=r"c\.1\.sm4 is damaged: restore it"):
        cipher.encrypt(b"", context="")


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_signing_key_is_one_sentence(path, content) -> None:
    KeyFolder(path).signer("s")
    (path / "s.1.sm2").write_bytes(content)
    with pytest.raises(KeyTrouble, match=r"s\.1\.sm2 is damaged: restore it"):
        KeyFolder(path).signer("s")


def test_one_name_is_one_kind(path) -> None:
    KeyFolder(path).signer("s")
    with pytest.raises(KeyTrouble, match="is a key of kind sm2, but s is used as index"):
        KeyFolder(path).blind_index("s")


@pytest.mark.parametrize("name", ["", "../s", "A", "a.1", "a/b", "1a", "a" * 64, "姓"])
def test_a_name_that_is_no_name_is_refused(path, name) -> None:
    with pytest.raises(ValueError, match="a key's name is made of"):
        KeyFolder(path).signer(name)
    assert list(path.iterdir()) == [path / "SAMPLE"]


def test_rotation_keeps_every_verifier(path) -> None:
    folder = KeyFolder(path)
    old = folder.signer("audit-head")
    signature = old.sign(b"head 1")
    assert folder.rotate("audit-head") == "audit-head/2"
    assert (old.key_id, folder.signer("audit-head").key_id) == ("audit-head/1", "audit-head/2")
    assert folder.verifier("audit-head", "audit-head/1").verify(b"head 1", signature)
    assert not folder.verifier("audit-head").verify(b"head 1", signature)
    points = folder.public_keys("audit-head")
    assert list(points) == ["audit-head/1", "audit-head/2"]
    assert Sm2Verifier(points["audit-head/1"]).verify(b"head 1", signature)


@pytest.mark.parametrize("key_id", ["audit-head/2", "other/1", "audit-head", "audit-head/01"])
def test_an_unknown_version_has_no_verifier(path, key_id) -> None:
    KeyFolder(path).signer("audit-head")
    with pytest.raises(KeyTrouble, match=f"has no signing key {key_id}"):
        KeyFolder(path).verifier("audit-head", key_id)


def test_asking_for_a_verifier_makes_no_key(path) -> None:
    with pytest.raises(KeyTrouble, match="has no signing key audit-head"):
        KeyFolder(path).verifier("audit-head")
    assert list(path.iterdir()) == [path / "SAMPLE"]


def test_what_must_not_rotate_does_not(path) -> None:
    folder = KeyFolder(path)
    folder.blind_index("i")
    folder.permutation("p")
    before = modes(path)
    for name in ("i", "p"):
        with pytest.raises(KeyTrouble, match="never rotates"):
            folder.rotate(name)
    with pytest.raises(KeyTrouble, match="has no key missing"):
        folder.rotate("missing")
    assert modes(path) == before


def _ask(path: Path, barrier: object, answers: object) -> None:
    barrier.wait()
    folder = KeyFolder(path)
    answers.put(
        (folder.web_secret(), folder.signer("s").public_key, folder.blind_index("i").of("x"), folder.is_sample())
    )


def test_processes_that_ask_first_at_once_get_one_key(path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(4), context.Queue()
    workers = [context.Process(target=_ask, args=(path, barrier, answers)) for _ in range(4)]
    for worker in workers:
        worker.start()
    told = [answers.get(timeout=30) for _ in workers]
    for worker in workers:
        worker.join(30)
    assert len(set(told)) == 1
    assert told[0][3]
    assert sorted(modes(path)) == ["SAMPLE", "i.1.index", "s.1.sm2", "web-secret.1.web"]
    assert list(path.parent.iterdir()) == [path]


def test_production_refuses_a_folder_that_made_itself(path) -> None:
    KeyFolder(path).web_secret()
    check_start(path, production=False)
    with pytest.raises(KeyTrouble, match=r"holds sample keys, which production refuses: make .* TONGBAN_KEYS"):
        check_start(path, production=True)


def test_production_takes_a_folder_made_by_the_operator(path) -> None:
    path.mkdir(mode=0o700, parents=True)
    KeyFolder(path).web_secret()
    check_start(path, production=True)
    refuse_sample_keys(path)
    assert not KeyFolder(path).is_sample()


def test_web_secret_rotates(path) -> None:
    folder = KeyFolder(path)
    before = folder.web_secret()
    assert folder.rotate("web-secret") == "web-secret/2"
    assert folder.web_secret() != before


def test_a_version_named_by_a_certificate_is_found_and_never_made(tmp_path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.signer("audit-head")
    signer, document_signer = keys.new_signers("seal-1")
    assert keys.signer_of("seal-1/1").public_key == signer.public_key
    assert keys.document_signer_of("seal-1-pdf/1").public_key == document_signer.public_key
    assert keys.new_signers("seal-1")[0].public_key == signer.public_key
    for missing in (lambda: keys.signer_of("seal-1/2"), lambda: keys.document_signer_of("seal-1/1")):
        with pytest.raises(KeyTrouble, match="restore it from the backup"):
            missing()


def test_a_damaged_document_key_is_refused(tmp_path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.document_signer("document-root")
    (tmp_path / "keys/document-root.1.p256").write_bytes(b"nonsense")
    with pytest.raises(KeyTrouble, match="is damaged"):
        keys.document_signer("document-root")
