"""Containers that try to be two things at once, to unpack without end, or to reach outside themselves."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from tongban.registers.seals.reading import Trust, Verdict, verify
from tongban.registers.seals.reading.archive import MAX_PART, MAX_PARTS, Archive
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.tests import make
from tongban.registers.seals.reading.tests.make import NOW

BOMB = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def container_reason(content: bytes) -> str:
    report = verify(content, Trust(), at=NOW, now=NOW)
    assert report.verdict is Verdict.FAILED
    return report.layer("container").reason_code


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return made.getvalue()


def test_parts_are_read_as_they_were_packed() -> None:
    archive = Archive(zipped(("a/b.xml", b"<a/>"), ("印章.bin", b"x" * 200_000)))
    assert (archive.read("a/b.xml"), archive.read("印章.bin")) == (b"<a/>", b"x" * 200_000)


def test_parts_may_be_stored_or_followed_by_their_sizes() -> None:
    made = io.BytesIO()
    made.seekable = lambda: False  # type: ignore[method-assign]
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("b", b"22")
    assert Archive(made.getvalue()).digests.keys() == {"a", "b"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda made: made + b"\0", "bytes_after_the_end"),
        (lambda made: made[:-1], "bytes_after_the_end"),
        (lambda made: made[:10], "cut_short"),
        (lambda made: made.replace(b"PK\1\2", b"GAP!PK\1\2", 1), "directory_broken"),
        (lambda made: made.replace(b"OFD.xml", b"ofd.xml", 1), "told_in_two_ways"),
        (lambda made: make.flipped(made, 45), "part_broken"),
        (lambda made: made[:6] + b"\1" + made[7:], "told_in_two_ways"),
    ],
)
def test_a_zip_that_is_not_whole(change, reason: str) -> None:
    assert container_reason(change(make.packed(make.unsigned_parts()))) == reason


@pytest.mark.parametrize(
    "name", ["../OFD.xml", "/OFD.xml", "a//b", "a/./b", "C:b", "a\nb", "a?", "‮b", "a" * 600, "a\\b", "/", "a/../b"]
)
def test_a_name_that_leads_astray(name: str) -> None:
    assert container_reason(zipped(("OFD.xml", b""), (name, b""))) == "name_forbidden"


@pytest.mark.parametrize("twin", ["OFD.xml", "ofd.XML"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(twin: str) -> None:
    assert container_reason(zipped(("OFD.xml", b"1"), (twin, b"2"))) == "name_twice"


def test_a_link_is_no_part() -> None:
    link = zipfile.ZipInfo("a")
    link.external_attr = 0o120777 << 16
    assert container_reason(zipped((link, b"/etc/passwd"))) == "name_forbidden"


def test_a_hidden_part_between_parts() -> None:
    """A local file that the directory does not name: one reader sees it, another does not."""
    first, both = zipped(("OFD.xml", b"1")), zipped(("OFD.xml", b"1"), ("hidden", b"2"))
    directory, end = first.index(b"PK\1\2"), first.index(b"PK\5\6")
    body = both[: both.index(b"PK\1\2")]
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, end - directory, len(body), 0)
    assert container_reason(body + first[directory:end] + tail) == "bytes_between_parts"


def test_a_part_that_unpacks_to_more_than_it_says() -> None:
    made = zipped(("OFD.xml", b"a" * 100_000))
    short = made.replace(struct.pack("<I", 100_000), struct.pack("<I", 1_000))
    assert container_reason(short) == "part_broken"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(("OFD.xml", bytes(MAX_PART + 1)))
    tracemalloc.start()
    assert container_reason(bomb) == "too_much_inside"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_many_parts_are_refused() -> None:
    assert container_reason(zipped(*((str(i), b"") for i in range(MAX_PARTS + 1)), method=0)) == "directory_broken"


def test_all_parts_together_are_bounded() -> None:
    """Overlapping bodies would unpack one stretch again and again; they are refused, whatever their sizes."""
    made = zipped(("OFD.xml", zlib.compress(bytes(1000))), ("other", b"2"))
    at = made.rindex(b"PK\1\2")
    assert container_reason(made[: at + 42] + bytes(4) + made[at + 46 :]) == "bytes_between_parts"


def test_a_container_in_a_container_is_just_a_part() -> None:
    inner = zipped(("OFD.xml", b"x" * 1000))
    assert Archive(zipped(("OFD.xml", inner))).read("OFD.xml") == inner


@pytest.mark.parametrize("markup", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_entities_are_never_read(markup: bytes) -> None:
    assert container_reason(zipped(("OFD.xml", markup))) == "markup_forbidden"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (b"<a>" * 40, "markup_too_large"),
        (b"<OFD>" + b"<a/>" * 60_000 + b"</OFD>", "markup_too_large"),
        (b"<OFD>", "markup_broken"),
        (b"\xff\xff", "markup_broken"),
        (b"<OFD/>", "markup_incomplete"),
        (b"<other/>", "markup_incomplete"),
        (b'<?xml version="1.0" encoding="nonsense"?><OFD/>', "markup_broken"),
        (b"<OFD><DocBody><Signatures>../../x</Signatures></DocBody></OFD>", "location_wrong"),
        (b"<OFD><DocBody><Signatures>a</Signatures><Signatures>b</Signatures></DocBody></OFD>", "markup_ambiguous"),
    ],
)
def test_markup_that_nobody_can_use(markup: bytes, reason: str) -> None:
    assert container_reason(zipped(("OFD.xml", markup))) == reason


def test_nothing_else_is_raised() -> None:
    with pytest.raises(Damaged):
        Archive(b"PK\3\4")
