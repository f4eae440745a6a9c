"""Resident ids: the example of GB 11643, every slip of one digit, what people really type."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import resident_id
from tongban.registers.identifiers.rules.resident_id import Kind, ResidentId

pytestmark = pytest.mark.req("NFR-07", part="identifiers")

EXAMPLE = "11010519491231002X"


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    region = draw(st.integers(110_000, 659_999))
    birth_date = draw(st.dates(dt.date(1850, 1, 1), dt.date(2026, 11, 25)))
    body = f"{region}{birth_date:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return body + resident_id.check_digit(body)


def test_the_standards_example() -> None:
    parsed = resident_id.parse(EXAMPLE)
    assert parsed == ResidentId(EXAMPLE, Kind.RESIDENT, dt.date(1949, 12, 31))
    assert (parsed.region, parsed.is_male) == ("110105", False)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X\n",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u202a11010519491231002X\u202c\ufeff",
        "110105\u300019491231\xa0002X",
    ],
)
def test_what_people_type_is_one_number(typed) -> None:
    assert resident_id.parse(typed).number == EXAMPLE


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("", "length", {"length": 0}),
        ("1101051949123100", "length", {"length": 16}),
        ("1" * 10_000_000, "length", {"length": 10_000_000}),
        ("1101O519491231002X", "digits", {"position": 5, "character": "O"}),
        ("1101\x00519491231002X", "digits", {"position": 5, "character": "�"}),
        ("١" * 18, "digits", {"position": 1, "character": "١"}),
        ("11010519491231002Y", "digits", {"position": 18, "character": "Y"}),
        ("11010519491331002X", "birth_date", {}),
        ("11010519500229002X", "birth_date", {}),
        ("11010500010101002X", "birth_date", {}),
        ("11010521000101002X", "birth_date", {}),
        ("110105194912310021", "check_digit", {}),
        ("11010519491231003X", "check_digit", {}),
        ("1101054912310O2", "digits", {"position": 14, "character": "O"}),
    ],
)
def test_what_is_wrong_is_named(typed, code, facts) -> None:
    with pytest.raises(Invalid) as caught:
        resident_id.parse(typed)
    assert (caught.value.code, caught.value.facts) == (f"resident_id.{code}", facts)


def test_nobody_is_born_tomorrow() -> None:
    assert resident_id.parse(EXAMPLE, today=dt.date(1949, 12, 31)).number == EXAMPLE
    with pytest.raises(Invalid, match=r"resident_id\.birth_date_future"):
        resident_id.parse(EXAMPLE, today=dt.date(1949, 12, 30))


def test_an_old_number_is_brought_to_eighteen_digits() -> None:
    parsed = resident_id.parse("110105491231002")
    assert (parsed.number, parsed.warnings) == (EXAMPLE, ("resident_id.old_form",))


@pytest.mark.parametrize(
    ("body", "kind", "warnings"),
    [
        ("42212219800101001", Kind.RESIDENT, ()),  # no region of today
        ("81000019900307005", Kind.HONG_KONG_MACAO_TAIWAN, ()),
        ("93115619900307005", Kind.FOREIGN, ()),
        ("99999919900307005", Kind.FOREIGN, ()),
        ("66010119900307005", Kind.RESIDENT, ("resident_id.region_unknown",)),
        ("00000019900307005", Kind.RESIDENT, ("resident_id.region_unknown",)),
    ],
)
def test_no_region_is_refused(body, kind, warnings) -> None:
    parsed = resident_id.parse(body + resident_id.check_digit(body))
    assert (parsed.kind, parsed.warnings) == (kind, warnings)


@given(valid_numbers())
def test_every_valid_number_is_read(number) -> None:
    parsed = resident_id.parse(number)
    assert parsed.number == number
    assert f"{parsed.birth_date:%Y%m%d}" == number[6:14]
    assert parsed.is_male == (int(number[14:17]) % 2 == 1)


@given(valid_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_digit_is_found(number, place, character) -> None:
    wrong = number[:place] + character + number[place + 1 :]
    if wrong != number:
        with pytest.raises(Invalid):
            resident_id.parse(wrong)


@given(valid_numbers(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(number, place) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Invalid):
            resident_id.parse(swapped)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text) -> None:
    with suppress(Invalid):
        assert len(resident_id.parse(text).number) == 18
