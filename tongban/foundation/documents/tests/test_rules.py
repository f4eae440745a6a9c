"""How values are written into documents."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.documents.rules import as_json, drawable_text, write_formal_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2026, 11, 25), "二〇二六年十一月二十五日"),
        (dt.date(2000, 1, 1), "二〇〇〇年一月一日"),
        (dt.date(2030, 10, 10), "二〇三〇年十月十日"),
        (dt.date(2026, 12, 31), "二〇二六年十二月三十一日"),
        (dt.date(2027, 2, 20), "二〇二七年二月二十日"),
    ],
)
def test_a_formal_date(day, written):
    assert write_formal_date(day) == written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("李𬭊", "李𬭊"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("a\x00b\x1b\x7fc", "abc"),
        ("\u202e反\u200b转\ufeff", "反转"),
        ("⚠\ufe0f葛\U000e0100", "⚠葛"),
        ("好😀\ud800", "好〓〓"),
    ],
)
def test_text_is_what_can_be_drawn(text, shown):
    assert drawable_text(text, lambda letter: letter not in "😀\ud800") == shown


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "2026年11月25日"), ("en", "25 November 2026")])
def test_values_become_plain(language, day):
    value = {"a": dt.date(2026, 11, 25), "b": [Decimal("1.50"), 2, True, None], "c": ("x", {1: "y"})}
    plain = {"a": day, "b": ["1.50", 2, True, None], "c": ["x", {"1": "y"}]}
    assert as_json(value, language, lambda letter: True) == plain


def test_what_no_document_holds_is_refused():
    with pytest.raises(TypeError, match="bytes"):
        as_json({"a": b"x"}, "en", lambda letter: True)
