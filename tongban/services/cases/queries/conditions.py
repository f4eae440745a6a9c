"""Under which conditions a case begins: the item's terms, its region's calendar and shares.

A process keeps them for as long as nothing has changed: whoever asks brings the `stamp` of this moment.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import local
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.registers.catalogue.queries.guides import find_next_change
from tongban.registers.catalogue.queries.offers import check_offered
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.catalogue.rules.guidance import Guidance, parse_guidance
from tongban.registers.regions.queries import profiles

_MOST_KEPT = 512
_kept: dict[str, "Conditions"] = {}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What binds a case of this item that begins now. `supply_days`: how long a gap may stay open."""

    terms: Terms
    guidance: Guidance
    calendar: WorkCalendar
    shares: tuple[Decimal, Decimal]
    supply_days: int
    stamp: str
    since: dt.datetime
    until: dt.datetime | None

    def hold(self, stamp: str, now: dt.datetime) -> bool:
        """Nothing was changed since, and nothing changes by time alone before `now`."""
        is_same_day = local(now).date() == local(self.since).date()
        return self.stamp == stamp and self.since <= now and is_same_day and (self.until is None or now < self.until)


def get_conditions(item: str, *, stamp: str, now: dt.datetime) -> Conditions:
    """No statement while they hold. Raises Conflict `admission.…` when no case may begin."""
    kept = _kept.get(item)
    if kept is None or not kept.hold(stamp, now):
        kept = _read(item, stamp, now)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[item] = kept
    return kept


def _read(item: str, stamp: str, now: dt.datetime) -> Conditions:
    check_offered(item, at=now)
    terms, on = get_terms(item, at=now), local(now).date()
    return Conditions(
        terms, parse_guidance(terms.guidance), calendars.get_calendar(terms.region, on),
        calendars.list_warning_shares(terms.region, on), int(profiles.resolve(terms.region, "supply_days", on).value),
        stamp, now, find_next_change(item, at=now),
    )  # fmt: skip
