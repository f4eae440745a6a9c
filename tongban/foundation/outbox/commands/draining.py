"""The drain: every reaction to every event runs to its end once, whatever fails or dies on the way.

Events are handled in batches; what a reaction writes and the note that it ran are one transaction. Which events a batch
holds is noted durably beforehand (`OpenBatch`) and the note leaves with that transaction, so a note left behind
means that a process ended inside. Those events' reactions, like each that failed, get a `ReactionRun`: it runs in a
transaction of its own, and its attempt is committed before it begins.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator

from django.db import transaction

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import rules
from tongban.foundation.outbox.errors import PROCESS_ENDED, REACTION_GONE, VERSION_UNKNOWN
from tongban.foundation.outbox.events import DrainReport, Reaction, Reactions
from tongban.foundation.outbox.models import OpenBatch, OutboxEvent, ReactionRun
from tongban.foundation.outbox.rules import RunState
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import new_id

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Events in a batch. What its reactions lock stays locked until it ends, and a killed process loses it whole: a hundred
ends of cases would hold the number row of their body for ten seconds, and each kill leave hundreds of runs."""


def drain(*, reactions: Reactions, now: dt.datetime, limit: int = AT_ONCE) -> DrainReport:
    """Afterwards up to `limit` pending events are drained and up to `limit` due runs were tried.

    Any number of drains may work at once; no event is handled by two. A reaction's exception never comes out of here; a
    lost database connection does, and leaves everything to be done again. Call it outside a transaction.
    """
    return drain_events(reactions=reactions, now=now, limit=limit) + drain_runs(
        reactions=reactions, now=now, limit=limit
    )


def drain_events(*, reactions: Reactions, now: dt.datetime, limit: int = AT_ONCE) -> DrainReport:
    """Drains one batch: each reaction ran, or has a ReactionRun that waits or is parked."""
    report = _recover(reactions, now)
    batch = _open_batch(now, limit)
    return report + _work_off(batch, reactions, now) if batch else report


def drain_runs(*, reactions: Reactions, now: dt.datetime, limit: int = AT_ONCE) -> DrainReport:
    """Tries up to `limit` due runs, each in a transaction of its own, the longest due first."""
    report = DrainReport()
    for _ in range(limit):
        run = _begin_run(now)
        if run is None:
            break
        report += _finish_run(run, reactions, now)
    return report


@transaction.atomic(durable=True)
def _recover(reactions: Reactions, now: dt.datetime) -> DrainReport:
    """Gives each reaction of a batch left behind a run of its own."""
    left = 0
    stale = OpenBatch.objects.filter(taken_at__lte=now - rules.BATCH_GRACE)
    for batch in stale.select_for_update(skip_locked=True):
        events = _lock_pending(batch)
        _close(events, [_own_run(event, reaction, now) for event, reaction in _pairs(events, reactions)], now)
        batch.delete()
        left += len(events)
        log.warning("a process ended inside a batch: %s events are handled one by one", len(events))
    return DrainReport(left_behind=left)


