"""Forms, drafts, archives and signatures move to a new key while people go on working."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.commands import START, BatchDone, Position, Renewed, Sealed
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case, CaseArchive, CaseSignature, Draft
from tongban.services.cases.rules import rights

BATCH = 200


def _renew(column: str, row: Any) -> Renewed:
    old = bytes(getattr(row, column))
    return {column: (old, sealing.reseal(old, row.id))} if sealing.cipher().needs_rotation(old) else {}


_SEALED = tuple(
    Sealed(model, (column,), partial(_renew, column))
    for model, column in (
        (Case, "form_sealed"),
        (Draft, "form_sealed"),
        (CaseArchive, "package_sealed"),
        (CaseSignature, "evidence_sealed"),
    )
)


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
    total, damaged = routing.reseal_all(_SEALED, batch=batch, told=told)
    audit.record("cases.reencrypted", by=by, now=now, subject=f"key:{sealing.KEY}", rows=total, damaged=damaged)
    return total


def reencrypt(*, position: Position = START, batch: int = BATCH) -> BatchDone:
    """The next `batch` rows after the position are sealed with the newest key. The caller has checked the right to."""
    return routing.reseal(_SEALED, position=position, batch=batch)


def _check_may(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(rights.ROTATE_KEY):
        raise errors.not_allowed(rights.ROTATE_KEY)
