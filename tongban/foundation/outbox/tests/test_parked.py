"""Staff see what is stuck and send it again; others do not."""

import datetime as dt
import uuid

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import VISITOR
from tongban.foundation.kernel.errors import Conflict, NotAllowed, NotFound
from tongban.foundation.outbox import commands, queries
from tongban.foundation.outbox.events import DrainReport, Reaction
from tongban.foundation.outbox.models import ReactionRun
from tongban.foundation.outbox.rules import RunState
from tongban.foundation.outbox.tests import make
from tongban.foundation.routing.ids import new_id

pytestmark = pytest.mark.django_db


def park(count: int, now: dt.datetime) -> list[uuid.UUID]:
    """`count` parked runs: the reaction does not know the version of the event."""
    make.emit(count, now=now)
    never = {"test.happened": (Reaction("trace", make.leave_trace, versions=frozenset()),)}
    while commands.drain(reactions=never, now=now).events:
        pass
    return [run.id for run in queries.list_parked(make.STAFF, limit=count).items]


def test_a_parked_run_is_told_in_full(now):
    [run_id] = park(1, now)
    run = queries.get_run(make.STAFF, run_id)
    assert (run.event, run.reaction, run.state, run.attempts) == ("test.happened", "trace", "parked", 1)
    assert (run.since, run.next_at, run.error_code) == (now, None, "event_version_unknown")
    assert queries.list_parked(make.STAFF).items == (run,)
    assert queries.list_parked(make.STAFF, state=RunState.WAITING).items == ()


def test_pages_hold_fifty_and_follow_each_other(now):
    ids = park(120, now)
    first = queries.list_parked(make.STAFF)
    second = queries.list_parked(make.STAFF, after=first.next)
    third = queries.list_parked(make.STAFF, after=second.next)
    assert [len(page.items) for page in (first, second, third)] == [50, 50, 20]
    assert [run.id for page in (first, second, third) for run in page.items] == ids
    assert third.next is None


def test_run_again_lets_it_run_and_is_written_down(now):
    [run_id] = park(1, now)
    commands.run_again(run_id, by=make.STAFF, now=now)
    assert commands.drain(reactions={"test.happened": (Reaction("trace", make.leave_trace),)}, now=now).done == 1
    assert make.traces() == [0]
    assert journal_actions() == ["jobs.rerun"]


def test_run_again_twice_is_a_conflict(now):
    [run_id] = park(1, now)
    commands.run_again(run_id, by=make.STAFF, now=now)
    with pytest.raises(Conflict) as refusal:
        commands.run_again(run_id, by=make.STAFF, now=now)
    assert (refusal.value.code, refusal.value.facts["state"]) == ("run_not_parked", "waiting")


def test_run_all_again_sends_each(now):
    park(60, now)
    assert commands.run_all_again(by=make.STAFF, now=now) == 60
    assert queries.list_parked(make.STAFF).items == ()
    assert queries.backlog().waiting == 60


def test_without_the_permission_nothing_is_seen_or_changed(now):
    [run_id] = park(1, now)
    for refused in (
        lambda: queries.list_parked(VISITOR),
        lambda: queries.get_run(VISITOR, run_id),
        lambda: commands.run_again(run_id, by=VISITOR, now=now),
        lambda: commands.run_all_again(by=VISITOR, now=now),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert ReactionRun.objects.get(id=run_id).state == "parked"


def test_an_unknown_run_is_not_found(now):
    for refused in (queries.get_run, lambda by, run: commands.run_again(run, by=by, now=now)):
        with pytest.raises(NotFound):
            refused(make.STAFF, new_id(3))


def test_backlog_counts_what_waits(now):
    park(2, now)
    make.emit(3, now=now)
    assert queries.backlog() == queries.Backlog(pending=3, queued=0, waiting=0, parked=2, oldest_at=now)


def test_a_worker_is_seen_until_it_stops(now):
    assert queries.worker_seen_at() is None
    commands.beat("a", now=now)
    commands.beat("a", now=now + dt.timedelta(seconds=2))
    assert queries.worker_seen_at() == now + dt.timedelta(seconds=2)
    commands.forget_beat("a")
    assert queries.worker_seen_at() is None


def test_sweep_takes_old_finished_events_only(now):
    [run_id] = park(1, now)
    make.emit(2, now=now)
    commands.drain(reactions=make.table(make.fail), now=now)
    commands.drain(
        reactions={"test.happened": (Reaction("fail", make.leave_trace),)}, now=now + dt.timedelta(minutes=1)
    )
    assert commands.sweep(now=now + dt.timedelta(days=30)) == 0
    assert commands.sweep(now=now + dt.timedelta(days=31)) == 2
    assert queries.get_run(make.STAFF, run_id).state == "parked"
    assert commands.drain(reactions={}, now=now) == DrainReport()
