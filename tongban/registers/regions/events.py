"""What the region register tells the rest of the house."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """From `effective_from` on, another value of `key` may count in the subtree of `region`."""

    name: ClassVar[str] = "regions.profile_changed"
    version: ClassVar[int] = 1

    region: str
    key: str
    effective_from: dt.date
