"""Whatever is cut or changed in a file: a report comes back, quickly, and it never says that all is well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.seals.reading import Verdict, verify
from tongban.registers.seals.reading.tests import make, make_pdf
from tongban.registers.seals.reading.tests.make import NOW, VALUE

WORLD = make.world()
PARTS = make.sealed_parts(WORLD)
PAPERS = make_pdf.authority()
FILES = {"ofd": make.packed(PARTS), "esl": make.seal(WORLD), "pdf": make_pdf.signed(PAPERS)}
TRUST = WORLD.trust(pdf_roots=(PAPERS.root,))
CHANGES = st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 255)), min_size=1, max_size=4)


def judged(content: bytes) -> Verdict | str:
    """The verdict, or the code with which the file is not read at all."""
    try:
        return verify(content, TRUST, at=NOW, now=NOW).verdict
    except Invalid as refused:
        return refused.code


@pytest.mark.parametrize("kind", FILES)
def test_whole_they_pass(kind: str) -> None:
    assert judged(FILES[kind]) is Verdict.PASSED


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=40, deadline=2000)
@given(changes=CHANGES)
def test_changed_bytes(kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(FILES[kind])
    for at, mask in changes:
        content[at % len(content)] ^= mask
    if bytes(content) != FILES[kind]:
        assert judged(bytes(content)) is not Verdict.PASSED or kind == "ofd"  # dates in the zip guard nothing


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=30, deadline=2000)
@given(start=st.integers(0, 200_000), length=st.integers(1, 5_000))
def test_cuts(kind: str, start: int, length: int) -> None:
    content = FILES[kind]
    start %= len(content)
    assert judged(content[:start] + content[start + length :]) is not Verdict.PASSED


@settings(max_examples=60, deadline=2000)
@given(part=st.sampled_from(sorted(PARTS)), changes=CHANGES)
def test_changed_parts_of_a_sound_container(part: str, changes: list[tuple[int, int]]) -> None:
    body = bytearray(PARTS[part])
    for at, mask in changes:
        body[at % len(body)] ^= mask
    if bytes(body) != PARTS[part]:
        verdict = judged(make.packed(PARTS | {part: bytes(body)}))
        assert verdict is not Verdict.PASSED or part == "Doc_0/Signs/Signatures.xml"


@settings(max_examples=60, deadline=2000)
@given(st.binary(max_size=300), st.sampled_from([b"PK\3\4", b"%PDF-1.7\n", b"\x30\x82"]))
def test_any_bytes(rest: bytes, start: bytes) -> None:
    assert judged(start + rest) is not Verdict.PASSED


@settings(max_examples=50, deadline=2000)
@given(st.binary(min_size=1, max_size=400))
def test_any_value_of_a_signature(value: bytes) -> None:
    assert judged(make.packed(PARTS | {VALUE: value})) is not Verdict.PASSED
