"""How long a licence holds, and what it is numbered: golden values."""

import datetime as dt

import pytest

from tongban.services.licences.rules.numbering import is_pattern, write_number
from tongban.services.licences.rules.validity import is_validity, last_day

GOLDEN = [
    ("2026-11-25", "year", 5, "2031-11-24"),
    ("2024-02-29", "year", 1, "2025-02-28"),
    ("2024-02-29", "year", 4, "2028-02-28"),
    ("2023-03-01", "year", 1, "2024-02-29"),
    ("2026-01-31", "month", 1, "2026-02-28"),
    ("2026-12-31", "month", 2, "2027-02-28"),
    ("2026-10-31", "month", 1, "2026-11-30"),
    ("2026-11-25", "month", 1, "2026-12-24"),
    ("2026-11-25", "day", 1, "2026-11-25"),
    ("2026-12-31", "day", 60, "2027-02-28"),
    ("2026-01-01", "year", 1, "2026-12-31"),
]


@pytest.mark.req("LIC-01", part="validity computed")
@pytest.mark.parametrize(("first", "unit", "length", "last"), GOLDEN)
def test_the_last_day(first: str, unit: str, length: int, last: str) -> None:
    told = {"unit": unit, "length": length}
    assert last_day(dt.date.fromisoformat(first), told) == dt.date.fromisoformat(last)


def test_long_term_has_no_last_day() -> None:
    assert last_day(dt.date(2026, 11, 25), {"unit": "long_term"}) is None


@pytest.mark.parametrize(
    "told", [{}, None, {"unit": "week", "length": 1}, {"unit": "year"}, {"unit": "year", "length": 0},
             {"unit": "year", "length": True}, {"unit": "year", "length": 101}, {"unit": ["year"], "length": 1}],
)  # fmt: skip
def test_what_is_no_validity(told: object) -> None:
    assert not is_validity(told)


def test_a_pattern_is_filled() -> None:
    told = {"year": 2026, "region": "420902000000", "serial": 1_234_567, "holder_code": "91429099EXAM00019F"}
    assert write_number("鄂（{year}）孝南第{serial}号", **told) == "鄂（2026）孝南第1234567号"
    assert write_number("{holder.code}", **told) == "91429099EXAM00019F"


@pytest.mark.parametrize(
    "pattern", ["", "JY{serial}", "{year}", "{serial}{serial}{year}", "{year}{serial}{", "{holder.code}1{year}",
                "{year}{serial}{name}", "x" * 60 + "{year}{serial}"],
)  # fmt: skip
def test_what_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)
