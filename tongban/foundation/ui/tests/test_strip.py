"""Folding a long strip: the past gives way, never the days to come."""

import datetime as dt

from tongban.foundation.ui.stories import TODAY, clock, sample_clocks
from tongban.foundation.ui.strip import fold


def _kinds(cells):
    return [cell.kind for cell in cells]


def test_a_short_strip_stays_as_it_is():
    running = sample_clocks()["running"].cells
    assert fold(running) == running


def test_a_long_strip_folds_what_is_over():
    cells = fold(sample_clocks()["long"].cells)
    assert len(cells) == 12
    assert (cells[0].kind, cells[0].folded) == ("folded", 13)
    assert [cell.number for cell in cells if cell.number] == [14, 15, 16, 17, 18, 19, 20]


def test_days_to_come_are_never_folded():
    cells = clock(TODAY, 20).cells
    assert fold(cells) == cells


def test_held_days_are_drawn_and_not_counted():
    held = (dt.date(2026, 11, 23), dt.date(2026, 11, 24))
    strip = clock(dt.date(2026, 11, 19), 5, held=held)
    assert _kinds(strip.cells)[4:7] == ["hold", "hold", "now"]
    assert (strip.cells[-1].day, strip.cells[-1].due) == (dt.date(2026, 11, 30), True)
