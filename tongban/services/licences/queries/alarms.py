"""Alarms of unusual volume (LIC-09): who looked at how many licences within a minute, which ones, and what it was."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.regions.rules import subtree
from tongban.services.licences import errors
from tongban.services.licences.models import LookUp, VolumeAlarm
from tongban.services.licences.rules.fetching import QUIET, WATCH, WINDOW

PAGE = 50
_EVERY = "an alarm is about one account's looks at every holder's licences"


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm: open until somebody who watches says what it was. `looks`: how many within a minute; `looks_after`:
    how many more in the hour after, when no other alarm is raised (None in a list).
    """

    id: uuid.UUID
    account: uuid.UUID
    organisation: str
    region: str
    looks: int
    raised_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: uuid.UUID | None
    reason: str
    looks_after: int | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class AlarmedLook:
    """One look that the alarm counted: at which licence, for what, on what ground. Whose it is stands in none."""

    id: uuid.UUID
    at: dt.datetime
    licence: uuid.UUID | None
    type_name: str
    identifier: str
    item: str
    case_number: str
    basis: str
    purpose: str


def list_alarms(
    region: str, *, actor: Actor, is_open: bool | None = None, after: uuid.UUID | None = None, limit: int = PAGE
) -> list[AlarmLine]:
    """Alarms in the region and below, newest first, as far as `licences.watch` reaches; `is_open` asks for one half.

    Raises NotAllowed licence.not_allowed where that is nowhere.
    """
    rows = _within(region, actor).select_related("closing").order_by("-id")
    if is_open is not None:
        rows = rows.filter(closing__isnull=is_open)
    if after:
        rows = rows.filter(id__lt=after)
    return [_line(row) for row in rows[:limit]]


def count_open_alarms(region: str, *, actor: Actor) -> int:
    """How many nobody has looked into yet. Raises NotAllowed as above."""
    return _within(region, actor).filter(closing__isnull=True).count()


def get_alarm(alarm_id: uuid.UUID, *, actor: Actor) -> AlarmLine:
    """Raises NotFound licence.alarm_not_found, NotAllowed licence.not_allowed."""
    alarm = get_watched(alarm_id, actor)
    later = _looks(alarm).filter(at__gt=alarm.raised_at, at__lt=alarm.raised_at + QUIET)
    with fan_out_allowed(_EVERY):
        return replace(_line(alarm), looks_after=later.count())


def list_alarmed_looks(
    alarm_id: uuid.UUID, *, actor: Actor, after: uuid.UUID | None = None, limit: int = PAGE
) -> list[AlarmedLook]:
    """The looks of the minute before the alarm, newest first. Raises as `get_alarm`."""
    alarm = get_watched(alarm_id, actor)
    rows = _looks(alarm).filter(at__gt=alarm.raised_at - dt.timedelta(seconds=WINDOW), at__lte=alarm.raised_at)
    if after:
        rows = rows.filter(id__lt=after)
    names = list(AlarmedLook.__dataclass_fields__)
    with fan_out_allowed(_EVERY):
        return [AlarmedLook(**row) for row in rows.order_by("-id").values(*names)[:limit]]


def get_watched(alarm_id: uuid.UUID, actor: Actor) -> VolumeAlarm:
    """Raises NotFound licence.alarm_not_found, NotAllowed licence.not_allowed."""
    row = VolumeAlarm.objects.select_related("closing").filter(id=alarm_id).first()
    if row is None:
        raise errors.alarm_not_found()
    if actor is not SYSTEM and not actor.may(WATCH, row.region, row.organisation or None):
        raise errors.may_not_fetch(WATCH)
    return row


def _looks(alarm: VolumeAlarm) -> QuerySet[LookUp]:
    return LookUp.objects.filter(account=alarm.account, refusal="").exclude(organisation="")


def _within(region: str, actor: Actor) -> QuerySet[VolumeAlarm]:
    first, last = subtree(region)
    rows = VolumeAlarm.objects.filter(region__range=(first, last))
    if actor is SYSTEM:
        return rows
    spans = [
        Q(region__range=(grant.region_from, grant.region_to))
        & (Q(organisation=grant.organisation) if grant.organisation else Q())
        for grant in actor.grants
        if grant.action == WATCH and grant.region_from <= last and grant.region_to >= first
    ]
    if not spans:
        raise errors.may_not_fetch(WATCH)
    return rows.filter(reduce(or_, spans))


def _line(row: VolumeAlarm) -> AlarmLine:
    closing = getattr(row, "closing", None)
    return AlarmLine(
        row.id, row.account, row.organisation, row.region, row.looks, row.raised_at,
        closing.closed_at if closing else None, closing.closed_by if closing else None,
        closing.reason if closing else "",
    )  # fmt: skip