@transaction.atomic(durable=True)
def _open_batch(now: dt.datetime, limit: int) -> OpenBatch | None:
    held = [event_id for batch in OpenBatch.objects.all() for event_id in batch.event_ids]
    with fan_out_allowed("the drain serves every holder"):
        pending = OutboxEvent.objects.filter(drained_at__isnull=True).exclude(id__in=held).order_by("id")
        ids = list(pending.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
    if not ids:
        return None
    return OpenBatch.objects.create(id=uuid.uuid4(), event_ids=ids, taken_at=now)


@transaction.atomic(durable=True)
def _work_off(batch: OpenBatch, reactions: Reactions, now: dt.datetime) -> DrainReport:
    still_ours, _ = OpenBatch.objects.filter(id=batch.id).delete()
    if not still_ours:
        return DrainReport()
    events = _lock_pending(batch)
    pairs = list(_pairs(events, reactions))
    runs = [run for event, reaction in pairs if (run := _first_try(event, reaction, now))]
    _close(events, runs, now)
    parked = sum(run.state == RunState.PARKED for run in runs)
    failed = sum(run.attempts > 0 for run in runs) - parked
    return DrainReport(events=len(events), done=len(pairs) - len(runs), failed=failed, parked=parked)


def _lock_pending(batch: OpenBatch) -> list[OutboxEvent]:
    pending = OutboxEvent.objects.filter(id__in=batch.event_ids, drained_at__isnull=True).order_by("id")
    return list(pending.select_for_update(skip_locked=True))


def _pairs(events: list[OutboxEvent], reactions: Reactions) -> Iterator[tuple[OutboxEvent, Reaction]]:
    for event in events:
        for reaction in reactions.get(event.name, ()):
            yield event, reaction


def _close(events: list[OutboxEvent], runs: list[ReactionRun], now: dt.datetime) -> None:
    ReactionRun.objects.bulk_create(runs)
    if events:
        OutboxEvent.objects.filter(id__in=[event.id for event in events]).update(drained_at=now)


def _own_run(event: OutboxEvent, reaction: Reaction, now: dt.datetime) -> ReactionRun:
    return ReactionRun(
        id=new_id(event.bucket),
        event=event,
        reaction=reaction.name,
        state=RunState.WAITING,
        since=now,
        next_at=now,
    )


def _first_try(event: OutboxEvent, reaction: Reaction, now: dt.datetime) -> ReactionRun | None:
    """None when the reaction ran, else the run that will try again."""
    if reaction.alone:
        return _own_run(event, reaction, now)
    error = _react(event, reaction.name, reaction, now)
    if error is None:
        return None
    run = _own_run(event, reaction, now)
    run.attempts = 1
    _note_failure(run, error, now)
    return run


def _react(event: OutboxEvent, name: str, reaction: Reaction | None, now: dt.datetime) -> Exception | None:
    """Runs the reaction of this name in a savepoint; what it raised. Raises when the transaction itself is lost."""
    try:
        with transaction.atomic():
            _check_known(event, reaction).run(event.envelope(), now)
    except Exception as error:
        if transaction.get_connection().needs_rollback:
            raise
        code, words = rules.error_code(error), rules.error_words(error)
        log.warning("reaction %s to %s %s failed: %s %s", name, event.name, event.id, code, words)
        log.debug("traceback", exc_info=True)  # quotes values that do not belong in an ordinary log
        if reaction is not None and reaction.failed is not None:
            reaction.failed(error)
        return error
    return None


def _check_known(event: OutboxEvent, reaction: Reaction | None) -> Reaction:
    if reaction is None:
        raise Conflict(REACTION_GONE)
    if event.version not in reaction.versions:
        raise Conflict(VERSION_UNKNOWN, version=event.version)
    return reaction


def _note_failure(run: ReactionRun, error: Exception, now: dt.datetime) -> None:
    run.error_code = rules.error_code(error)
    run.last_error = rules.error_words(error)
    run.state = rules.state_after_failure(run.attempts, run.error_code)
    run.next_at = now + rules.wait_after(run.attempts)


@transaction.atomic(durable=True)
def _begin_run(now: dt.datetime) -> ReactionRun | None:
    """Commits the attempt before it is made: a run found begun and not ended was under way when a process ended."""
    with fan_out_allowed("the drain serves every holder"):
        due = ReactionRun.objects.filter(state=RunState.WAITING, next_at__lte=now).order_by("next_at")
        run = due.select_for_update(skip_locked=True).first()
    if run is None:
        return None
    if run.started_at is not None:
        run.crashes += 1
        run.error_code, run.last_error = PROCESS_ENDED, ""
    if run.crashes >= rules.CRASHES:
        run.state, run.started_at = RunState.PARKED, None
    else:
        run.attempts += 1
        run.started_at = now
        run.next_at = now + rules.wait_after(run.attempts)
    run.save(update_fields=["state", "attempts", "crashes", "started_at", "next_at", "error_code", "last_error"])
    return run


@transaction.atomic(durable=True)
def _finish_run(begun: ReactionRun, reactions: Reactions, now: dt.datetime) -> DrainReport:
    if begun.state == RunState.PARKED:
        return DrainReport(parked=1)
    # Waits, and does not skip: another drain that looked for due runs may hold the row for a moment and let it go.
    mine = ReactionRun.objects.filter(id=begun.id, state=RunState.WAITING, attempts=begun.attempts)
    run = mine.select_related("event").select_for_update(of=("self",)).first()
    if run is None:
        return DrainReport()
    known = {reaction.name: reaction for reaction in reactions.get(run.event.name, ())}
    error = _react(run.event, run.reaction, known.get(run.reaction), now)
    run.started_at = None
    if error is None:
        run.state, run.finished_at = RunState.DONE, now
    else:
        _note_failure(run, error, now)
    run.save(update_fields=["state", "started_at", "finished_at", "next_at", "error_code", "last_error"])
    done, parked = run.state == RunState.DONE, run.state == RunState.PARKED
    return DrainReport(done=int(done), parked=int(parked), failed=int(not done and not parked))
