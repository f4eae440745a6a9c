"""Licence identifiers: real ones fit, a legacy one is told from a forged one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import licence_identifier

pytestmark = pytest.mark.req("NFR-07", part="identifiers")

TYPE, ISSUER = "11100000000013338W011", "11430000006122244L"
REAL = (
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S",
)
LEGACY = "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M"


@pytest.mark.parametrize("text", REAL)
def test_real_identifiers(text) -> None:
    identifier = licence_identifier.parse(f" {text.lower()} ")
    assert (str(identifier), identifier.warnings) == (text, ())


def test_an_issuer_that_is_no_credit_code_is_a_warning() -> None:
    identifier = licence_identifier.parse("1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9")
    assert (identifier.issuer, identifier.version) == ("340100", 1)
    assert identifier.warnings == ("licence_identifier.issuer_unverified",)


def test_the_legacy_variant_is_found_and_is_no_forgery() -> None:
    identifier = licence_identifier.parse(LEGACY)
    assert identifier.is_legacy
    assert identifier.warnings == ("licence_identifier.legacy_check",)
    assert str(identifier) == LEGACY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "root"),
        ("1.2.156.3005.3." + REAL[0][15:], "root"),
        (REAL[0][15:], "root"),
        (REAL[0][:-2], "parts"),
        (REAL[0] + ".1", "parts"),
        (REAL[0].replace("W011", "W01"), "type_code"),
        (REAL[0].replace(ISSUER, ""), "issuer"),
        (REAL[0].replace("20230000403", "2023-403"), "serial"),
        (REAL[0].replace("20230000403", "2\0"), "serial"),
        (REAL[0].replace(".001.", ".000."), "version"),
        (REAL[0].replace(".001.", ".1."), "version"),
        (REAL[0][:-1] + "V", "check_character"),
        ("1" * 10_000_000, "length"),
    ],
)
def test_what_is_wrong_is_named(text, code) -> None:
    with pytest.raises(Invalid) as caught:
        licence_identifier.parse(text)
    assert caught.value.code == f"licence_identifier.{code}"


@given(st.text(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=1, max_size=32), st.integers(1, 999))
def test_what_is_built_is_read_back(serial, version) -> None:
    built = licence_identifier.build(type_code=TYPE, issuer=ISSUER, serial=serial, version=version)
    assert licence_identifier.parse(str(built)) == built
    assert built.warnings == ()


@given(st.sampled_from(REAL), st.integers(15, 71), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_wrong_character_of_what_no_register_holds_is_always_told(text, place, character) -> None:
    wrong = text[:place] + character + text[place + 1 :]
    if place < len(text) and text[place] not in (".", character):
        with pytest.raises(Invalid):
            licence_identifier.refuse_unknown(licence_identifier.parse(wrong))


def test_of_the_unknown_only_the_older_way_is_refused() -> None:
    licence_identifier.refuse_unknown(licence_identifier.parse(REAL[0]))
    with pytest.raises(Invalid, match=r"licence_identifier\.check_character"):
        licence_identifier.refuse_unknown(licence_identifier.parse(LEGACY))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": 0}, "version"),
        ({"version": 1000}, "version"),
        ({"serial": "a"}, "serial"),
        ({"issuer": ""}, "issuer"),
    ],
)
def test_nonsense_is_not_built(changed, code) -> None:
    with pytest.raises(Invalid, match=rf"licence_identifier\.{code}"):
        licence_identifier.build(**({"type_code": TYPE, "issuer": ISSUER, "serial": "1"} | changed))
