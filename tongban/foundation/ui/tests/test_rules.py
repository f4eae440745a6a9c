"""How things are written, value by value."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.ui import rules

DAY = dt.date(2026, 11, 27)
TODAY = dt.date(2026, 11, 25)
NIGHT_IN_LONDON = dt.datetime(2026, 11, 26, 17, 30, tzinfo=dt.UTC)


def test_a_chinese_day_names_its_weekday():
    assert rules.write_day(DAY, "zh-hans", TODAY) == "11月27日（星期五）"


def test_an_english_day_names_its_weekday():
    assert rules.write_day(DAY, "en", TODAY) == "Friday 27 November"


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "2027年3月5日"), ("en", "5 March 2027")])
def test_another_year_is_written(language, written):
    assert rules.write_date(dt.date(2027, 3, 5), language, TODAY) == written


def test_without_today_the_year_is_always_written():
    assert rules.write_day(DAY, "zh-hans") == "2026年11月27日（星期五）"


def test_staff_read_short_days():
    assert rules.write_short_day(DAY, TODAY) == "11-27"
    assert rules.write_short_day(dt.date(2027, 1, 4), TODAY) == "2027-01-04"


def test_instants_are_shown_in_shanghai():
    assert rules.write_moment(NIGHT_IN_LONDON, "zh-hans", TODAY) == "11月27日 01:30"
    assert rules.write_moment(NIGHT_IN_LONDON, "en", TODAY) == "27 November, 01:30"


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        rules.write_time(dt.datetime(2026, 11, 26, 17, 30))  # noqa: DTZ001


@pytest.mark.req("NFR-07", part="display")
@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1.00万"),
        (126_400, "12.64万"),
        (126_450, "12.65万"),  # half up, not half even
        (-126_400, "-12.64万"),
        (99_999_949, "9999.99万"),
        (99_999_950, "1.00亿"),  # never 10000.00万
        (222_000_000, "2.22亿"),
    ],
)
def test_chinese_counts_use_wan_and_yi(number, written):
    assert rules.write_count(number, "zh-hans") == written


def test_english_counts_are_written_in_full():
    assert rules.write_count(126_400, "en") == "126,400"


def test_shares_and_money_have_two_places():
    assert rules.write_percentage(Decimal("99.715")) == "99.72%"
    assert rules.write_percentage(None) == "—"
    assert rules.write_money(Decimal("1200")) == "¥1,200.00"
    assert rules.write_money(Decimal("-0.005")) == "-¥0.01"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("42090219900101000X", "4209**********000X"),
        ("13900000000", "139****0000"),
        ("123456", "****56"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_masking_always_hides_four(text, shown):
    assert rules.mask(text) == shown


def test_names_are_masked_on_calling_screens():
    assert [rules.mask_name(name) for name in ("样例甲", "样甲", "欧阳样例")] == ["样*甲", "样*", "欧**例"]


def test_identifiers_are_grouped_for_reading():
    assert rules.group("42090219900101000X", 6, 8, 4) == "420902 19900101 000X"
    assert rules.group("91420902MA000000XX") == "9142 0902 MA00 0000 XX"


def test_unstorable_text_is_found_wherever_it_hides():
    assert rules.unstorable({"a": ["fine", ("b", {"c\x00": 1})]}) == "text.null_byte"
    assert rules.unstorable(["\ud800"]) == "text.lone_surrogate"
    assert rules.unstorable({"a": ["𠮷", 1, None]}) is None
