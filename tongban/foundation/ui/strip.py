"""The day strip: one cell per calendar day. Whoever owns a clock builds the cells; here they are only folded.

A cell is start (the event day, not counted), work (a working day to come), done, now, off (a rest day) or hold
(paused).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day, or in a folded strip the `folded` days that are over. `number` counts working days from 1."""

    day: dt.date
    kind: str
    number: int | None = None
    due: bool = False
    folded: int = 0


def fold(cells: Sequence[DayCell], most: int = MOST_CELLS) -> tuple[DayCell, ...]:
    """At most `most` cells where the past allows it: the days before the last past one become one folded cell.

    Days to come are never folded, so a strip of a long clock at its beginning may be longer.
    """
    past = next((i for i, cell in enumerate(cells) if cell.kind in ("now", "work", "hold")), len(cells))
    surplus = len(cells) - most + 1
    if surplus < 2 or past < 2:
        return tuple(cells)
    hidden = min(surplus, past)
    over = sum(cell.kind == "done" for cell in cells[:hidden])
    return (DayCell(day=cells[hidden - 1].day, kind="folded", folded=over), *cells[hidden:])
