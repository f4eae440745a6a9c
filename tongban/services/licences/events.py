"""What the licence centre tells the rest of the house."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar


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
