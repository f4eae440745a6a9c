"""What can become of a licence, and what the public and the shared interface read of it: one table.

State and operation codes are those of GB/T 36903; what it has no code of its own for is 99 and 07. As the law does, it
keeps apart what ought never to have been granted (撤销, 行政许可法 art. 69: `revoked`, 03) and what is taken away as a
penalty for what its holder did (吊销, 行政处罚法 art. 9: `forfeited`, 07); the operation is 05 for both.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    FORFEITED = "forfeited"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Operation(StrEnum):
    ISSUE = "issue"
    RENEW = "renew"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    FORFEIT = "forfeit"
    CANCEL = "cancel"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"


CODE_OF_STATE: Mapping[State, str] = {
    State.VALID: "01", State.SUSPENDED: "02", State.REVOKED: "03", State.CANCELLED: "04", State.EXPIRED: "05",
    State.FORFEITED: "07", State.SUPERSEDED: "99",
}  # fmt: skip

CODE_OF_OPERATION: Mapping[Operation, str] = {
    Operation.ISSUE: "01", Operation.RENEW: "02", Operation.SUSPEND: "03", Operation.EXPIRE: "04",
    Operation.REVOKE: "05", Operation.FORFEIT: "05", Operation.CANCEL: "05", Operation.RESTORE: "06",
    Operation.SUPERSEDE: "07", Operation.CHANGE: "09",
}  # fmt: skip

BEGINNINGS = frozenset((Operation.ISSUE, Operation.RENEW, Operation.CHANGE))
"""Operations that a licence begins with; the last two make a new version of one that stands."""

TRANSITIONS: Mapping[tuple[State, Operation], State] = {
    (State.VALID, Operation.SUSPEND): State.SUSPENDED,
    (State.VALID, Operation.REVOKE): State.REVOKED,
    (State.VALID, Operation.FORFEIT): State.FORFEITED,
    (State.VALID, Operation.CANCEL): State.CANCELLED,
    (State.VALID, Operation.EXPIRE): State.EXPIRED,
    (State.VALID, Operation.SUPERSEDE): State.SUPERSEDED,
    (State.SUSPENDED, Operation.RESTORE): State.VALID,
    (State.SUSPENDED, Operation.REVOKE): State.REVOKED,
    (State.SUSPENDED, Operation.FORFEIT): State.FORFEITED,
    (State.SUSPENDED, Operation.CANCEL): State.CANCELLED,
    (State.SUSPENDED, Operation.EXPIRE): State.EXPIRED,
    (State.EXPIRED, Operation.SUPERSEDE): State.SUPERSEDED,
}
"""An expired licence may still be renewed: whether in time, the deciding body has judged."""

LIVING = frozenset((State.VALID, State.SUSPENDED))
"""States that time can end."""


def find_next(state: State, operation: Operation) -> State | None:
    """Where the operation leads from here; None where it is not possible."""
    return TRANSITIONS.get((state, operation))


def state_on(state: State, valid_until: dt.date | None, day: dt.date) -> State:
    """What a licence is on that day: one past its last day is expired, swept already or not."""
    is_over = valid_until is not None and valid_until < day
    return State.EXPIRED if state in LIVING and is_over else state
