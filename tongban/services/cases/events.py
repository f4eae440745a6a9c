"""What the case centre tells the rest of the house."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CaseStepTaken:
    """A case has gone a step: from where to where, by which unit, and when it took effect."""

    name: ClassVar[str] = "cases.step_taken"
    version: ClassVar[int] = 1

    case: uuid.UUID
    number: str
    holder: uuid.UUID
    item: str
    organisation: str
    region: str
    channel: str
    step: str
    state_from: str
    state_to: str
    case_version: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ClocksLeftToRead:
    """A calendar has changed, and the running clocks of the region after this case are still to be read again."""

    name: ClassVar[str] = "cases.clocks_left_to_read"
    version: ClassVar[int] = 1

    region: str
    after: uuid.UUID


@dataclass(frozen=True, slots=True)
class CaseMarked:
    """A clock of a case has run so far: yellow to the handler, red to the head too, overdue to the supervisor too.

    `told` names these roles, `handler` the account that had taken the case; None while nobody had.
    """

    name: ClassVar[str] = "cases.marked"
    version: ClassVar[int] = 1

    case: uuid.UUID
    number: str
    organisation: str
    region: str
    clock: str
    grade: str
    due_at: dt.datetime | None
    told: tuple[str, ...]
    at: dt.datetime
    handler: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class SourcesMatched:
    """A case came in two ways and is one: `kept` is the mode it is counted under, `told` the way that hears of it."""

    name: ClassVar[str] = "cases.sources_matched"
    version: ClassVar[int] = 1

    case: uuid.UUID
    number: str
    organisation: str
    region: str
    kept: str
    told: str
    system: str
    at: dt.datetime
