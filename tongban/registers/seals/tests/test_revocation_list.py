"""The published list of revoked certificates: what other people's readers find with it."""

import datetime as dt
import shutil
import subprocess

import pytest
from asn1crypto import crl, pem

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands, queries
from tongban.registers.seals.models import Certificate
from tongban.registers.seals.reading.certificates import octets, parse, verify_signature

LATER = dt.timedelta(hours=1)


def published(name, now):
    der = queries.find_revocation_list(name, now=now)
    assert der is not None
    return crl.CertificateList.load(der, strict=True)


def serials(listed):
    return [row["user_certificate"].native for row in listed["tbs_cert_list"]["revoked_certificates"] or ()]


@pytest.mark.req("LIC-03", part="a revoked seal's certificates stand on the published lists")
@pytest.mark.parametrize(("name", "purpose"), [("sm2-issuing", "seal"), ("document-root", "document")])
def test_revoking_a_seal_lists_its_certificate_at_once(name, purpose, seal, now):
    assert serials(published(name, now)) == []
    commands.revoke_seal(seal_id=seal.id, reason="样例", by=SYSTEM, now=now)
    listed = published(name, now + LATER)
    (row,) = listed["tbs_cert_list"]["revoked_certificates"]
    assert row["user_certificate"].native == int(Certificate.objects.get(purpose=purpose).serial, 16)
    assert row["revocation_date"].native == now.replace(microsecond=0)
    assert listed["tbs_cert_list"]["next_update"].native == (now + LATER).replace(microsecond=0) + dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["sm2-root", "sm2-issuing", "document-root"])
def test_a_list_is_signed_by_its_authority(name, seal, now):
    listed, authority = published(name, now), parse(queries.list_authorities()[name])
    algorithm = "ecdsa/sha256" if name == "document-root" else "sm2"
    signed, value = listed["tbs_cert_list"].dump(), octets(listed["signature"])
    assert verify_signature(authority.public_key, algorithm, signed, value)
    assert not verify_signature(authority.public_key, algorithm, signed + b"\0", value)
    assert listed["tbs_cert_list"]["issuer"].dump() == authority.subject


def test_openssl_finds_the_certificate_revoked_with_it(seal, now, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("no openssl here")
    commands.revoke_seal(seal_id=seal.id, reason="样例", by=SYSTEM, now=now)
    parts = {
        "root": pem.armor("CERTIFICATE", queries.list_authorities()["document-root"]),
        "own": pem.armor("CERTIFICATE", bytes(Certificate.objects.get(purpose="document").der)),
        "list": pem.armor("X509 CRL", queries.find_revocation_list("document-root", now=now + LATER) or b""),
    }
    for name, content in parts.items():
        (tmp_path / name).write_bytes(content)
    when = str(int((now + LATER).timestamp()))
    command = ["openssl", "verify", "-attime", when, "-CAfile", "root", "-crl_check", "-CRLfile", "list", "own"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (told.returncode, "certificate revoked" in told.stderr) == (2, True)


def test_who_is_no_authority_has_no_list(seal, now):
    assert [queries.find_revocation_list(name, now=now) for name in ("", "maker", "sm2_root")] == [None] * 3


def test_before_there_are_authorities_there_is_nothing(db, now):
    assert (queries.list_authorities(), queries.find_revocation_list("sm2-root", now=now)) == ({}, None)
