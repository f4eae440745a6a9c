"""Sealed files as others see them: the openssl program, gmssl, poppler's pdfsig and pyHanko's own validation."""

import base64
import datetime as dt
import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import gmssl_pyx
import pytest
from asn1crypto import pem, x509
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.apart import apart
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.keys import sm3
from tongban.registers.seals import commands, queries
from tongban.registers.seals.commands import Place
from tongban.registers.seals.models import Certificate, Use
from tongban.registers.seals.rules import ses
from tongban.registers.seals.tests import make

SIGNS = "Doc_0/Signs/Sign_0"
DISTID = "distid:1234567812345678"


def signature_of(content):
    value = ses.Signature.load(make.parts(content)[f"{SIGNS}/SignedValue.dat"], strict=True)
    return value, value["to_sign"]["seal"]


def point_of(certificate):
    return x509.Certificate.load(certificate, strict=True).public_key.dump()[-64:]


def references_in(content):
    root = etree.fromstring(make.parts(content)[f"{SIGNS}/Signature.xml"])
    return {each.get("FileRef"): each[0].text for each in root.iter("{*}Reference")}


def test_every_part_of_the_ofd_is_covered(sealed):
    parts = make.parts(sealed.ofd)
    own = {f"/{SIGNS}/Signature.xml", f"/{SIGNS}/SignedValue.dat"}
    expected = {f"/{path}": base64.b64encode(sm3.digest(content)).decode() for path, content in parts.items()}
    assert references_in(sealed.ofd) == {path: value for path, value in expected.items() if path not in own}


def test_gmssl_finds_both_signatures_of_the_ofd_true(sealed, seal):
    value, inside = signature_of(sealed.ofd)
    assert bytes(value["to_sign"]["data_hash"]) == sm3.digest(make.parts(sealed.ofd)[f"{SIGNS}/Signature.xml"])
    signed = value["to_sign"].dump(), bytes(value["signature"])
    assert gmssl_pyx.sm2_verify(point_of(value["certificate"].native), *signed)
    made = inside["info"].dump(), bytes(inside["signature"])
    assert gmssl_pyx.sm2_verify(point_of(inside["certificate"].native), *made)
    assert inside["info"]["property"]["cert_list"][0].native == value["certificate"].native
    assert inside["info"]["id"].native == seal.es_id


def test_the_stamp_stands_on_the_page_and_place_asked_for(seal, now):
    place = Place(page=1, x=10.5, y=20, size=40)
    root = etree.fromstring(make.parts(make.seal_both(now, place=place).ofd)[f"{SIGNS}/Signature.xml"])
    stamp = root.find(".//{*}StampAnnot")
    assert (stamp.get("PageRef"), stamp.get("Boundary")) == ("5", "10.5 20 40 40")


def certificate_files(folder: Path) -> dict[str, str]:
    """The certificates as PEM files by purpose."""
    paths = {}
    for each in Certificate.objects.all():
        path = folder / f"{each.purpose}.pem"
        path.write_bytes(pem.armor("CERTIFICATE", bytes(each.der)))
        paths[each.purpose] = str(path)
    return paths


def openssl(*arguments: str) -> str:
    told = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    return f"{told.stdout}{told.stderr}{told.returncode}"


LINKS = [
    ("sm2_root", "sm2_root"), ("sm2_issuing", "sm2_root"), ("seal", "sm2_issuing"), ("maker", "sm2_issuing"),
    ("platform", "sm2_issuing"), ("pdf_root", "pdf_root"), ("document", "pdf_root"),
]  # fmt: skip


def test_openssl_finds_every_link_of_the_chains_true(seal, now, tmp_path):
    """Link by link: `openssl verify` applies the identity to the certificate that it is given, not to those above."""
    paths = certificate_files(tmp_path)
    told = ("-x509_strict", "-partial_chain", "-attime", str(int(now.timestamp())))
    identity = {False: ("-vfyopt", DISTID), True: ()}
    answers = [
        openssl("verify", *told, *identity[above == "pdf_root"], "-trusted", paths[above], paths[below])
        for below, above in LINKS
    ]
    assert [answer.endswith("OK\n0") for answer in answers] == [True] * len(LINKS)


def test_openssl_finds_the_signature_of_the_ofd_true(sealed, tmp_path):
    value, _ = signature_of(sealed.ofd)
    certificate = x509.Certificate.load(value["certificate"].native)
    files = {"key": pem.armor("PUBLIC KEY", certificate.public_key.dump())}
    files |= {"signed": value["to_sign"].dump(), "signature": bytes(value["signature"])}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    key, signature, signed = (str(tmp_path / name) for name in ("key", "signature", "signed"))
    told = openssl("dgst", "-sm3", "-sigopt", DISTID, "-verify", key, "-signature", signature, signed)
    assert "Verified OK" in told


