"""Settling what holds in a region from a date on, and taking it back. Versions are only ever added."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.regions import errors
from tongban.registers.regions.events import ProfileChanged
from tongban.registers.regions.models import ProfileValue, Region
from tongban.registers.regions.queries import profiles as queries
from tongban.registers.regions.rules import profiles as rules
from tongban.registers.regions.rules.profiles import Faults, Json, ProfileKey

SET = "regions.set_profile"
CORRECT = "regions.correct_profile"
"""Also for dates that have passed."""


@transaction.atomic
def set_value(
    *,
    region: str,
    key: str,
    value: Json,
    effective_from: dt.date,
    basis: str,
    by: Actor,
    now: dt.datetime,
    locked: bool = False,
) -> ProfileValue:
    """From that date on, until a later one says otherwise, `value` holds in the region and below; `locked`: for all.

    `basis` is the number of the document, or the reason. A second value for the same date replaces the first, which
    stays in the history; the same once more changes nothing. Journals `regions.profile_set`, emits ProfileChanged.

    Raises NotAllowed; NotFound for key or region; Conflict region_abolished, profile.not_at_this_level,
    profile.locked_above; Invalid profile.refused with fields value…, basis, effective_from, locked.
    """
    _check_may(by, SET, region)
    wanted = queries.get_key(key)
    _lock(region)
    faults = rules.check_value(wanted, value) | _check_rest(region, effective_from, basis, by, now)
    if locked and not wanted.lockable:
        faults["locked"] = ["profile.key_not_lockable"]
    if faults:
        raise errors.profile_refused(key, faults)
    _check_place(region, wanted, effective_from)
    version = ProfileValue(
        region_id=region, key=key, value=value, effective_from=effective_from, basis=basis.strip(), locked=locked
    )
    return _add(version, "regions.profile_set", by, now)


@transaction.atomic
def withdraw(
    *, region: str, key: str, effective_from: dt.date, basis: str, by: Actor, now: dt.datetime
) -> ProfileValue:
    """From that date on the region has no value of its own; what holds above holds there too.

    Journals `regions.profile_withdrawn`, emits ProfileChanged. Raises NotAllowed, NotFound, Invalid profile.refused,
    Conflict profile.nothing_to_withdraw where the region has no value of its own on that date.
    """
    _check_may(by, SET, region)
    queries.get_key(key)
    _lock(region)
    if faults := _check_rest(region, effective_from, basis, by, now):
        raise errors.profile_refused(key, faults)
    if queries.look_at(region, effective_from, [key]).own(key) is None:
        raise errors.profile_nothing_to_withdraw(key, region)
    version = ProfileValue(
        region_id=region, key=key, effective_from=effective_from, basis=basis.strip(), withdrawn=True
    )
    return _add(version, "regions.profile_withdrawn", by, now)


@dataclass(frozen=True, slots=True)
class RawValue:
    """One entry of a file of profiles, not yet believed."""

    region: str
    key: str
    value: Json
    effective_from: dt.date
    basis: str
    locked: bool = False


@transaction.atomic
def load(*, values: Iterable[RawValue], by: Actor, now: dt.datetime) -> None:
    """All of these values stand, or none. Each enters as by `set_value`, so a file may be loaded again.

    Raises Invalid profile.file_refused, fields `value 3` (counted from 1) → code of its refusal.
    """
    faults = {}
    for at, row in enumerate(values, 1):
        try:
            set_value(
                region=row.region, key=row.key, value=row.value, effective_from=row.effective_from, basis=row.basis,
                locked=row.locked, by=by, now=now,
            )  # fmt: skip
        except DomainError as refusal:
            faults[f"value {at}"] = [refusal.code]
    if faults:
        raise errors.profile_file_refused(faults)


def _check_may(by: Actor, action: str, region: str) -> None:
    if by is not SYSTEM and not by.may(action, region):
        raise errors.profile_setting_not_allowed(region)


def _lock(region: str) -> None:
    """One setter at a time in each region; what refers to the region goes on meanwhile."""
    row = Region.objects.select_for_update(no_key=True).filter(code=region).first()
    if row is None:
        raise errors.region_unknown(region)
    if row.abolished_on is not None:
        raise errors.region_abolished(row.code, row.name)


def _check_rest(region: str, effective_from: dt.date, basis: str, by: Actor, now: dt.datetime) -> Faults:
    faults = {"basis": codes} if (codes := rules.check_basis(basis)) else {}
    is_past = effective_from < now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    if is_past and by is not SYSTEM and not by.may(CORRECT, region):
        faults["effective_from"] = ["profile.date_has_passed"]
    return faults


def _check_place(region: str, key: ProfileKey, on: dt.date) -> None:
    place = queries.look_at(region, on, [key.code])
    if not rules.may_set_at(key, place.level, is_root=place.is_root):
        raise errors.profile_not_at_this_level(key.code, place.level, key.lowest)
    if lock := place.lock_above(key.code):
        raise errors.profile_locked_above(key.code, lock.region, lock.name, lock.since)


def _add(version: ProfileValue, action: str, by: Actor, now: dt.datetime) -> ProfileValue:
    """The next version of its region and key; the latest one for its date, if that says the same."""
    versions = ProfileValue.objects.filter(region=version.region_id, key=version.key)
    same_date = versions.filter(effective_from=version.effective_from).order_by("-version").first()
    if same_date is not None and _says(same_date) == _says(version):
        return same_date
    version.version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    version.set_by, version.set_at = by.account, now
    version.save(force_insert=True)
    subject = f"region:{version.region_id}"
    audit.record(
        action, by=by, now=now, subject=subject, region=version.region_id, key=version.key, version=version.version,
        value=version.value, effective_from=version.effective_from, basis=version.basis, locked=version.locked,
    )  # fmt: skip
    event = ProfileChanged(version.region_id, version.key, version.effective_from)
    outbox.emit(event, bucket=bucket_for(subject), now=now)
    return version


def _says(version: ProfileValue) -> tuple[object, ...]:
    return version.value, version.basis, version.locked, version.withdrawn
