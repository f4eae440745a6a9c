"""Moving forms, drafts and archives to a new key while people go on working, as `parties` does with its numbers.

Rows are visited by id; each is written by itself, and only while it still holds what was read. Nothing is remembered
but the position: after a kill the next run starts again and passes quickly over what is done.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.errors import NotAuthentic
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case, CaseArchive, Draft
from tongban.services.cases.rules import rights

BATCH = 200
_SEALED: tuple[tuple[Any, str], ...] = ((Case, "form_sealed"), (Draft, "form_sealed"), (CaseArchive, "package_sealed"))
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a pass stands: which table, and the id after which it goes on."""

    table: int = 0
    after: uuid.UUID | None = None


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


@transaction.atomic
def rotate_key(*, by: Actor, now: dt.datetime) -> str:
    """What is sealed from now on is sealed with a new version of the key; returns its id. Old versions still open.

    Journals cases.key_rotated. Raises NotAllowed case.not_allowed without `cases.rotate_key`.
    """
    _check_may(by)
    sealing.cipher().current_header()  # a key that was never used is made first
    key_id = KeyFolder(settings.KEY_DIR).rotate(sealing.KEY)
    audit.record("cases.key_rotated", by=by, now=now, subject=f"key:{sealing.KEY}", key=key_id)
    return key_id


def reencrypt_all(
    *, by: Actor, now: dt.datetime, batch: int = BATCH, told: Callable[[BatchDone], None] = lambda done: None
) -> int:
    """Everything sealed is sealed with the newest key; returns how many rows that took. `told` hears of each batch.

    Passes are repeated until one finds nothing, for a writer may have sealed with the old key a moment before. What
    cannot be opened is left as it is and logged. Journals cases.reencrypted. Raises NotAllowed case.not_allowed.
    """
    _check_may(by)
    total = damaged = 0
    is_done = False
    while not is_done:
        batches = list(_pass(batch, told))
        moved, damaged = sum(done.moved for done in batches), sum(done.damaged for done in batches)
        total, is_done = total + moved, not any(done.moved or done.overtaken for done in batches)
    audit.record("cases.reencrypted", by=by, now=now, subject=f"key:{sealing.KEY}", rows=total, damaged=damaged)
    return total


def reencrypt(*, position: Position = Position(), batch: int = BATCH) -> BatchDone:
    """The next `batch` rows after the position are sealed with the newest key. The caller has checked the right to."""
    model, column = _SEALED[position.table]
    with fan_out_allowed("a rotation visits every holder"):
        rows = model.objects.order_by("id").only("id", "bucket", column)
        visited = list((rows.filter(id__gt=position.after) if position.after else rows)[:batch])
    outcomes = [_move(row, column) for row in visited]
    counted = {name: outcomes.count(name) for name in ("moved", "overtaken", "damaged")}
    return BatchDone(visited=len(visited), next=_next(position, visited, batch), **counted)


def _next(position: Position, visited: list[Any], batch: int) -> Position | None:
    if len(visited) == batch:
        return Position(position.table, visited[-1].id)
    return Position(position.table + 1) if position.table + 1 < len(_SEALED) else None


def _pass(batch: int, told: Callable[[BatchDone], None]) -> Iterator[BatchDone]:
    position: Position | None = Position()
    while position is not None:
        done = reencrypt(position=position, batch=batch)
        told(done)
        yield done
        position = done.next


def _move(row: Any, column: str) -> str:
    """What became of the row: "kept" as it was, "moved", "overtaken" or "damaged"."""
    old = bytes(getattr(row, column))
    if not sealing.cipher().needs_rotation(old):
        return "kept"
    try:
        renewed = sealing.reseal(old, row.id)
    except NotAuthentic as damage:
        _log.error("%s %s keeps its old key: %s", type(row).__name__, row.id, damage)
        return "damaged"
    still = type(row).objects.filter(id=row.id, bucket=row.bucket, **{column: old})
    return "moved" if still.update(**{column: renewed}) else "overtaken"


def _check_may(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(rights.ROTATE_KEY):
        raise errors.not_allowed(rights.ROTATE_KEY)
