"""What a file really is: whole files of every kind, and everything that only pretends."""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.foundation.files.recognition import recognise
from tongban.foundation.files.recognition.kinds import Fault
from tongban.foundation.files.tests import make

WHOLE = [make.PDF, make.ofd(), make.office(), make.jpeg(), make.png(), make.heic()]


@pytest.fixture
def look(tmp_path: Path):
    """Looks at a content: what was found, in brackets unless it is an accepted kind, and its fault."""

    def look(content: bytes):
        path = tmp_path / "content"
        path.write_bytes(content)
        with path.open("rb") as file:
            finding = recognise(file)
        return finding.found if finding.kind else f"({finding.found})", finding.fault

    return look


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (make.PDF, "pdf"),
        (make.ofd(), "ofd"),
        (make.office(), "docx"),
        (make.office(make.SHEET), "xlsx"),
        (make.jpeg(), "jpeg"),
        (make.jpeg(tail=b"\xff\xd9" + bytes(30)), "jpeg"),
        (make.png(), "png"),
        (make.heic(), "heic"),
        (make.EXE, "(exe)"),
        (b"\x7fELF\x02", "(exe)"),
        (b"#!/bin/sh\n", "(script)"),
        (make.HTML, "(html)"),
        (b"\xff\xfe" + "<html>".encode("utf-16-le"), "(html)"),
        (make.SVG, "(svg)"),
        (b"<?xml version='1.0'?><a/>", "(xml)"),
        (b"GIF89a" + bytes(50), "(gif)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "(ole)"),
        ("样例文本".encode(), "(text)"),
        (b"\x00\x01\x02", "(unknown)"),
        (b"x", "(text)"),
        (make.package({"a.txt": b"a"}), "(zip)"),
        (make.package({"META-INF/MANIFEST.MF": b"a"}), "(jar)"),
        (make.package({"OFD.xml": b"<nothing/>"}), "(zip)"),
        (make.office("word.document.macroEnabled.main+xml"), "(office-macros)"),
        (make.office("presentationml.presentation.main+xml"), "(office)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whole_files_and_foreign_ones(look, content, found):
    assert look(content) == (found, None)


@pytest.mark.parametrize("carrier", [make.PDF, make.jpeg(), make.png()], ids=["pdf", "jpeg", "png"])
def test_an_archive_hung_onto_something_else_is_an_archive(look, carrier):
    archive = make.package({"evil.sh": b"#!/bin/sh"})
    assert look(carrier + archive) == ("(zip)", None)
    assert look(carrier + archive[:-2] + b"\x09\x00PK\x05\x06%%EOF") == ("(zip)", None)


@pytest.mark.parametrize("content", WHOLE, ids=["pdf", "ofd", "docx", "jpeg", "png", "heic"])
def test_no_truncated_file_passes_and_none_breaks_the_look(look, content):
    for length in range(1, len(content) - 2):
        found, fault = look(content[:length])
        assert fault is Fault.DAMAGED or found.startswith("(")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.data())
def test_no_altered_file_breaks_the_look(look, content, data):
    at = data.draw(st.integers(0, len(content) - 1))
    size = data.draw(st.integers(0, 8))
    look(content[:at] + data.draw(st.binary(max_size=8)) + content[at + size :] or b"x")


@pytest.mark.parametrize("content", [make.jpeg(60_000, 60_000), make.png(2**31 - 1, 2**31 - 1)], ids=["jpeg", "png"])
def test_a_picture_with_too_many_pixels_is_not_decoded_but_refused(look, content):
    assert look(content)[1] is Fault.TOO_MANY_PIXELS


def test_a_small_archive_that_expands_too_far_is_refused_unopened(look):
    bomb = make.office(**{"word/bomb.xml": bytes(30_000_000)})
    assert len(bomb) < 50_000
    assert look(bomb) == ("(zip)", Fault.EXPANDS_TOO_FAR)


def test_an_archive_that_lies_about_its_directory_is_refused_before_it_is_read(look):
    content = make.office()
    end = content.rindex(b"PK\x05\x06")
    crowded = content[:end] + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 9_000_000, 0, 0)
    assert look(crowded) == ("(zip)", Fault.EXPANDS_TOO_FAR)
    zip64 = content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]
    assert look(zip64) == ("(zip)", Fault.EXPANDS_TOO_FAR)


def test_a_locked_archive_and_one_that_climbs_out_are_refused(look):
    content = bytearray(make.office())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert look(bytes(content)) == ("(zip)", Fault.LOCKED)
    for name in ("../../etc/cron.d/x", "/etc/cron.d/x"):
        assert look(make.office(**{name: b"x"})) == ("(zip)", Fault.DAMAGED)
    assert look(make.package({"OFD.xml": b"OFD"}, zipfile.ZIP_LZMA)) == ("(zip)", Fault.DAMAGED)


def test_a_member_whose_bytes_are_broken_is_damage(look):
    content = bytearray(make.office())
    start = 30 + len("[Content_Types].xml")
    content[start : start + 20] = b"\xff" * 20
    assert look(bytes(content)) == ("(zip)", Fault.DAMAGED)
