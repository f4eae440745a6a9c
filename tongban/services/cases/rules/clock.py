"""The clocks of a case: acceptance, promise, law, correction, delivery; each starts at a step and may stand still.

Day of the event not counted, working days only, pauses move the due instant (`registers/calendars`, domain B3). What a
clock says is computed from facts and stored as instants, so that a sweep finds what is due by index.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tongban.registers.calendars.rules.clock import Limit, Pause, Unit, compute_due, compute_warning
from tongban.registers.calendars.rules.workdays import WorkCalendar

ACCEPTANCE = Limit(5, Unit.WORKING_DAY)
"""Not told within five days: deemed accepted from the day the materials came (行政许可法 art. 32)."""

DELIVERY = Limit(10, Unit.WORKING_DAY)
"""Issue and deliver within ten days of the decision (art. 44)."""


class Kind(StrEnum):
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    PROMISED = "promised"
    LEGAL = "legal"
    STEP = "step"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: since when, how long, how far it was extended (whole units of the limit), and when it stood still."""

    kind: Kind
    started_at: dt.datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    extension: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Due, yellow and red instants; None for all three while the clock stands still."""

    due_at: dt.datetime | None
    warn_at: dt.datetime | None
    alarm_at: dt.datetime | None
    provisional: bool


def read(clock: Clock, calendar: WorkCalendar, shares: Sequence[Decimal]) -> Reading:
    """What the clock says. `shares` are the region's yellow and red shares of the limit."""
    limit = Limit(clock.limit.count + clock.extension, clock.limit.unit)
    due = compute_due(clock.started_at, limit, calendar, clock.pauses)
    warn, alarm = (compute_warning(clock.started_at, limit, share, calendar, clock.pauses) for share in shares)
    return Reading(due.at, warn, alarm, due.provisional)
