"""Reports of outside parties about our messages: believed when signed, converging in any order."""

import datetime as dt
import logging
import uuid

from django.db import transaction

from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outside.errors import BADLY_SIGNED, DISPATCH_UNKNOWN
from tongban.foundation.outside.events import DeliveryChanged
from tongban.foundation.outside.models import Dispatch
from tongban.foundation.outside.queries import is_signed_by
from tongban.foundation.outside.rules import Channel, DeliveryState, later, read_report

log = logging.getLogger(__name__)


def receive_report(channel: Channel, body: bytes, signature: bytes, *, now: dt.datetime) -> bool:
    """The message is at least as far as the report says; True when that was news. Twice or out of order: no matter.

    Emits `outside.delivery_changed` on news. Raises NotAllowed (`outside_badly_signed`, logged), Invalid
    (`outside_malformed`), NotFound (`outside_dispatch_unknown`); then nothing changed.
    """
    if not is_signed_by(channel, body, signature):
        log.warning("a report of %s bytes on channel %s is badly signed and was refused", len(body), channel)
        raise NotAllowed(BADLY_SIGNED, channel=str(channel))
    report = read_report(body)
    with transaction.atomic():
        dispatch = _lock(channel, report.key)
        state = later(DeliveryState(dispatch.state), report.state)
        if state == dispatch.state:
            return False
        dispatch.state, dispatch.changed_at = state, now
        dispatch.party_reference = dispatch.party_reference or report.reference
        dispatch.save(update_fields=["state", "changed_at", "party_reference"])
        outbox.emit(DeliveryChanged(dispatch.id, state), bucket=dispatch.bucket, now=now)
    return True


def _lock(channel: Channel, key: str) -> Dispatch:
    try:
        dispatch_id = uuid.UUID(key)
    except ValueError as error:
        raise NotFound(DISPATCH_UNKNOWN) from error
    dispatch = Dispatch.objects.select_for_update().filter(id=dispatch_id, channel=channel).first()
    if dispatch is None:
        raise NotFound(DISPATCH_UNKNOWN)
    return dispatch
