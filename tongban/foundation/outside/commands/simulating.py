"""Simulated parties: they keep the contract, and break it in five ways when told to.

A party is another house. So it works in a thread and on a connection of its own: what it took stays taken when our
transaction fails, and a slow one makes us run out of time although it has the message.
"""

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future
from threading import Event, Thread

from django.conf import settings
from django.db import connection, transaction

from tongban.foundation.kernel.errors import DomainError, Unavailable
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.outside import queries
from tongban.foundation.outside.commands.reporting import receive_report
from tongban.foundation.outside.errors import REFUSED, TOO_LATE
from tongban.foundation.outside.models import ChannelFault, OutsideMessage
from tongban.foundation.outside.parties import Message, Receipt
from tongban.foundation.outside.rules import Channel, DeliveryState, Fault, Report, reports_of, write_report

_TAKEN, _TOLD = "taken", "told"
_REPORTED = (DeliveryState.ACCEPTED, DeliveryState.SENT, DeliveryState.DELIVERED)


class Simulator:
    """The party behind one channel, as `OutsideParty` asks, with the faults that are set for it."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, message: Message, *, within: float) -> Receipt:
        answer: Future[Receipt] = Future()
        Thread(target=self._answer, args=(message, within, answer), name=f"outside {self.channel}", daemon=True).start()
        try:
            return answer.result(timeout=within)
        except TimeoutError as error:
            raise Unavailable(TOO_LATE, channel=str(self.channel)) from error

    def _answer(self, message: Message, within: float, answer: Future[Receipt]) -> None:
        try:
            receipt, slow = self._store(message)
        except Exception as error:
            answer.set_exception(error)
            return
        finally:
            connection.close()
        if slow:
            Event().wait(within * 2)
        answer.set_result(receipt)

    def _store(self, message: Message) -> tuple[Receipt, bool]:
        faults = queries.get_faults()[self.channel]
        if Fault.FAIL in faults:
            raise Unavailable(REFUSED, channel=str(self.channel))
        row, _ = OutsideMessage.objects.get_or_create(
            channel=self.channel,
            inward=False,
            key=message.key,
            defaults={
                "to": message.to, "subject": message.subject, "body": message.body,
                "state": _TAKEN, "at": message.at,
            },
        )  # fmt: skip
        return Receipt(_reference_of(row)), Fault.SLOW in faults


def _reference_of(row: OutsideMessage) -> str:
    """What the party calls the message."""
    return f"{row.channel.upper()}-{row.id:010d}"


def set_faults(channel: Channel, faults: frozenset[Fault]) -> None:
    """From now on the party shows exactly these faults, to every process. Raises NotFound in production."""
    queries.check_simulated()
    with transaction.atomic():
        ChannelFault.objects.filter(channel=channel).delete()
        ChannelFault.objects.bulk_create(ChannelFault(channel=channel, fault=fault) for fault in sorted(faults))


def play_reports(*, now: dt.datetime, limit: int = 20) -> int:
    """Each party tells us, as its faults have it, how far messages got that it took; returns how many messages.

    Raises NotFound in production.
    """
    faults = queries.get_faults()
    told = 0
    while told < limit and _play_next(faults, now):
        told += 1
    return told


@transaction.atomic
def _play_next(faults: Mapping[Channel, frozenset[Fault]], now: dt.datetime) -> bool:
    untold = OutsideMessage.objects.filter(inward=False, state=_TAKEN).order_by("id")
    message = untold.select_for_update(skip_locked=True).first()
    if message is None:
        return False
    shown = faults[Channel(message.channel)]
    for state in reports_of(shown, _REPORTED):
        _tell(message, state, now, well_signed=Fault.BADLY_SIGNED not in shown)
    message.state = _TOLD
    message.save(update_fields=["state"])
    return True


def _tell(message: OutsideMessage, state: DeliveryState, now: dt.datetime, *, well_signed: bool) -> None:
    """One report over the seam, kept in the inbox with our answer."""
    channel = Channel(message.channel)
    body = write_report(Report(message.key, state, _reference_of(message)))
    signature = KeyFolder(settings.KEY_DIR).signer(f"outside-{channel}").sign(body if well_signed else body + b" ")
    try:
        answer = "news" if receive_report(channel, body, signature, now=now) else "known"
    except DomainError:
        answer = "refused"
    OutsideMessage.objects.create(
        channel=channel, inward=True, key=message.key, body=body.decode(), state=answer, at=now
    )
