"""Reads of the outbox: what is stuck, how much waits, whether a worker lives."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.outbox.errors import NOT_ALLOWED, RUN_UNKNOWN
from tongban.foundation.outbox.models import OutboxEvent, ReactionRun, WorkerBeat
from tongban.foundation.outbox.rules import RunState, subject_of
from tongban.foundation.routing.guard import fan_out_allowed

COUNTED = 10_000
"""Counts stop here: beyond, the exact figure helps nobody and costs a scan."""


@dataclass(frozen=True, slots=True)
class StuckRun:
    """A run as staff see it. `next_at` is None for a parked one."""

    id: uuid.UUID
    event: str
    event_id: uuid.UUID
    subject: str
    reaction: str
    state: str
    since: dt.datetime
    attempts: int
    next_at: dt.datetime | None
    error_code: str
    last_error: str


@dataclass(frozen=True, slots=True)
class Page:
    """Up to `limit` runs in the order in which they got stuck; `next` continues after them, None at the end."""

    items: tuple[StuckRun, ...]
    next: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits; each count stops at 10,000. `oldest_at` is when the oldest pending event was emitted.

    pending: events nobody took yet. queued: runs before their first try. waiting: runs that failed and try again.
    """

    pending: int
    queued: int
    waiting: int
    parked: int
    oldest_at: dt.datetime | None


def check_may(actor: Actor, action: str) -> None:
    """Raises NotAllowed unless some post of the actor grants the action: jobs belong to no region."""
    if not actor.may_anywhere(action):
        raise NotAllowed(NOT_ALLOWED, action=action)


def list_parked(
    actor: Actor, *, state: RunState = RunState.PARKED, after: uuid.UUID | None = None, limit: int = 50
) -> Page:
    """Runs that are parked (or that failed and wait, with `state`). Raises NotAllowed without `jobs.read`."""
    check_may(actor, "jobs.read")
    with fan_out_allowed("a staff member looks at the whole platform's jobs"):
        runs = ReactionRun.objects.filter(state=state).exclude(error_code="")
        found = runs.filter(id__gt=after) if after else runs
        rows = list(found.select_related("event").order_by("id")[: limit + 1])
    items = tuple(_stuck(row) for row in rows[:limit])
    return Page(items, items[-1].id if len(rows) > limit else None)


def get_run(actor: Actor, run_id: uuid.UUID) -> StuckRun:
    """The run. Raises NotAllowed without `jobs.read`, NotFound."""
    check_may(actor, "jobs.read")
    run = ReactionRun.objects.select_related("event").filter(id=run_id).first()
    if run is None:
        raise NotFound(RUN_UNKNOWN, run=str(run_id))
    return _stuck(run)


def backlog() -> Backlog:
    """What waits now, for the readiness page and the staff page."""
    with fan_out_allowed("a figure over the whole platform"):
        pending = OutboxEvent.objects.filter(drained_at__isnull=True)
        waiting = ReactionRun.objects.filter(state=RunState.WAITING)
        return Backlog(
            pending=pending[:COUNTED].count(),
            queued=waiting.filter(error_code="")[:COUNTED].count(),
            waiting=waiting.exclude(error_code="")[:COUNTED].count(),
            parked=ReactionRun.objects.filter(state=RunState.PARKED)[:COUNTED].count(),
            oldest_at=pending.order_by("id").values_list("emitted_at", flat=True).first(),
        )


def worker_seen_at() -> dt.datetime | None:
    """When any worker was last seen alive, or None."""
    return WorkerBeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def _stuck(run: ReactionRun) -> StuckRun:
    return StuckRun(
        id=run.id,
        event=run.event.name,
        event_id=run.event_id,
        subject=subject_of(run.event.payload),
        reaction=run.reaction,
        state=run.state,
        since=run.since,
        attempts=run.attempts,
        next_at=run.next_at if run.state == RunState.WAITING else None,
        error_code=run.error_code,
        last_error=run.last_error,
    )
