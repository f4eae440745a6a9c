"""Licences that end: those to remind somebody of, and those whose last day is over."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.calendars.rules.clock import local
from tongban.services.licences.models import Licence
from tongban.services.licences.rules.life import LIVING, State

PAGE = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """A licence that ends: whose, and on which last day."""

    licence: uuid.UUID
    holder: uuid.UUID
    type_code: str
    type_name: str
    number: str
    region: str
    ends_on: dt.date


def list_expiring(
    *, first: dt.date, last: dt.date, after: tuple[dt.date, uuid.UUID] | None = None, limit: int = PAGE
) -> list[Ending]:
    """Valid licences whose last day lies in these days, by day; go on after the `(ends_on, licence)` of the last one.

    Reads an index of nothing but what can end. For reminders (J15): the platform asks, nobody else.
    """
    rows = Licence.objects.filter(state=State.VALID, valid_until__range=(first, last))
    if after is not None:
        rows = rows.filter(Q(valid_until__gt=after[0]) | Q(valid_until=after[0], pk__gt=after[1]))
    with fan_out_allowed("licences end in every holder's file"):
        found = list(rows.order_by("valid_until", "id")[:limit])
    return [
        Ending(
            row.id, row.holder_id, row.type_code, row.type_name, row.number, row.region, row.valid_until or last
        )
        for row in found
    ]  # fmt: skip


def list_over(*, now: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Living licences past their last day, the longest past first."""
    rows = Licence.objects.filter(state__in=LIVING, valid_until__lt=local(now).date())
    with fan_out_allowed("licences end in every holder's file"):
        return list(rows.order_by("valid_until", "id").values_list("id", flat=True)[:limit])
