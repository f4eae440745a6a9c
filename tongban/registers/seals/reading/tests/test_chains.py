"""Who may vouch for whom."""

import datetime as dt

import pytest

from tongban.registers.seals.reading import Trust, Verdict, verify
from tongban.registers.seals.reading.tests import make
from tongban.registers.seals.reading.tests.make import FROM, NOW, SIGNED_AT, UNTIL, World, holder

DAY = dt.timedelta(days=1)


def chain_of(world: World, trust: Trust, layer: str = "certificate_chain") -> tuple[Verdict, str]:
    found = verify(make.packed(make.sealed_parts(world)), trust, at=NOW, now=NOW).layer(layer)
    return found.verdict, found.reason_code


@pytest.fixture(scope="module")
def world() -> World:
    return make.world()


def test_without_the_authority_between_nobody_reaches_the_root(world: World) -> None:
    assert chain_of(world, Trust(roots=(world.root.certificate,))) == (Verdict.UNDETERMINED, "root_unknown")


def test_a_trusted_certificate_may_be_its_own_root(world: World) -> None:
    assert chain_of(world, Trust(roots=(world.authority.certificate,))) == (Verdict.PASSED, "")


def test_an_authority_of_the_same_name_did_not_sign(world: World) -> None:
    other = make.world()
    assert chain_of(world, other.trust()) == (Verdict.FAILED, "not_by_its_issuer")


def test_who_is_no_authority_vouches_for_nobody(world: World) -> None:
    middle = holder("不是机构", world.authority, usage={"digital_signature", "key_cert_sign"})
    below = World(world.root, middle, holder("制章", middle), holder("某局", middle))
    trust = world.trust(intermediates=(world.authority.certificate, middle.certificate))
    assert chain_of(below, trust) == (Verdict.UNDETERMINED, "root_unknown")


def test_a_certificate_not_for_signing(world: World) -> None:
    signer = holder("样例局", world.authority, usage={"key_encipherment"})
    below = World(world.root, world.authority, world.maker, signer)
    assert chain_of(below, world.trust()) == (Verdict.FAILED, "not_for_signing")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (SIGNED_AT + DAY, UNTIL, (Verdict.FAILED, "not_yet_valid")),
        (FROM, SIGNED_AT - DAY, (Verdict.FAILED, "expired")),
        (FROM, SIGNED_AT + DAY, (Verdict.PASSED, "")),
    ],
)
def test_a_certificate_holds_at_the_instant_of_signing(
    since: dt.datetime, until: dt.datetime, said: tuple[Verdict, str], world: World
) -> None:
    signer = holder("样例局", world.authority, valid_from=since, valid_until=until)
    below = World(world.root, world.authority, world.maker, signer)
    assert chain_of(below, world.trust(), "certificate_validity") == said


@pytest.mark.req("LIC-03", part="revocation")
@pytest.mark.parametrize("whose", ["signer", "authority"])
def test_a_revoked_certificate_anywhere_in_the_chain(whose: str, world: World) -> None:
    name = getattr(world, whose).name
    assert chain_of(world, world.trust(revoked={name: SIGNED_AT}), "revocation") == (Verdict.FAILED, "revoked")
    later = world.trust(revoked={name: SIGNED_AT + DAY})
    assert chain_of(world, later, "revocation") == (Verdict.PASSED, "revoked_later")


def test_trust_that_nobody_can_read_trusts_nobody(world: World) -> None:
    broken = Trust(roots=(b"\x30\x00", b""), intermediates=(b"?",))
    assert chain_of(world, broken) == (Verdict.UNDETERMINED, "root_unknown")
