"""What the outbox carries and who hears it: the shape of an event, its envelope when drained, a named reaction."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


class Event(Protocol):
    """A past-tense fact: a frozen dataclass of JSON-able fields with two class variables.

    `name` is "app.fact" ("files.stored"); `version` is raised whenever the fields change their meaning.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EventEnvelope:
    """An event as a reaction gets it. `payload` is plain JSON: ids and instants are strings."""

    id: uuid.UUID
    bucket: int
    name: str
    version: int
    payload: Mapping[str, Any]
    emitted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Reaction:
    """A named answer to an event. The name is stored with failures, so it never changes once in use.

    `run` is idempotent: what it writes in our database is committed with the note that it ran, but what it does
    outside may happen again after a crash and must carry the event's id as its idempotency key.
    `alone` is for reactions that talk to the outside: each runs in a transaction of its own, apart from the batch.
    `failed` is told why it failed once its own writes are undone, and may keep what must outlive them; it never raises.
    """

    name: str
    run: Callable[[EventEnvelope, dt.datetime], None]
    versions: frozenset[int] = frozenset({1})
    alone: bool = False
    failed: Callable[[Exception], None] | None = None


Reactions = Mapping[str, tuple[Reaction, ...]]


@dataclass(frozen=True, slots=True)
class DrainReport:
    """What one drain did: events drained, reactions that ran, failed (to be tried again) or were parked."""

    events: int = 0
    done: int = 0
    failed: int = 0
    parked: int = 0
    left_behind: int = 0
    """Events found in the batch of a process that ended; their reactions now run one by one."""

    def __add__(self, other: "DrainReport") -> "DrainReport":
        return DrainReport(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))
