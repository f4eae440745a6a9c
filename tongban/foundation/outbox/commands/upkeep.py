"""Upkeep: workers say that they live, old events leave."""

import datetime as dt

from django.db import transaction

from tongban.foundation.outbox.models import OutboxEvent, ReactionRun, WorkerBeat
from tongban.foundation.outbox.rules import KEPT, RunState
from tongban.foundation.routing.guard import fan_out_allowed


def beat(worker: str, *, now: dt.datetime) -> None:
    """The worker was alive at `now`."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})


def forget_beat(worker: str) -> None:
    """The worker stopped cleanly."""
    WorkerBeat.objects.filter(worker=worker).delete()


def sweep(*, now: dt.datetime, limit: int = 1000) -> int:
    """Up to `limit` events drained more than 30 days ago are gone with their finished runs; returns how many.

    An event with a run that waits or is parked stays. Beats older than a day go too.
    """
    WorkerBeat.objects.filter(seen_at__lt=now - dt.timedelta(days=1)).delete()
    with fan_out_allowed("upkeep reaches every holder"), transaction.atomic():
        open_runs = ReactionRun.objects.exclude(state=RunState.DONE)
        old = OutboxEvent.objects.filter(drained_at__lt=now - KEPT).exclude(runs__in=open_runs)
        ids = list(old.order_by("drained_at").values_list("id", flat=True)[:limit])
        ReactionRun.objects.filter(event_id__in=ids).delete()
        gone, _ = OutboxEvent.objects.filter(id__in=ids).delete()
    return gone
