"""Moving sealed rows to a new key while people go on working: whoever owns the rows says how one is renewed.

Rows are visited by id; each is written by itself, and only while it still holds what was read, so that no writer is
made to wait or overwritten. Nothing is remembered but the position: after a kill the next run starts again and passes
quickly over what is done.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.keys.errors import NotAuthentic
from tongban.foundation.routing.guard import fan_out_allowed

_log = logging.getLogger(__name__)

Renewed = Mapping[str, tuple[bytes, bytes]]
"""Column → what it holds and what it shall hold; columns that have the newest key already are left out."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed columns of one model. `renew` may raise `NotAuthentic`.

    `known_by`: what a row is found by, its id first, and what its seal is bound to.
    """

    model: Any
    columns: tuple[str, ...]
    renew: Callable[[Any], Renewed]
    known_by: tuple[str, ...] = ("id", "bucket")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a pass stands: which table, and the id after which it goes on."""

    table: int = 0
    after: uuid.UUID | int | None = None


START = Position()


@dataclass(frozen=True, slots=True)
class BatchDone:
    """How many rows were visited, moved to the newest key, changed by somebody else at that moment, unreadable.

    `next` is where to go on, None at the end of a pass.
    """

    visited: int
    moved: int
    overtaken: int
    damaged: int
    next: Position | None


def reseal_all(tables: Sequence[Sealed], *, batch: int, told: Callable[[BatchDone], None]) -> tuple[int, int]:
    """Everything sealed is sealed with the newest key: how many rows that took, how many cannot be opened.

    Passes are repeated until one finds nothing, for a writer may have sealed with the old key a moment before. What
    cannot be opened is left as it is and logged. `told` hears of each batch.
    """
    total = damaged = 0
    is_done = False
    while not is_done:
        batches = list(_pass(tables, batch, told))
        moved, damaged = sum(done.moved for done in batches), sum(done.damaged for done in batches)
        total, is_done = total + moved, not any(done.moved or done.overtaken for done in batches)
    return total, damaged


def reseal(tables: Sequence[Sealed], *, position: Position, batch: int) -> BatchDone:
    """The next `batch` rows after the position are sealed with the newest key."""
    table = tables[position.table]
    with fan_out_allowed("a rotation visits every holder"):
        rows = table.model.objects.order_by("id").only(*table.known_by, *table.columns)
        visited = list((rows.filter(id__gt=position.after) if position.after else rows)[:batch])
    outcomes = [_move(row, table) for row in visited]
    counted = {name: outcomes.count(name) for name in ("moved", "overtaken", "damaged")}
    return BatchDone(visited=len(visited), next=_next(tables, position, visited, batch), **counted)


def _next(tables: Sequence[Sealed], position: Position, visited: list[Any], batch: int) -> Position | None:
    if len(visited) == batch:
        return Position(position.table, visited[-1].id)
    return Position(position.table + 1) if position.table + 1 < len(tables) else None


def _pass(tables: Sequence[Sealed], batch: int, told: Callable[[BatchDone], None]) -> Iterator[BatchDone]:
    position: Position | None = START
    while position is not None:
        done = reseal(tables, position=position, batch=batch)
        told(done)
        yield done
        position = done.next


def _move(row: Any, table: Sealed) -> str:
    """What became of the row: "kept" as it was, "moved", "overtaken" or "damaged"."""
    try:
        renewed = table.renew(row)
    except NotAuthentic as damage:
        _log.error("%s %s keeps its old key: %s", type(row).__name__, row.id, damage)
        return "damaged"
    if not renewed:
        return "kept"
    old = {column: before for column, (before, _) in renewed.items()}
    still = type(row).objects.filter(**{name: getattr(row, name) for name in table.known_by}, **old)
    return "moved" if still.update(**{column: after for column, (_, after) in renewed.items()}) else "overtaken"
