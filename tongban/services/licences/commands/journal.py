"""What every operation leaves behind beside the licence's own row: event row, journal, outbox."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox.events import Event
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.ids import new_id
from tongban.services.licences.events import LicenceChanged, LicenceRecorded, LicenceSealed
from tongban.services.licences.models import Licence, LicenceEvent
from tongban.services.licences.rules.life import Operation

SEALED = ("ofd", "pdf", "ofd_digest", "pdf_digest", "sealed_at", "seal_use")
"""What changes on a licence when it is sealed."""


def subject_of(licence: Licence) -> str:
    return f"licence:{licence.id}"


def write_operation(
    licence: Licence, operation: Operation, state_from: str, *, row: str, action: str, fact: Event, by: Actor,
    facts: Mapping[str, Any], at: dt.datetime, now: dt.datetime, reason: str = "", case: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """In one statement what an operation leaves behind: the licence (`row` is the text that writes it, with the values
    of "licence"), its event row, the journal row `action` with its facts, and the outbox row `fact`.
    """
    event = LicenceEvent(
        id=new_id(licence.bucket), bucket=licence.bucket, licence=licence, sequence=licence.events_so_far,
        operation=operation, state_from=state_from, state_to=licence.state, reason=reason, account=by.account,
        unit=by.organisation or "", case=case, at=at, recorded_at=now,
    )  # fmt: skip
    parts = {"licence": row, "step": routing.insert(LicenceEvent, "step")}
    values = routing.values_of(licence, "licence") | routing.values_of(event, "step")
    _write(parts, values, licence, action, fact, facts, by=by, now=now)


def write_sealed(licence: Licence, *, facts: Mapping[str, Any], now: dt.datetime) -> None:
    """The same for a licence that has been sealed, which changes nothing of what it says."""
    sealed = routing.update(Licence, "licence", *SEALED)
    fact = LicenceSealed(**_about(licence), case=licence.case, at=now)
    values = routing.values_of(licence, "licence")
    _write({"licence": sealed}, values, licence, "licences.sealed", fact, facts, by=SYSTEM, now=now)


def _write(
    parts: dict[str, str], values: dict[str, Any], licence: Licence, action: str, fact: Event,
    facts: Mapping[str, Any], *, by: Actor, now: dt.datetime,
) -> None:  # fmt: skip
    entry = audit.entry_of(action, by=by, now=now, **_subject(licence), **facts)
    told = outbox.row_of(fact, bucket=licence.bucket, now=now)
    routing.write(parts | {"entry": audit.INSERT, "fact": outbox.INSERT}, values | entry | told)


def record(action: str, licence: Licence, *, by: Actor, now: dt.datetime, purpose: str = "", **facts: Any) -> None:
    """One journal row about the licence, readable over its region."""
    audit.record(action, by=by, now=now, purpose=purpose, **_subject(licence), **facts)


def recorded(licence: Licence, operation: Operation, *, now: dt.datetime) -> LicenceRecorded:
    return LicenceRecorded(
        **_about(licence), operation=operation, case=licence.case, valid_until=licence.valid_until, at=now
    )


def changed(licence: Licence, operation: Operation, state_from: str, *, at: dt.datetime) -> LicenceChanged:
    return LicenceChanged(**_about(licence), operation=operation, state_from=state_from, state_to=licence.state, at=at)


def _subject(licence: Licence) -> dict[str, Any]:
    return {
        "subject": subject_of(licence), "bucket": licence.bucket, "region": licence.region,
        "organisation": licence.issuer,
    }  # fmt: skip


def _about(licence: Licence) -> dict[str, Any]:
    return {
        "licence": licence.id, "identifier": licence.identifier, "type_code": licence.type_code,
        "holder": licence.holder_id, "issuer": licence.issuer, "region": licence.region,
    }  # fmt: skip
