"""How every operation on a standing licence is taken: lock → may they, can it be → write → journal → event."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.commands import update
from tongban.foundation.routing.rows import find_row
from tongban.services.licences import errors
from tongban.services.licences.commands import journal
from tongban.services.licences.models import Licence
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.life import Operation, State, find_next

LONGEST_REASON = 500


def suspend(*, licence_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Licence:
    """The licence is taken for a while (暂扣). Emits licences.changed.

    Raises NotFound licence.not_found, NotAllowed licence.action_not_allowed, Conflict licence.not_now, Invalid
    licence.reason_missing, licence.text_refused.
    """
    return _take(licence_id, Operation.SUSPEND, reason, by=by, now=now)


def restore(*, licence_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Licence:
    """A suspended licence is given back (发还). As `suspend`."""
    return _take(licence_id, Operation.RESTORE, reason, by=by, now=now)


def revoke(*, licence_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Licence:
    """The licence ought not to have been granted and is revoked (撤销), for good. As `suspend`."""
    return _take(licence_id, Operation.REVOKE, reason, by=by, now=now)


def forfeit(*, licence_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Licence:
    """The licence is taken away as a penalty (吊销), for good. As `suspend`."""
    return _take(licence_id, Operation.FORFEIT, reason, by=by, now=now)


def cancel(*, licence_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Licence:
    """The licence is cancelled (注销), for good. As `suspend`."""
    return _take(licence_id, Operation.CANCEL, reason, by=by, now=now)


@transaction.atomic
def _take(licence_id: uuid.UUID, operation: Operation, reason: str, *, by: Actor, now: dt.datetime) -> Licence:
    licence = lock(licence_id)
    _check_may(licence, by)
    move(licence, operation, by=by, at=now, now=now, reason=read_reason(reason))
    return licence


def lock(licence_id: uuid.UUID) -> Licence:
    """The licence, its row locked until the transaction ends. Raises NotFound licence.not_found."""
    licence = find_row(Licence, licence_id, lock=True)
    if licence is None:
        raise errors.not_found()
    return licence


def move(
    licence: Licence, operation: Operation, *, by: Actor, at: dt.datetime, now: dt.datetime, reason: str = "",
    case: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """The locked licence is where the operation leads. Raises Conflict licence.not_now; emits licences.changed."""
    before = licence.state
    after = find_next(State(before), operation)
    if after is None:
        raise errors.not_now(state=before, operation=operation)
    licence.state, licence.state_at, licence.events_so_far = after, at, licence.events_so_far + 1
    journal.write_operation(
        licence, operation, before, row=update(Licence, "licence", "state", "state_at", "events_so_far"),
        action=f"licences.{operation}", fact=journal.changed(licence, operation, before, at=at), by=by, at=at, now=now,
        reason=reason, case=case, facts={"state": licence.state, "identifier": licence.identifier, "reason": reason},
    )  # fmt: skip


def read_reason(reason: str) -> str:
    """Raises Invalid licence.reason_missing, licence.text_refused."""
    reason = reason.strip()
    if not reason:
        raise errors.reason_missing()
    if len(reason) > LONGEST_REASON or any(ord(letter) < 32 and letter not in "\n\t" for letter in reason):
        raise errors.text_refused("reason", LONGEST_REASON)
    return reason


def _check_may(licence: Licence, by: Actor) -> None:
    if by is SYSTEM or by.may(rights.MANAGE, licence.region, licence.issuer):
        return
    if by.may(rights.READ, licence.region, licence.issuer):
        raise errors.not_allowed(rights.MANAGE)
    raise errors.not_found()
