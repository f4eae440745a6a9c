"""What a look at licences leaves behind: rows in the holder's file, a journal row, and the clerk's count."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for, bucket_of, new_id
from tongban.registers.calendars.rules.clock import local
from tongban.registers.regions.queries import profiles
from tongban.services.licences.events import UnusualVolume
from tongban.services.licences.models import Licence, LookUp, LookUpVolume, VolumeAlarm
from tongban.services.licences.rules import fetching
from tongban.services.licences.rules.fetching import Basis

LIMIT_KEY = "wallet.look_ups_a_minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One act of looking: at whose licences, for what, on what ground; for which body, where it is for one."""

    holder: uuid.UUID
    basis: Basis
    item: str
    case_number: str = ""
    purpose: str = ""
    reference: str = ""
    organisation: str = ""


def write_looks(look: Look, licences: Sequence[Licence], *, by: Actor, now: dt.datetime) -> int:
    """One row for each licence, unless one stands under the same reference; how many were written. Journalled."""
    rows = [_row(look, by, now, licence=each) for each in licences]
    LookUp.objects.bulk_create(rows, ignore_conflicts=bool(look.reference))
    audit.record(
        "licences.looked_up", by=by, now=now, subject=f"party:{look.holder}", bucket=bucket_of(look.holder),
        purpose=look.purpose, basis=look.basis.value, item=look.item, case=look.case_number, looks=len(rows),
        licences=[str(each.id) for each in licences],
    )  # fmt: skip
    if licences and look.organisation and look.basis is not Basis.SHARE:
        _count(by, len(rows), now)
    return len(rows)


def write_refusal(look: Look, refusal: str, *, by: Actor, now: dt.datetime) -> None:
    """The attempt stands in the holder's history and in the journal, though nobody saw anything."""
    with transaction.atomic():
        _row(look, by, now, refusal=refusal).save(force_insert=True)
        audit.record(
            "licences.look_up_refused", by=by, now=now, subject=f"party:{look.holder}", bucket=bucket_of(look.holder),
            reason=refusal, item=look.item,
        )  # fmt: skip


def _row(look: Look, by: Actor, now: dt.datetime, *, licence: Licence | None = None, refusal: str = "") -> LookUp:
    return LookUp(
        id=new_id(bucket_of(look.holder)), bucket=bucket_of(look.holder), holder_id=look.holder, basis=look.basis,
        item=look.item, case_number=look.case_number, purpose=look.purpose, reference=look.reference,
        licence=licence.id if licence else None, identifier=licence.identifier if licence else "",
        type_name=licence.type_name if licence else "", account=by.account, role=by.role,
        organisation=look.organisation, refusal=refusal, at=now,
    )  # fmt: skip


def _count(by: Actor, looks: int, now: dt.datetime) -> None:
    """Counts what one account of staff looks at within a minute; told once when it is unusual (LIC-09).

    Systems have their quota instead.
    """
    if by.account is None or not by.region:
        return
    LookUpVolume.objects.bulk_create([LookUpVolume(account=by.account)], ignore_conflicts=True)
    volume = LookUpVolume.objects.select_for_update().get(account=by.account)
    volume.tally = fetching.add_looks(volume.tally, now, looks)
    limit = int(profiles.resolve(by.region, LIMIT_KEY, local(now).date()).value)
    if fetching.is_unusual(volume.tally, limit, volume.alarmed_at, now):
        volume.alarmed_at = now
        _raise_alarm(by, sum(volume.tally.values()), now)
    volume.save()


def _raise_alarm(by: Actor, looks: int, now: dt.datetime) -> None:
    assert by.account is not None
    assert by.region is not None
    bucket = bucket_for(f"account:{by.account}")
    alarm = VolumeAlarm.objects.create(
        id=new_id(bucket), account=by.account, organisation=by.organisation or "", region=by.region, looks=looks,
        raised_at=now,
    )  # fmt: skip
    audit.record(
        "licences.volume_unusual", by=by, now=now, subject=f"account:{by.account}", bucket=bucket, looks=looks,
        region=by.region,
    )  # fmt: skip
    told = UnusualVolume(alarm.id, by.account, alarm.organisation, by.region, looks, now)
    outbox.emit(told, bucket=bucket, now=now)
