"""Loading notices on holidays and make-up days."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.calendars.errors import days_outside_year, no_days, not_allowed, notice_loaded_already
from tongban.registers.calendars.events import CalendarChanged
from tongban.registers.calendars.models import Notice, SettledDay

LOAD = "calendars.load"


@transaction.atomic
def load_notice(
    *,
    number: str,
    year: int,
    region: str,
    published_on: dt.date,
    days: Mapping[dt.date, tuple[bool, str]],
    settles_year: bool,
    by: Actor,
    now: dt.datetime,
) -> Notice:
    """Afterwards `days` (date → worked?, name) hold in the subtree of `region`, before whatever stood there.

    `settles_year` says that this is the official notice of the whole year: the year is provisional no longer. Emits
    CalendarChanged. Raises NotAllowed, Conflict calendar.notice_loaded_already, Invalid.
    """
    if by is not SYSTEM and not by.may(LOAD, region):
        raise not_allowed(region)
    if not days:
        raise no_days()
    # A year's notice may settle days of its neighbours: a festival or make-up day across the turn of the year.
    stray = [day for day in days if abs((day - dt.date(year, 7, 1)).days) > 230]
    if stray:
        raise days_outside_year(year, stray)
    notice, made = Notice.objects.get_or_create(
        region=region,
        number=number,
        defaults={"year": year, "settles_year": settles_year, "published_on": published_on, "loaded_at": now},
    )
    if not made:
        raise notice_loaded_already(number)
    SettledDay.objects.bulk_create(
        SettledDay(notice=notice, day=day, worked=worked, name=name) for day, (worked, name) in sorted(days.items())
    )
    subject = f"calendar:{region}"
    audit.record(
        "calendars.notice_loaded", by=by, now=now, subject=subject, region=region, number=number, days=len(days)
    )
    outbox.emit(CalendarChanged(number, year, region), bucket=bucket_for(subject), now=now)
    return notice