def pdfsig(*arguments: str | Path) -> str:
    if shutil.which("pdfsig") is None:
        told = "poppler's pdfsig is absent (Debian: apt install poppler-utils)"
        pytest.fail(told) if os.environ.get("REQUIRE_SHARED") == "1" else pytest.skip(told)
    return subprocess.run(["pdfsig", *map(str, arguments)], capture_output=True, text=True).stdout


@pytest.mark.req("LIC-03", part="signing")
def test_pdfsig_finds_the_pdf_true_and_a_changed_byte_false(sealed, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed.pdf)
    told = pdfsig("-nocert", path)
    for fact in ("Signature is Valid", "ETSI.CAdES.detached", "Total document signed", "Signing Time: Nov 25 2026"):
        assert fact in told
    path.write_bytes(sealed.pdf.replace(b"/MediaBox", b"/MediabOx", 1))
    assert "Digest Mismatch" in pdfsig("-nocert", path)


def test_pyhanko_trusts_the_pdf_below_our_root(sealed, now):
    root = x509.Certificate.load(bytes(Certificate.objects.get(purpose="pdf_root").der))
    embedded = PdfFileReader(io.BytesIO(sealed.pdf)).embedded_signatures[0]
    status = apart(validate_pdf_signature, embedded, ValidationContext([root], moment=now))
    assert (status.bottom_line, status.trusted, status.coverage.name) == (True, True, "ENTIRE_FILE")
    assert embedded.self_reported_timestamp == now


def test_the_field_of_the_pdf_stands_at_the_place_and_shows_the_picture(sealed):
    field = PdfFileReader(io.BytesIO(sealed.pdf)).embedded_signatures[0].sig_field
    millimetres = [round(float(each) / 72 * 25.4) for each in field["/Rect"]]
    assert millimetres == [130, 297 - 260, 170, 297 - 220]
    picture = field["/AP"]["/N"]["/Resources"]["/XObject"]["/Seal"]
    assert (picture["/Width"], picture["/SMask"]["/ColorSpace"]) == (120, "/DeviceGray")


@pytest.mark.req("LIC-03", part="verifying")
def test_our_reader_believes_both_files_and_no_changed_byte(sealed, now):
    """The reader shares no code with the writers."""
    for content, inside in ((sealed.ofd, b"Content.xml"), (sealed.pdf, b"/MediaBox")):
        assert queries.verify_file(content, now=now).verdict == "passed"
        at = content.index(inside) + len(inside) + 4
        spoiled = content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]
        assert queries.verify_file(spoiled, now=now).verdict != "passed"


def test_what_was_sealed_before_a_revocation_stays_true(sealed, seal, now):
    later = now + dt.timedelta(days=1)
    commands.revoke_seal(seal_id=seal.id, reason="印章介质遗失", by=SYSTEM, now=later)
    assert queries.verify_file(sealed.ofd, now=later).verdict == "passed"


def test_nothing_is_sealed_twice(sealed, now):
    for again in ({"ofd": sealed.ofd, "pdf": None}, {"ofd": None, "pdf": sealed.pdf}):
        with pytest.raises(Conflict, match=r"seal\.sealed_already"):
            make.seal_both(now, **again)


BROKEN = {
    "no zip": {"ofd": b"PK broken"},
    "no OFD": {"ofd": make.pdf()},
    "no PDF": {"pdf": make.ofd()},
    "cut": {"pdf": make.pdf()[:100]},
    "no such page": {"place": Place(page=2, x=0, y=0, size=40), "pdf": None},
    "no such page of the PDF": {"place": Place(page=2, x=0, y=0, size=40), "ofd": None},
    "page -1": {"place": Place(page=-1, x=0, y=0, size=40)},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_such_file_is_refused_and_no_use_is_logged(seal, now, broken):
    with pytest.raises(Invalid, match=r"seal\.file_unreadable"):
        make.seal_both(now, **BROKEN[broken])
    assert not Use.objects.exists()


def test_names_of_parts_are_kept(sealed):
    before, after = make.parts(make.ofd()), make.parts(sealed.ofd)
    assert {path for path in after if path not in before} == {
        "Doc_0/Signs/Signatures.xml",
        *(f"{SIGNS}/{name}" for name in ("Seal.esl", "Signature.xml", "SignedValue.dat")),
    }
    assert re.search(rb"<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>", after["OFD.xml"])
