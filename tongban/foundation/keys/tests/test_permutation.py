"""Printed numbers: a bijection that finds slips of the pen and tells nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.keys.permutation import NumberPermutation

NUMBERS = NumberPermutation(bytes(range(32)))
BUCKETS, SEQUENCES = st.integers(0, 65_535), st.integers(0, 2**32 - 1)


@given(BUCKETS, SEQUENCES)
def test_every_pair_has_sixteen_digits_that_lead_back(bucket, sequence) -> None:
    number = NUMBERS.number(bucket, sequence)
    assert len(number) == 16
    assert number.isdecimal()
    assert NUMBERS.pair(number) == (bucket, sequence)


def test_neighbours_get_different_numbers_without_order() -> None:
    numbers = [NUMBERS.number(bucket, sequence) for bucket in range(40) for sequence in range(50)]
    assert len(set(numbers)) == 2000
    assert numbers != sorted(numbers)
    assert len({number[:4] for number in numbers}) > 1000


@pytest.mark.parametrize(("bucket", "sequence"), [(0, 0), (65_535, 2**32 - 1)])
def test_the_corners(bucket, sequence) -> None:
    assert NUMBERS.pair(NUMBERS.number(bucket, sequence)) == (bucket, sequence)


def test_a_number_never_changes() -> None:
    assert NUMBERS.number(42, 7) == "2442830916184485"


def test_another_key_gives_another_number() -> None:
    assert NumberPermutation(bytes(32)).number(42, 7) != NUMBERS.number(42, 7)


@pytest.mark.parametrize(("bucket", "sequence"), [(-1, 0), (65_536, 0), (0, -1), (0, 2**32)])
def test_out_of_range_is_a_programming_error(bucket, sequence) -> None:
    with pytest.raises(ValueError, match="out of range"):
        NUMBERS.number(bucket, sequence)


@given(BUCKETS, SEQUENCES, st.integers(0, 15), st.integers(1, 9))
def test_every_wrong_digit_is_found(bucket, sequence, place, step) -> None:
    number = NUMBERS.number(bucket, sequence)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    with pytest.raises(Invalid, match=r"printed_number\.check_digit"):
        NUMBERS.pair(wrong)


@given(BUCKETS, SEQUENCES, st.integers(0, 14))
def test_every_swap_of_neighbours_is_found(bucket, sequence, place) -> None:
    number = NUMBERS.number(bucket, sequence)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Invalid, match=r"printed_number\.check_digit"):
            NUMBERS.pair(swapped)


def test_spaces_hyphens_and_full_width_digits_are_read() -> None:
    number = NUMBERS.number(42, 7)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    spaced = f" {number[:4]}-{number[4:8]} {number[8:12]}\u3000{number[12:]} "
    assert NUMBERS.pair(wide) == NUMBERS.pair(spaced) == (42, 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("123", "length"),
        ("1" * 10_000_000, "length"),
        ("12345678901234ab", "digits"),
        ("\0" * 16, "digits"),
        ("١" * 16, "digits"),
        ("9999999999999999", "check_digit"),
        ("9999999999999990", "never_given"),
    ],
)
def test_wrong_input_is_named(text, code) -> None:
    with pytest.raises(Invalid) as caught:
        NUMBERS.pair(text)
    assert caught.value.code == f"printed_number.{code}"
