"""What a holder is told of an operation on a licence of theirs; to a journey that acts for the platform."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.rows import find_row
from tongban.registers.calendars.rules.clock import local
from tongban.services.licences import errors
from tongban.services.licences.models import Licence, LicenceEvent
from tongban.services.licences.rules.life import Operation
from tongban.services.licences.rules.telling import is_told


@dataclass(frozen=True, slots=True)
class OperationTold:
    """`number` as anybody may read it. `by_case`: it came of the holder's own application; else there is a `reason`."""

    holder: uuid.UUID
    type_name: str
    number: str
    issuer_name: str
    region: str
    until: dt.date | None
    reason: str
    by_case: bool


def find_told(licence_id: uuid.UUID, operation: Operation, at: dt.datetime) -> OperationTold | None:
    """None where the holder is not to hear of it (`rules.telling`). Raises NotFound licence.not_found."""
    row = find_row(Licence, licence_id)
    if row is None:
        raise errors.not_found()
    was_over = row.valid_until is not None and row.valid_until < local(row.recorded_at).date()
    if not is_told(operation, origin=row.origin, was_over=was_over):
        return None
    events = LicenceEvent.objects.filter(bucket=bucket_of(licence_id), licence=row, operation=operation, at=at)
    event = events.order_by("-sequence").first()
    return OperationTold(
        row.holder_id, row.type_name, row.number, row.issuer_name, row.region, row.valid_until,
        event.reason if event else "", event is not None and event.case is not None,
    )  # fmt: skip
