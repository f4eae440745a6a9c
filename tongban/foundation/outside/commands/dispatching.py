"""Messages of ours: queued in the caller's transaction, handed to their party by a reaction."""

import datetime as dt
import uuid

from django.conf import settings

from tongban.foundation.kernel.errors import Conflict, Unavailable
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox.events import EventEnvelope
from tongban.foundation.outside.commands.simulating import Simulator
from tongban.foundation.outside.errors import NO_PARTY, REFERENCE_REUSED
from tongban.foundation.outside.events import MessageQueued
from tongban.foundation.outside.models import Dispatch
from tongban.foundation.outside.parties import Message, OutsideParty
from tongban.foundation.outside.rules import SEND_WITHIN, Channel, DeliveryState, check_message, later
from tongban.foundation.routing.ids import new_id


def send_sms(*, to: str, text: str, reference: str, bucket: int, now: dt.datetime) -> uuid.UUID:
    """A text message to the phone `to` is queued, once per reference; see `send`."""
    return send(Channel.SMS, to=to, subject="", body=text, reference=reference, bucket=bucket, now=now)


def send(
    channel: Channel, *, to: str, subject: str, body: str, reference: str, bucket: int, now: dt.datetime
) -> uuid.UUID:
    """The message is queued once per (bucket, channel, reference) if the caller's transaction commits; returns its id.

    Emits `outside.message_queued`. Raises Invalid (`outside_message_refused`) by field, and Conflict
    (`outside_reference_reused`) when the reference stands for another message.
    """
    check_message(to, subject, body, reference)
    dispatch, made = Dispatch.objects.get_or_create(
        bucket=bucket,
        channel=channel,
        reference=reference,
        defaults={
            "id": new_id(bucket), "to": to, "subject": subject, "body": body,
            "queued_at": now, "changed_at": now,
        },
    )  # fmt: skip
    dispatch_id: uuid.UUID = dispatch.id
    if made:
        outbox.emit(MessageQueued(dispatch_id), bucket=bucket, now=now)
    elif (dispatch.to, dispatch.subject, dispatch.body) != (to, subject, body):
        raise Conflict(REFERENCE_REUSED, channel=str(channel), reference=reference)
    return dispatch_id


def deliver(event: EventEnvelope, now: dt.datetime) -> None:
    """Reaction to `outside.message_queued`, run alone: the party has the message, with the dispatch's id as its key.

    After a crash or a time-out the same key goes out again. Raises Unavailable as the party does.
    """
    dispatch = Dispatch.objects.select_for_update().get(id=uuid.UUID(event.payload["dispatch_id"]))
    if dispatch.state != DeliveryState.QUEUED:
        return
    message = Message(str(dispatch.id), dispatch.to, dispatch.subject, dispatch.body, now)
    receipt = party_of(Channel(dispatch.channel)).send(message, within=SEND_WITHIN)
    dispatch.party_reference = receipt.reference
    dispatch.state = later(DeliveryState(dispatch.state), DeliveryState.ACCEPTED)
    dispatch.changed_at = now
    dispatch.save(update_fields=["party_reference", "state", "changed_at"])


def party_of(channel: Channel) -> OutsideParty:
    """Who stands behind the channel: the simulator. Raises Unavailable (`outside_no_party`) in production."""
    if settings.PRODUCTION:
        raise Unavailable(NO_PARTY, channel=str(channel))
    return Simulator(channel)
