"""Rates of the seed documents, to the digit."""

from decimal import Decimal

import pytest

from tongban.foundation.kernel.rates import percentage, round_half_up


@pytest.mark.req("NFR-06", part="rates")
@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (7487, 7771, "96.35"),
        (7192, 7317, "98.29"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (12345, 1_000_000, "1.23"),
        (12350, 1_000_000, "1.24"),
        (0, 5, "0.00"),
        (Decimal("-1.235"), 100, "-1.24"),
    ],
)
def test_percentage(part: int | Decimal, whole: int, rate: str) -> None:
    assert percentage(part, whole) == Decimal(rate)


def test_no_whole_no_rate() -> None:
    assert percentage(0, 0) is None


def test_half_is_rounded_up_where_banks_would_round_to_even() -> None:
    assert round_half_up(Decimal("0.125")) == Decimal("0.13")
