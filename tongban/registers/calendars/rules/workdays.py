"""Working days as prefix sums: adding one or a hundred of them costs the same.

A calendar is built once from flags (is this date worked?) and answers by position. It knows which years rest on no
official notice, so that every date computed with them can say so.
"""

import datetime as dt
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tongban.foundation.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Morning and afternoon of an office; each includes its first minute, not its last."""

    morning: tuple[dt.time, dt.time] = (dt.time(9), dt.time(12))
    afternoon: tuple[dt.time, dt.time] = (dt.time(13, 30), dt.time(17, 30))

    @property
    def close(self) -> dt.time:
        return self.afternoon[1]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The worked dates from `first` on: `ranks[i]` counts them through day i, `worked` lists their ordinals."""

    first: dt.date
    ranks: "array[int]"
    worked: "array[int]"
    provisional_years: frozenset[int] = frozenset()
    hours: OfficeHours = field(default_factory=OfficeHours)

    @classmethod
    def build(
        cls,
        first_year: int,
        last_year: int,
        is_worked: Callable[[dt.date], bool],
        *,
        provisional_years: Iterable[int] = (),
        hours: OfficeHours | None = None,
    ) -> "WorkCalendar":
        """A calendar of whole years, both included."""
        first = dt.date(first_year, 1, 1)
        ranks, worked = array("l"), array("l")
        for ordinal in range(first.toordinal(), dt.date(last_year + 1, 1, 1).toordinal()):
            if is_worked(dt.date.fromordinal(ordinal)):
                worked.append(ordinal)
            ranks.append(len(worked))
        return cls(first, ranks, worked, frozenset(provisional_years), hours or OfficeHours())

    def rank(self, day: dt.date) -> int:
        """How many worked dates lie up to and including `day`. Raises Invalid("calendar.out_of_range")."""
        position = day.toordinal() - self.first.toordinal()
        if not 0 <= position < len(self.ranks):
            raise Invalid("calendar.out_of_range", day=day.isoformat())
        return self.ranks[position]

    def is_worked(self, day: dt.date) -> bool:
        return self.rank(day) > 0 and self.worked[self.rank(day) - 1] == day.toordinal()

    def at_rank(self, rank: int) -> dt.date:
        """The worked date with this rank (the first one has rank 1)."""
        if not 1 <= rank <= len(self.worked):
            raise Invalid("calendar.out_of_range", rank=rank)
        return dt.date.fromordinal(self.worked[rank - 1])

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th worked date after `day`; with 0 the day itself, or the next worked one after a rest day."""
        if count == 0 and self.is_worked(day):
            return day
        return self.at_rank(self.rank(day) + max(count, 1))

    def working_days(self, after: dt.date, through: dt.date) -> int:
        """Worked dates after the one and up to and including the other; negative when they lie the other way round."""
        return self.rank(through) - self.rank(after)

    def last_half_begun(self, at: dt.datetime) -> int:
        """Position of the last half day that has begun: 2 × rank − 2 for a morning, 2 × rank − 1 for an afternoon."""
        rank, time = self.rank(at.date()), at.time()
        if not self.is_worked(at.date()):
            return 2 * rank - 1
        return 2 * rank - 3 + (time >= self.hours.morning[0]) + (time >= self.hours.afternoon[0])

    def end_of_half(self, position: int) -> tuple[dt.date, dt.time]:
        """Date and closing time of the half day at `position`."""
        closes = self.hours.afternoon[1] if position % 2 else self.hours.morning[1]
        return self.at_rank(position // 2 + 1), closes

    def is_provisional(self, since: dt.date, until: dt.date) -> bool:
        """True when some year between the two dates rests on no official notice."""
        return any(year in self.provisional_years for year in range(since.year, until.year + 1))
