"""Somebody who watches says what an alarm of unusual volume was (LIC-09)."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_for
from tongban.services.licences import errors
from tongban.services.licences.models import VolumeAlarmClosing
from tongban.services.licences.queries.alarms import get_watched
from tongban.services.licences.rules.fetching import is_reason


@transaction.atomic
def close_alarm(*, alarm_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> None:
    """The alarm is closed with this reason, once and for ever; journals licences.alarm_closed.

    Nobody closes an alarm about themselves. Raises NotFound licence.alarm_not_found, NotAllowed licence.not_allowed,
    Invalid licence.alarm_reason, Conflict licence.alarm_own, licence.alarm_closed.
    """
    alarm = get_watched(alarm_id, by)
    if by.account is None or by.account == alarm.account:
        raise errors.alarm_own()
    said = " ".join(reason.split())
    if not is_reason(said):
        raise errors.alarm_reason()
    try:
        with transaction.atomic():
            VolumeAlarmClosing.objects.create(
                alarm=alarm, reason=said, closed_by=by.account, closed_at=now
            )  # fmt: skip
    except IntegrityError as closed:
        raise errors.alarm_closed() from closed
    audit.record(
        "licences.alarm_closed", by=by, now=now, subject=f"account:{alarm.account}",
        bucket=bucket_for(f"account:{alarm.account}"), alarm=str(alarm.id), looks=alarm.looks, region=alarm.region,
        reason=said,
    )  # fmt: skip
