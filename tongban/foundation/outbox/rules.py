"""Pure rules of the outbox: how an event becomes JSON, when a failed reaction is tried again, when it is parked."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.outbox.errors import REACTION_GONE, VERSION_UNKNOWN
from tongban.foundation.outbox.events import Event

FIRST_WAIT = dt.timedelta(seconds=2)
LONGEST_WAIT = dt.timedelta(hours=1)
TRIES = 12
"""A reaction that failed this often is parked: about 68 minutes after its first failure."""

CRASHES = 3
"""A reaction under which the process ended this often while it ran alone is parked."""

BATCH_GRACE = dt.timedelta(seconds=2)
"""A batch noted this long ago that nobody works on was left by a process that ended."""

KEPT = dt.timedelta(days=30)
"""Drained events and finished runs are kept this long."""

ERROR_LENGTH = 500


class RunState(StrEnum):
    """waiting → done, waiting → parked → waiting (run again)."""

    WAITING = "waiting"
    PARKED = "parked"
    DONE = "done"


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after the given number of attempts (1 or more): 2 s, 4 s, 8 s … at most an hour."""
    if attempts < 1:
        raise ValueError("there is nothing to wait for before the first attempt")
    doublings = min(attempts - 1, 30)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def state_after_failure(attempts: int, code: str) -> RunState:
    """waiting while tries are left and trying again can help, else parked."""
    hopeless = code in (REACTION_GONE, VERSION_UNKNOWN)
    return RunState.PARKED if hopeless or attempts >= TRIES else RunState.WAITING


def encode(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values. Raises TypeError for a value JSON cannot say, Invalid for a null character."""
    return {field.name: _plain(field.name, getattr(event, field.name)) for field in dataclasses.fields(event)}


def _plain(where: str, value: Any) -> Any:
    match value:
        case str():
            if "\x00" in value:
                raise Invalid("text.null_byte", {where: ["text.null_byte"]}, where=where)
            return str(value)
        case None | bool() | int():
            return value
        case uuid.UUID():
            return str(value)
        case dt.date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(f"{where}[{index}]", item) for index, item in enumerate(value)]
        case Mapping():
            return {str(key): _plain(f"{where}.{key}", item) for key, item in value.items()}
    raise TypeError(f"an event cannot carry {where}: {type(value).__name__}")


def subject_of(payload: Mapping[str, Any]) -> str:
    """What the event is about: its `subject`, else its first id as "field:value", else nothing."""
    if subject := payload.get("subject"):
        return str(subject)
    return next((f"{key.removesuffix('_id')}:{value}" for key, value in payload.items() if key.endswith("_id")), "")


def error_code(error: BaseException) -> str:
    """A domain error's stable code; the class name of anything else."""
    return error.code if isinstance(error, DomainError) else type(error).__name__


def error_words(error: BaseException) -> str:
    """What went wrong beside its code, at most 500 characters: the facts of a domain error, else the first line.

    Later lines of database errors quote stored values.
    """
    facts = error.facts.items() if isinstance(error, DomainError) else ()
    told = ", ".join(f"{name}={value}" for name, value in facts) or str(error)
    first = told.replace("\x00", "").partition("\n")[0]
    return first[:ERROR_LENGTH]
