"""What licences say, and lines of lists that wait, move to a new key while people go on working."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.commands import START, BatchDone, Position, Renewed, Sealed
from tongban.services.licences import errors, sealing
from tongban.services.licences.commands.taking_in import CELLS
from tongban.services.licences.models import Licence, RunRow
from tongban.services.licences.rules import rights

BATCH = 500


def _renew_licence(row: Any) -> Renewed:
    old = bytes(row.values_sealed)
    return {"values_sealed": (old, sealing.reseal(old, row.id))} if sealing.cipher().needs_rotation(old) else {}


def _renew_line(row: Any) -> Renewed:
    """A line that is written or refused holds nothing any more."""
    if row.cells_sealed is None or not sealing.cipher().needs_rotation(bytes(row.cells_sealed)):
        return {}
    old = bytes(row.cells_sealed)
    return {"cells_sealed": (old, sealing.reseal(old, f"{row.run_id}:{row.line}", what=CELLS))}


_SEALED = (
    Sealed(Licence, ("values_sealed",), _renew_licence),
    Sealed(RunRow, ("cells_sealed",), _renew_line, known_by=("id", "run_id", "line")),
)


@transaction.atomic
def rotate_key(*, by: Actor, now: dt.datetime) -> str:
    """What is sealed from now on is sealed with a new version of the key; returns its id. Old versions still open.

    Journals licences.key_rotated. Raises NotAllowed licence.action_not_allowed without `licences.rotate_key`.
    """
    _check_may(by)
    sealing.cipher().current_header()  # a key that was never used is made first
    key_id = KeyFolder(settings.KEY_DIR).rotate(sealing.KEY)
    audit.record("licences.key_rotated", by=by, now=now, subject=f"key:{sealing.KEY}", key=key_id)
    return key_id


def reencrypt_all(
    *, by: Actor, now: dt.datetime, batch: int = BATCH, told: Callable[[BatchDone], None] = lambda done: None
) -> int:
    """Everything sealed is sealed with the newest key; returns how many rows that took. `told` hears of each batch.

    As `routing.reseal_all`. Journals licences.reencrypted. Raises NotAllowed licence.action_not_allowed.
    """
    _check_may(by)
    total, damaged = routing.reseal_all(_SEALED, batch=batch, told=told)
    audit.record("licences.reencrypted", by=by, now=now, subject=f"key:{sealing.KEY}", rows=total, damaged=damaged)
    return total


def reencrypt(*, position: Position = START, batch: int = BATCH) -> BatchDone:
    """The next `batch` rows after the position are sealed with the newest key. The caller has checked the right to."""
    return routing.reseal(_SEALED, position=position, batch=batch)


def _check_may(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(rights.ROTATE_KEY):
        raise errors.not_allowed(rights.ROTATE_KEY)
