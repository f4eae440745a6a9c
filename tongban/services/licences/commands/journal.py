"""What every operation leaves behind beside the licence's own row: event row, journal, outbox."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import new_id
from tongban.services.licences.events import LicenceChanged, LicenceRecorded, LicenceSealed
from tongban.services.licences.models import Licence, LicenceEvent
from tongban.services.licences.rules.life import Operation


def subject_of(licence: Licence) -> str:
    return f"licence:{licence.id}"


def write_event(
    licence: Licence, operation: Operation, state_from: str, *, by: Actor, at: dt.datetime, now: dt.datetime,
    reason: str = "", case: uuid.UUID | None = None,
) -> None:  # fmt: skip
    LicenceEvent(
        id=new_id(licence.bucket), bucket=licence.bucket, licence=licence, sequence=licence.events_so_far,
        operation=operation, state_from=state_from, state_to=licence.state, reason=reason, account=by.account,
        unit=by.organisation or "", case=case, at=at, recorded_at=now,
    ).save(force_insert=True)  # fmt: skip


def record(action: str, licence: Licence, *, by: Actor, now: dt.datetime, purpose: str = "", **facts: Any) -> None:
    """One journal row about the licence, readable over its region."""
    audit.record(
        action, by=by, now=now, subject=subject_of(licence), bucket=licence.bucket, purpose=purpose,
        region=licence.region, organisation=licence.issuer, **facts,
    )  # fmt: skip


def tell_recorded(licence: Licence, operation: Operation, *, now: dt.datetime) -> None:
    told = LicenceRecorded(
        **_about(licence), operation=operation, case=licence.case, valid_until=licence.valid_until, at=now
    )
    outbox.emit(told, bucket=licence.bucket, now=now)


def tell_sealed(licence: Licence, *, now: dt.datetime) -> None:
    outbox.emit(LicenceSealed(**_about(licence), case=licence.case, at=now), bucket=licence.bucket, now=now)


def tell_changed(licence: Licence, operation: Operation, state_from: str, *, at: dt.datetime, now: dt.datetime) -> None:
    told = LicenceChanged(**_about(licence), operation=operation, state_from=state_from, state_to=licence.state, at=at)
    outbox.emit(told, bucket=licence.bucket, now=now)


def _about(licence: Licence) -> dict[str, Any]:
    return {
        "licence": licence.id, "identifier": licence.identifier, "type_code": licence.type_code,
        "holder": licence.holder_id, "issuer": licence.issuer, "region": licence.region,
    }  # fmt: skip
