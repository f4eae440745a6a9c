"""Files that another implementation made: proof that we read the standard and not ourselves."""

import datetime as dt
from pathlib import Path

import pytest

from tongban.registers.seals.reading import Report, Trust, Verdict, verify
from tongban.registers.seals.reading.tests import make
from tongban.registers.seals.reading.tests.make import ESL, NOW, PAGE, RECORD, VALUE, flipped
from tongban.registers.seals.rules import ses

CHAIN = {"certificate_chain": "root_unknown"}
BEFORE = {"seal_validity", "certificate_validity"}
"""Layers that fail in the sealed sample as it is: it was sealed four years after its seal ended."""


def reasons(report: Report, verdict: Verdict) -> dict[str, str]:
    return {layer.name: layer.reason_code for layer in report.layers if layer.verdict is verdict}


def judged(content: bytes, at: dt.datetime = NOW) -> Report:
    return verify(content, Trust(), at=at, now=NOW)


@pytest.fixture(scope="session")
def esl(shared: Path) -> bytes:
    return (shared / "samples/UserV4.esl").read_bytes()


@pytest.fixture(scope="session")
def ofd(shared: Path) -> bytes:
    return (shared / "samples/SESV4SignDoc.ofd").read_bytes()


def test_the_seal_is_written_again_byte_for_byte(esl: bytes) -> None:
    assert ses.Seal.load(esl, strict=True).dump(force=True) == esl


@pytest.mark.req("LIC-03", part="verification")
def test_the_seal_held_while_it_was_valid(esl: bytes) -> None:
    report = judged(esl, dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    assert (report.verdict, reasons(report, Verdict.FAILED)) == (Verdict.UNDETERMINED, {})
    assert reasons(report, Verdict.UNDETERMINED) == CHAIN | {"revocation": "issuer_unknown"}


def test_the_seal_has_ended(esl: bytes) -> None:
    report = judged(esl)
    assert (report.verdict, reasons(report, Verdict.FAILED)) == (Verdict.FAILED, {"seal_validity": "seal_expired"})
    ended = dt.datetime(2022, 4, 22, 2, 9, tzinfo=dt.UTC)
    assert report.layer("seal_validity").facts["valid_until"] == ended


def test_the_sealed_document_is_intact_but_its_seal_had_ended(ofd: bytes) -> None:
    report = judged(ofd)
    assert reasons(report, Verdict.FAILED) == {"seal_validity": "seal_expired", "certificate_validity": "expired"}
    assert reasons(report, Verdict.UNDETERMINED) == CHAIN | {"revocation": "issuer_unknown"}
    (signature,) = report.signatures
    assert signature.signed_at == dt.datetime(2026, 8, 4, 2, 8, 9, tzinfo=dt.UTC)


# part, offset of the byte that is changed, layers that fail beside those that fail anyway
BYTES = [
    *[(PAGE, at, {"references"}) for at in (60, 150, 250, 300, 400)],
    *[("OFD.xml", at, {"references"}) for at in (180, 220, 257)],
    *[("Doc_0/Document.xml", at, {"references"}) for at in (100, 300)],
    *[("Doc_0/PublicRes.xml", at, {"references"}) for at in (100, 150)],
    *[(RECORD, at, {"data_hash"}) for at in (180, 291, 338, 340)],
    (RECORD, 640, {"data_hash", "references"}),
    (ESL, 800, {"references", "seal_signature"}),
    (ESL, -1, {"references", "seal_signature"}),
    (VALUE, -1, {"signature"}),
    (VALUE, -40, {"signature"}),
    (VALUE, 60, {"signature", "seal_signature"}),
    (VALUE, 900, {"signature", "seal_signature"}),
    (VALUE, 17040 + 10, {"signature", "data_hash"}),
    (VALUE, 17109 + 320, {"signature", "signer_in_seal"}),
    (VALUE, 17109 + 500, {"signer_in_seal"}),
]


@pytest.mark.req("LIC-03", part="tampering")
@pytest.mark.parametrize(("part", "at", "layers"), BYTES)
def test_a_changed_byte_fails_at_its_layer(ofd: bytes, part: str, at: int, layers: set[str]) -> None:
    parts = make.unpacked(ofd)
    report = judged(make.packed(parts | {part: flipped(parts[part], at)}))
    assert set(reasons(report, Verdict.FAILED)) - BEFORE == layers
