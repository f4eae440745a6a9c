"""What the register of organisations tells the rest of the house."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OrganisationClosed:
    """The body exists no more from this date: its work, items and grants need another home."""

    name: ClassVar[str] = "orgs.closed"
    version: ClassVar[int] = 1

    code: str
    on: dt.date
