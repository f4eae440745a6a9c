"""What the licence centre tells the rest of the house."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LicenceRecorded:
    """A licence stands, as data: by which operation it began, and from which case (None: taken in)."""

    name: ClassVar[str] = "licences.recorded"
    version: ClassVar[int] = 1

    licence: uuid.UUID
    identifier: str
    type_code: str
    holder: uuid.UUID
    issuer: str
    region: str
    operation: str
    case: uuid.UUID | None
    valid_until: dt.date | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class LicenceSealed:
    """A licence is trusted: both files stand, sealed."""

    name: ClassVar[str] = "licences.sealed"
    version: ClassVar[int] = 1

    licence: uuid.UUID
    identifier: str
    type_code: str
    holder: uuid.UUID
    issuer: str
    region: str
    case: uuid.UUID | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class LicenceChanged:
    """A licence has gone from one state to another."""

    name: ClassVar[str] = "licences.changed"
    version: ClassVar[int] = 1

    licence: uuid.UUID
    identifier: str
    type_code: str
    holder: uuid.UUID
    issuer: str
    region: str
    operation: str
    state_from: str
    state_to: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class UnusualVolume:
    """Somebody of staff has looked at so many licences within one minute that their supervisor has to know."""

    name: ClassVar[str] = "licences.unusual_volume"
    version: ClassVar[int] = 1

    alarm: uuid.UUID
    account: uuid.UUID
    organisation: str
    region: str
    looks: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class LicenceEnds:
    """A licence ends within `days`, and its holder is to hear of it. `number` is masked; `item` made it, or ""."""

    name: ClassVar[str] = "licences.ends"
    version: ClassVar[int] = 1

    licence: uuid.UUID
    holder: uuid.UUID
    type_name: str
    number: str
    region: str
    item: str
    ends_on: dt.date
    days: int
    at: dt.datetime
