"""CSV files open as text in every spreadsheet."""

import pytest

from tongban.foundation.ui.tables import csv_answer, defused


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", " =1", "\u3000=1"])
def test_a_formula_is_defused(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize(("cell", "text"), [("甲", "甲"), (None, ""), (0, "0"), ("a=1", "a=1")])
def test_other_cells_stay_as_they_are(cell, text):
    assert defused(cell) == text


def test_the_file_begins_with_a_byte_order_mark_and_quotes_what_it_must():
    body = b"".join(csv_answer("a.csv", ["名称"], [["甲,乙"], ["=1"]])).decode()
    assert body == '\ufeff名称\r\n"甲,乙"\r\n\'=1\r\n'
