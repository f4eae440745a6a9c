"""A signed PDF: our own reading of its bytes, with two independent readers of the whole beside it."""

import datetime as dt
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.apart import apart
from tongban.registers.seals.reading import Report, Trust, Verdict, verify
from tongban.registers.seals.reading.tests import make_pdf
from tongban.registers.seals.reading.tests.make import FROM, NOW, SIGNED_AT, flipped
from tongban.registers.seals.reading.tests.make_pdf import PaperAuthority


@pytest.fixture(scope="module")
def papers() -> PaperAuthority:
    return make_pdf.authority()


@pytest.fixture(scope="module")
def signed(papers: PaperAuthority) -> bytes:
    return make_pdf.signed(papers)


def judged(content: bytes, *roots: bytes, **known: object) -> Report:
    return verify(content, Trust(pdf_roots=roots, **known), at=NOW, now=NOW)  # type: ignore[arg-type]


def found(report: Report, verdict: Verdict = Verdict.FAILED) -> dict[str, str]:
    return {layer.name: layer.reason_code for layer in report.layers if layer.verdict is verdict}


@pytest.mark.req("LIC-03", part="verification")
@pytest.mark.parametrize("pades", [True, False])
def test_a_signed_pdf_passes_every_layer(pades: bool, papers: PaperAuthority) -> None:
    report = judged(make_pdf.signed(papers, pades=pades), papers.root)
    assert {layer.verdict for layer in report.layers} == {Verdict.PASSED}
    (signature,) = report.signatures
    assert (signature.signer, signature.issuer, signature.signed_at) == ("样例局", "样例根", SIGNED_AT)


@pytest.mark.req("LIC-03", part="tampering")
def test_a_changed_byte_fails_the_digest(papers: PaperAuthority, signed: bytes) -> None:
    assert found(judged(flipped(signed, b"Business"), papers.root)) == {"digest": "content_changed"}


@pytest.mark.parametrize("more", [b"\n", b"\n% more\n%%EOF\n"])
def test_bytes_after_the_signature_are_not_covered(more: bytes, papers: PaperAuthority, signed: bytes) -> None:
    assert found(judged(signed + more, papers.root)) == {"coverage": "bytes_after_signature"}


def test_an_unknown_root_leaves_it_open(signed: bytes) -> None:
    report = judged(signed, make_pdf.authority().root.replace("样例根".encode(), "别人根".encode()))
    assert (report.verdict, found(report)) == (Verdict.UNDETERMINED, {})
    open_layers = {"certificate_chain": "root_unknown", "revocation": "issuer_unknown"}
    assert found(report, Verdict.UNDETERMINED) == open_layers


def test_a_root_of_the_same_name_did_not_sign(signed: bytes) -> None:
    assert found(judged(signed, make_pdf.authority().root)) == {"certificate_chain": "not_by_its_issuer"}


def test_a_revoked_certificate(papers: PaperAuthority, signed: bytes) -> None:
    loaded = x509.Certificate.load(papers.certificate)
    name = (loaded.issuer.dump(), loaded.serial_number)
    assert found(judged(signed, papers.root, revoked={name: SIGNED_AT})) == {"revocation": "revoked"}
    later = judged(signed, papers.root, revoked={name: SIGNED_AT + dt.timedelta(1)})
    assert (later.verdict, later.layer("revocation").reason_code) == (Verdict.PASSED, "revoked_later")


def test_signed_with_a_certificate_that_had_ended() -> None:
    old = make_pdf.authority(valid_until=FROM + dt.timedelta(days=1))
    assert found(judged(make_pdf.signed(old), old.root)) == {"certificate_validity": "expired"}


def test_signed_tomorrow(papers: PaperAuthority) -> None:
    tomorrow = make_pdf.signed(papers, at=NOW + dt.timedelta(days=1))
    assert found(judged(tomorrow, papers.root)) == {"certificate_validity": "signed_in_future"}


def test_an_earlier_signature_does_not_speak_for_what_was_added(papers: PaperAuthority, signed: bytes) -> None:
    again = make_pdf.signed(papers, signed, field="Second")
    first, second = judged(again, papers.root).signatures
    assert second.verdict is Verdict.PASSED
    assert {layer.reason_code for layer in first.layers if layer.verdict is not Verdict.PASSED} == {
        "signed_again_later"
    }


def test_a_pdf_without_signature_is_left_open() -> None:
    report = judged(make_pdf.unsigned())
    assert (report.verdict, report.layer("signature").reason_code) == (Verdict.UNDETERMINED, "unsigned")


@pytest.mark.parametrize(
    ("change", "layer", "reason"),
    [
        (lambda content: content[:-40], "container", "cut_short"),
        (lambda content: content.replace(b"/ByteRange [0 ", b"/ByteRange [9 "), "container", "byte_range_wrong"),
        (lambda content: content.replace(b"/Contents <30", b"/Contents <31"), "container", "byte_range_wrong"),
        (lambda content: content.replace(b"00>\n/ByteRange", b"01>\n/ByteRange"), "container", "bytes_after_value"),
        (lambda content: content.replace(b"00>\n/ByteRange", b"0x>\n/ByteRange"), "container", "byte_range_wrong"),
    ],
)
def test_a_signature_that_is_not_where_it_says(
    change, layer: str, reason: str, papers: PaperAuthority, signed: bytes
) -> None:
    changed = change(signed)
    assert changed != signed
    assert found(judged(changed, papers.root))[layer] == reason


def test_an_independent_reader_agrees(papers: PaperAuthority, signed: bytes) -> None:
    context = ValidationContext(trust_roots=[x509.Certificate.load(papers.root)], moment=NOW, allow_fetching=False)
    for content, holds in ((signed, True), (flipped(signed, b"Business"), False)):
        (embedded,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
        status = apart(validate_pdf_signature, embedded, context)
        assert (status.bottom_line, judged(content, papers.root).verdict is Verdict.PASSED) == (holds, holds)


def test_pdfsig_agrees(tmp_path: Path, signed: bytes) -> None:
    if shutil.which("pdfsig") is None:
        told = "pdfsig is not installed (Debian: apt install poppler-utils)"
        pytest.fail(told) if os.environ.get("REQUIRE_SHARED") == "1" else pytest.skip(told)
    for name, content, said in (
        ("whole", signed, "Signature is Valid"),
        ("changed", flipped(signed, b"Business"), "Digest Mismatch"),
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        assert said in subprocess.run(["pdfsig", path], capture_output=True, text=True, timeout=20).stdout
