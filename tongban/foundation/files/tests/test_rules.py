"""Names, agreement of name and content, quotas, as pure functions; a sentence for every refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import codes_in
from tongban.foundation.files import errors, rules
from tongban.foundation.files.recognition import kinds
from tongban.foundation.files.recognition.kinds import Fault, Finding
from tongban.foundation.files.rules import FileName, Limits
from tongban.foundation.kernel.errors import Conflict, Invalid


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("营业执照.PDF", FileName("营业执照.PDF", "pdf")),
        ("C:\\Users\\样例\\扫描件 1.jpg", FileName("扫描件 1.jpg", "jpg")),
        ("../../etc/passwd", FileName("passwd", "")),
        ("a\r\n\tb .pdf", FileName("a b .pdf", "pdf")),
        ("照片\u202egpj.exe", FileName("照片gpj.exe", "exe")),
        ("\u200b\ufeff身份证\u2066.png\u2069", FileName("身份证.png", "png")),
        ("lone\ud800.pdf", FileName("lone.pdf", "pdf")),
        (".pdf", FileName("pdf", "")),
        ("..  report. ", FileName("report", "")),
        ("no extension", FileName("no extension", "")),
        ("v1.not-an-extension", FileName("v1.not-an-extension", "")),
        ("𫟷䶮龘.ofd", FileName("𫟷䶮龘.ofd", "ofd")),
        ("长" * 300 + ".docx", FileName("长" * 115 + ".docx", "docx")),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert rules.clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "code", "facts"),
    [
        ("x" * 10_000_000, "file.name_too_long", {"limit": 1000}),
        ("a.pdf\x00.exe", "file.name_unreadable", {"position": 6}),
        ("", "file.name_empty", {}),
        ("/", "file.name_empty", {}),
        ("\u202e \u200b", "file.name_empty", {}),
        (" . . ", "file.name_empty", {}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_names_that_cannot_be_cleaned_are_refused(name, code, facts):
    with pytest.raises(Invalid) as refused:
        rules.clean_name(name)
    assert (refused.value.code, refused.value.facts) == (code, facts)
    assert refused.value.fields == {"file": [code]}


@given(st.text(max_size=1000))
def test_every_name_is_refused_or_fit_to_keep(name):
    try:
        cleaned = rules.clean_name(name)
    except Invalid:
        return
    assert 0 < len(cleaned.text) <= 120
    assert len(cleaned.with_extension("jpeg")) <= 120
    assert not set(cleaned.text) & set("/\\\x00\n\u202e")
    cleaned.text.encode()


def test_a_nameless_extension_is_given_the_one_of_the_content():
    assert rules.clean_name("image").with_extension("jpg") == "image.jpg"
    assert rules.check_kind("", kinds.of(kinds.JPEG), kinds.KINDS) is kinds.JPEG


@pytest.mark.parametrize(
    ("extension", "finding", "code", "facts"),
    [
        ("exe", Finding("exe"), "file.kind_not_allowed", {"named": "exe", "allowed": "pdf, png"}),
        ("docx", kinds.of(kinds.DOCX), "file.kind_not_allowed", {"named": "docx", "allowed": "pdf, png"}),
        ("", Finding("html"), "file.kind_not_allowed", {"named": "html", "allowed": "pdf, png"}),
        ("pdf", Finding("exe"), "file.disguised", {"named": "pdf", "found": "exe"}),
        ("pdf", kinds.of(kinds.PNG), "file.disguised", {"named": "pdf", "found": "png"}),
        ("pdf", Finding("zip", fault=Fault.DAMAGED), "file.disguised", {"named": "pdf", "found": "zip"}),
        ("pdf", kinds.of(kinds.PDF, Fault.DAMAGED), "file.damaged", {"found": "pdf"}),
        ("", kinds.of(kinds.PNG, Fault.TOO_MANY_PIXELS), "file.too_many_pixels", {"found": "png"}),
    ],
)
def test_name_and_content_must_agree_on_an_accepted_kind(extension, finding, code, facts):
    with pytest.raises(Invalid) as refused:
        rules.check_kind(extension, finding, (kinds.PDF, kinds.PNG))
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_fault_of_a_package_is_told_as_such():
    with pytest.raises(Invalid, match=r"file\.locked"):
        rules.check_kind("docx", Finding("zip", fault=Fault.LOCKED), kinds.KINDS)


def test_quota_counts_the_file_that_comes():
    limits = Limits(file_bytes=100, holder_bytes=1000, holder_files=3)
    rules.check_quota(900, 2, 100, limits)
    with pytest.raises(Conflict, match=r"file\.quota_bytes"):
        rules.check_quota(901, 2, 100, limits)
    with pytest.raises(Conflict, match=r"file\.quota_files"):
        rules.check_quota(0, 3, 1, limits)
    rules.check_quota(10**12, 10**6, 1, Limits(file_bytes=100))


def test_every_refusal_has_its_sentence():
    assert codes_in(errors, "file.") | {f"file.{fault}" for fault in Fault} == set(errors.SENTENCES)
