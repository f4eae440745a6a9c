"""What calendars tell the rest of the house."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Dates of `year` in the subtree of `region` were settled anew: open clocks there are to be computed again."""

    name: ClassVar[str] = "calendars.changed"
    version: ClassVar[int] = 1

    notice: str
    year: int
    region: str
