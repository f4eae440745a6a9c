"""Everything sealed moves to a new key while people go on working."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.commands import START, BatchDone, Position, Renewed, Sealed
from tongban.registers.parties import rules
from tongban.registers.parties.models import FormerDocument, Party
from tongban.registers.parties.sealing import KEY, Purpose, cipher, context

BATCH = 500
_PARTY = {
    "document_sealed": Purpose.DOCUMENT,
    "phone_sealed": Purpose.PHONE,
    "representative_sealed": Purpose.REPRESENTATIVE,
}


def _renew(columns: Mapping[str, Purpose], row: Any) -> Renewed:
    held = {column: bytes(value) for column in columns if (value := getattr(row, column)) is not None}
    return {
        column: (old, cipher().reencrypt(old, context=context(columns[column], row.id)))
        for column, old in held.items()
        if cipher().needs_rotation(old)
    }


_SEALED = tuple(
    Sealed(model, tuple(columns), partial(_renew, columns))
    for model, columns in ((Party, _PARTY), (FormerDocument, {"sealed": Purpose.FORMER_DOCUMENT}))
)


@transaction.atomic
def rotate_key(*, by: Actor, now: dt.datetime) -> str:
    """What is sealed from now on is sealed with a new version of the key; returns its id. Old versions still open.

    Journals parties.key_rotated. Raises NotAllowed without `parties.rotate_key`.
    """
    _check_may(by)
    cipher().current_header()  # a key that was never used is made first, so that there is something to rotate
    key_id = KeyFolder(settings.KEY_DIR).rotate(KEY)
    audit.record("parties.key_rotated", by=by, now=now, subject=f"key:{KEY}", key=key_id)
    return key_id


def reencrypt_all(
    *, by: Actor, now: dt.datetime, batch: int = BATCH, told: Callable[[BatchDone], None] = lambda done: None
) -> int:
    """Everything sealed is sealed with the newest key; returns how many rows that took. `told` hears of each batch.

    Passes are repeated until one finds nothing, for a writer may have sealed with the old key a moment before. What
    cannot be opened is left as it is and logged. Journals parties.reencrypted. Raises NotAllowed without
    `parties.rotate_key`.
    """
    _check_may(by)
    total, damaged = routing.reseal_all(_SEALED, batch=batch, told=told)
    audit.record("parties.reencrypted", by=by, now=now, subject=f"key:{KEY}", rows=total, damaged=damaged)
    return total


def reencrypt(*, position: Position = START, batch: int = BATCH) -> BatchDone:
    """The next `batch` rows after the position are sealed with the newest key. The caller has checked the right to."""
    return routing.reseal(_SEALED, position=position, batch=batch)


def _check_may(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(rules.ROTATE_KEY):
        raise NotAllowed("party.not_allowed", action=rules.ROTATE_KEY)
