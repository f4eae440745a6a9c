"""The drain: each reaction to its end once, failures apart, in words."""

import contextlib
import datetime as dt
import logging

import pytest
from django.db import connection, transaction

from tongban.foundation.outbox import commands, rules
from tongban.foundation.outbox.events import DrainReport, Reaction
from tongban.foundation.outbox.models import OpenBatch, OutboxEvent, ReactionRun
from tongban.foundation.outbox.tests import make
from tongban.foundation.routing.guard import fan_out_allowed

pytestmark = pytest.mark.django_db


def pending() -> int:
    with fan_out_allowed("counts all"):
        return OutboxEvent.objects.filter(drained_at__isnull=True).count()


def only_run() -> ReactionRun:
    with fan_out_allowed("the only run"):
        return ReactionRun.objects.get()


def test_each_event_is_drained_once_and_in_order(now):
    seen = []
    make.emit(30, now=now, bucket=7)
    reactions = {"test.happened": (Reaction("note", lambda event, at: seen.append(event.payload["number"])),)}
    assert commands.drain(reactions=reactions, now=now, limit=20) == DrainReport(events=20, done=20)
    assert commands.drain(reactions=reactions, now=now, limit=20) == DrainReport(events=10, done=10)
    assert commands.drain(reactions=reactions, now=now) == DrainReport()
    assert sorted(seen) == list(range(30))
    assert not OpenBatch.objects.exists()


def test_one_failing_reaction_stops_no_other(now):
    make.emit(2, now=now, bucket=7)
    report = commands.drain_events(reactions=make.table(make.fail, make.leave_trace), now=now)
    assert report == DrainReport(events=2, done=2, failed=2)
    assert make.traces() == [0, 1]
    runs = ReactionRun.objects.filter(bucket=7)
    assert {(run.reaction, run.state, run.attempts, run.next_at, run.error_code, run.last_error) for run in runs} == {
        ("fail", "waiting", 1, now + dt.timedelta(seconds=2), "ValueError", "no good")
    }


def test_what_a_failing_reaction_wrote_is_undone(now):
    def write_and_fail(event, at):
        make.leave_trace(event, at)
        raise ValueError

    make.emit(1, now=now)
    commands.drain(reactions=make.table(write_and_fail), now=now)
    assert make.traces() == []
    assert pending() == 0


def test_what_must_outlive_a_failure_is_kept(now):
    """Told once the reaction's own writes are gone, in the transaction that notes the failure."""
    kept = []
    make.emit(1, now=now, bucket=7)

    def write_and_fail(event, at):
        make.leave_trace(event, at)
        raise ValueError("no good")

    reaction = Reaction("fail", write_and_fail, failed=lambda error: kept.append((str(error), make.traces())))
    commands.drain_events(reactions={"test.happened": (reaction,)}, now=now)
    assert kept == [("no good", [])]


def test_a_swallowed_database_error_fails_the_reaction_only(now):
    def swallow(event, at):
        with connection.cursor() as cursor, contextlib.suppress(Exception):
            cursor.execute("SELECT 1/0")

    make.emit(1, now=now)
    report = commands.drain_events(reactions=make.table(swallow, make.leave_trace), now=now)
    assert report == DrainReport(events=1, done=1, failed=1)
    assert make.traces() == [0]


def test_a_failed_reaction_runs_when_it_is_due(now):
    make.emit(1, now=now)
    commands.drain(reactions=make.table(make.fail), now=now)
    mended = {"test.happened": (Reaction("fail", make.leave_trace),)}
    assert commands.drain(reactions=mended, now=now + dt.timedelta(seconds=1)) == DrainReport()
    later = now + dt.timedelta(seconds=2)
    assert commands.drain(reactions=mended, now=later) == DrainReport(done=1)
    assert commands.drain(reactions=mended, now=later + dt.timedelta(days=1)) == DrainReport()
    assert make.traces() == [0]
    assert (only_run().state, only_run().attempts, only_run().finished_at) == ("done", 2, later)


def test_the_twelfth_failure_parks(now):
    make.emit(1, now=now)
    reports = [commands.drain(reactions=make.table(make.fail), now=now)]
    for attempts in range(1, 12):
        now += rules.wait_after(attempts)
        reports.append(commands.drain(reactions=make.table(make.fail), now=now))
    assert [report.failed for report in reports] == [1] * 11 + [0]
    assert reports[-1] == DrainReport(parked=1)
    assert commands.drain(reactions=make.table(make.fail), now=now + dt.timedelta(days=9)) == DrainReport()
    assert (only_run().state, only_run().attempts) == ("parked", 12)


def test_a_reaction_that_runs_alone_gets_its_own_run_at_once(now):
    make.emit(2, now=now)
    alone = make.table(make.leave_trace, alone=True)
    assert commands.drain_events(reactions=alone, now=now) == DrainReport(events=2)
    assert make.traces() == []
    assert commands.drain_runs(reactions=alone, now=now) == DrainReport(done=2)
    assert make.traces() == [0, 1]


def test_an_event_nobody_hears_is_drained(now):
    make.emit(1, now=now)
    assert commands.drain(reactions={}, now=now) == DrainReport(events=1)
    assert pending() == 0


def test_a_version_the_reaction_does_not_know_is_parked_at_once(now):
    with transaction.atomic():
        commands.emit(make.HappenedDifferently(5), bucket=7, now=now)
    assert commands.drain(reactions=make.table(make.leave_trace), now=now) == DrainReport(events=1, parked=1)
    assert (only_run().state, only_run().error_code) == ("parked", "event_version_unknown")
    assert make.traces() == []


def test_a_reaction_that_left_the_table_is_parked(now):
    make.emit(1, now=now)
    commands.drain(reactions=make.table(make.fail), now=now)
    later = now + dt.timedelta(hours=1)
    assert commands.drain(reactions=make.table(make.leave_trace), now=later) == DrainReport(parked=1)
    assert (only_run().state, only_run().error_code) == ("parked", "reaction_gone")


def test_the_log_does_not_quote_stored_values(now, caplog):
    make.emit(1, now=now)
    with caplog.at_level(logging.INFO):
        commands.drain(reactions=make.table(make.fail), now=now)
    assert "no good" in caplog.text
    assert "13900000000" not in caplog.text
