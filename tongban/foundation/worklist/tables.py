"""What a list looks like as a table: told by whoever knows what the work is about."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.spreadsheets.writing import Column, Value
from tongban.foundation.worklist.models import WorklistRow

PORTION = 500
"""Rows that are written at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet's name, its columns, and a line for each of at most PORTION rows; in the language that is active."""

    sheet: Callable[[], str]
    columns: Callable[[], Sequence[Column]]
    lines: Callable[[Sequence[WorklistRow], Actor, dt.datetime], Iterable[Sequence[Value]]]
