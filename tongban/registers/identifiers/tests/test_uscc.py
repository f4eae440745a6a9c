"""Credit codes: real ones, the letters people confuse, bodies without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.uscc import BodyCode, Kind

pytestmark = pytest.mark.req("NFR-07", part="identifiers")

REAL = ("11100000000013338W", "11100000MB03271699", "91110000600037341L", "11440000006940116U", "11370800MB28559184")


@st.composite
def valid_codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(("11", "12", "51", "91", "92", "93", "N1", "Y1")))
    organisation = draw(st.text(st.sampled_from(uscc.ALPHABET), min_size=8, max_size=8))
    inside = organisation + uscc.organisation_check_character(organisation)
    body = f"{head}{draw(st.integers(0, 999_999)):06d}{inside}"
    return body + uscc.check_character(body)


@pytest.mark.parametrize("code", REAL)
def test_real_codes(code) -> None:
    assert uscc.parse(code) == BodyCode(code, Kind.CREDIT_CODE)


def test_the_parts() -> None:
    body = uscc.parse(" 91110000 60003734 1l ")
    assert body.code == "91110000600037341L"
    assert (body.registrar_and_category, body.region, body.organisation_code) == ("91", "110000", "600037341")


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("9111000060003734", "length", {"length": 16}),
        ("9" * 10_000_000, "length", {"length": 10_000_000}),
        ("9111OOOO600037341L", "alphabet", {"position": 5, "character": "O"}),
        ("91110000600037341\0", "alphabet", {"position": 18, "character": "�"}),
        ("911A0000600037341L", "region", {"position": 4, "character": "A"}),
        ("91110000600037341M", "check_character", {}),
        ("13440000515356094L", "check_character", {}),
        ("TE5116020105116050", "surrogate", {}),
        ("TE440000GD030003VV", "surrogate", {}),
    ],
)
def test_what_is_wrong_is_named(typed, code, facts) -> None:
    with pytest.raises(Invalid) as caught:
        uscc.parse(typed)
    assert (caught.value.code, caught.value.facts) == (f"uscc.{code}", facts)


def test_an_organisation_code_that_does_not_fit_is_a_warning() -> None:
    body = "91110000600037342"
    assert uscc.parse(body + uscc.check_character(body)).warnings == ("uscc.organisation_check",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91110000600037341l", BodyCode("91110000600037341L", Kind.CREDIT_CODE)),
        ("te440000gd030003vv", BodyCode("TE440000GD030003VV", Kind.SURROGATE, ("uscc.surrogate",))),
        ("13440000515356094L", BodyCode("13440000515356094L", Kind.UNVERIFIED, ("uscc.check_character",))),
        ("00877868-5", BodyCode("008778685", Kind.ORGANISATION_CODE, ("uscc.organisation_code",))),
        ("340100", BodyCode("340100", Kind.UNVERIFIED, ("uscc.length",))),
        ("", BodyCode("", Kind.UNVERIFIED, ("uscc.length",))),
    ],
)
def test_official_data_is_never_refused(text, expected) -> None:
    assert uscc.inspect(text) == expected


@given(valid_codes())
def test_every_valid_code_is_read_back(code) -> None:
    spaced = f" {code[:8].lower()} {code[8:]} "
    assert uscc.parse(code) == uscc.parse(spaced) == BodyCode(code, Kind.CREDIT_CODE)


@given(valid_codes(), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_every_single_wrong_character_is_found(code, place, character) -> None:
    wrong = code[:place] + character + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Invalid):
            uscc.parse(wrong)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text) -> None:
    assert uscc.inspect(text).kind in Kind
