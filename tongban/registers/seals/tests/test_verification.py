"""What the platform seals is found genuine by a reader that shares no code with it."""

import datetime as dt
import uuid

import pytest

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.foundation.keys.signing import Sm2Verifier
from tongban.registers.seals import commands, queries
from tongban.registers.seals.models import Certificate
from tongban.registers.seals.reading import Kind, Verdict
from tongban.registers.seals.reading.tests.make import flipped, packed
from tongban.registers.seals.rules import codes
from tongban.registers.seals.rules.codes import Claims
from tongban.registers.seals.tests import make

KINDS = {"ofd": Kind.OFD, "pdf": Kind.PDF}


@pytest.mark.req("LIC-03", part="verification")
@pytest.mark.req("LIC-02", part="seal verified")
@pytest.mark.parametrize("name", KINDS)
def test_what_we_sealed_passes(name, sealed, now):
    report = queries.verify_file(getattr(sealed, name), now=now)
    told = {layer.name: (layer.verdict, layer.reason_code) for layer in report.layers}
    assert set(told.values()) == {(Verdict.PASSED, "")}
    assert (report.kind, report.verdict, len(report.signatures)) == (KINDS[name], Verdict.PASSED, 1)
    assert report.signatures[0].signed_at == now.replace(microsecond=0)


def changed_page(ofd):
    parts = make.parts(ofd)
    page = "Doc_0/Pages/Page_0/Content.xml"
    return packed(parts | {page: flipped(parts[page], b"Content/>")})


@pytest.mark.req("LIC-03", part="tampering")
def test_one_byte_changed_fails(sealed, now):
    for changed, layer in ((changed_page(sealed.ofd), "references"), (flipped(sealed.pdf, b"/MediaBox"), "digest")):
        report = queries.verify_file(changed, now=now)
        assert (report.verdict, report.layer(layer).verdict) == (Verdict.FAILED, Verdict.FAILED)


@pytest.mark.req("LIC-03", part="revocation")
@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_a_seal_that_was_taken_back_before(state, seal, now):
    stop = commands.suspend_seal if state == "suspended" else commands.revoke_seal
    sealed = make.seal_both(now)
    stop(seal_id=seal.id, reason="样例停用", by=SYSTEM, now=now - dt.timedelta(hours=1))
    layer = queries.verify_file(sealed.ofd, now=now).layer("revocation")
    assert layer.verdict is Verdict.FAILED


def test_what_was_sealed_before_a_revocation_stays_good(sealed, seal, now):
    commands.revoke_seal(seal_id=seal.id, reason="样例停用", by=SYSTEM, now=now + dt.timedelta(hours=1))
    for content in (sealed.ofd, sealed.pdf):
        assert queries.verify_file(content, now=now + dt.timedelta(hours=2)).verdict is Verdict.PASSED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "document.empty"), (b"GIF89a", "document.kind_unknown"), (b"PK\3\4" * 6_000_000, "document.too_large")],
)
def test_what_is_not_read_at_all(content, code, now):
    with pytest.raises(Invalid) as refused:
        queries.verify_file(content, now=now)
    assert refused.value.code == code


def test_a_code_signed_by_the_platform_holds(seal, now):
    signer = queries.platform_signer()
    claims = Claims("食品经营许可证", "JY1", "1.2.156.3005.2.A", "样*甲", "样例局", dt.date(2026, 11, 22))
    code = codes.decode(codes.encode(claims, signer))
    assert (code.key_id, code.claims) == (signer.key_id, claims)


@pytest.mark.req("LIC-02", part="codes signed by a former key still hold, also after a rotation")
def test_a_former_key_goes_on_holding(seal, now):
    claims = Claims("食品经营许可证", "JY1", "1.2.156.3005.2.A", "样*甲", "样例局", dt.date(2026, 11, 22))
    printed = codes.decode(codes.encode(claims, queries.platform_signer()))
    key_id = commands.rotate_platform_key(by=SYSTEM, now=now + dt.timedelta(days=1))
    assert (queries.platform_signer().key_id, key_id != printed.key_id) == (key_id, True)
    keys = {each.key_id: each for each in queries.list_platform_keys()}
    assert list(keys) == [key_id, printed.key_id]
    assert printed.holds(Sm2Verifier(keys[printed.key_id].public_key))
    assert [each.retired_at for each in keys.values()] == [None, now + dt.timedelta(days=1)]
    assert make.journalled("seals.key_rotated") == 1
    assert queries.platform_certificates()[0] == keys[key_id].certificate
    commands.establish_authority(now=now)  # makes nothing anew
    assert len(queries.list_platform_keys()) == 2


def test_nobody_but_the_operator_rotates(seal, now):
    with pytest.raises(NotAllowed):
        commands.rotate_platform_key(by=Actor(uuid.uuid4(), "operator", None, None, ()), now=now)
    assert len(queries.list_platform_keys()) == 1


@pytest.mark.req("LIC-03", part="a check reads only what the file names")
def test_a_check_asks_for_the_seals_of_the_file_only(sealed, now, django_assert_num_queries):
    make.seal(now, kind="official", name="样例公章")
    with django_assert_num_queries(8):  # the authority, the seal, and three certificates of two chains
        assert queries.verify_file(sealed.ofd, now=now).verdict is Verdict.PASSED


@pytest.mark.req("LIC-03", part="a certificate that the authority revoked")
@pytest.mark.parametrize("purpose", ["maker", "sm2_issuing", "seal"])
def test_a_certificate_that_the_authority_took_back_fails_what_is_below(purpose, sealed, now):
    Certificate.objects.filter(purpose=purpose).update(revoked_at=now - dt.timedelta(hours=1))
    layer = queries.verify_file(sealed.ofd, now=now).layer("revocation")
    assert (layer.verdict, layer.reason_code) == (Verdict.FAILED, "revoked")
