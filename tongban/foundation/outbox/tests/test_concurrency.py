"""Several drains at once: each event once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tongban.foundation.outbox import commands, queries
from tongban.foundation.outbox.commands import draining
from tongban.foundation.outbox.events import DrainReport
from tongban.foundation.outbox.tests import make

DRAINS = 4
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


@pytest.mark.req("NFR-03", part="reactions")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alone", [False, True])
def test_four_drains_at_once_handle_each_event_once(now, alone):
    make.counter()
    make.emit(400, now=now)
    together = threading.Barrier(DRAINS)

    def drain(_: int) -> DrainReport:
        together.wait(timeout=10)
        total = DrainReport()
        try:
            for _ in range(400):
                if not queries.backlog().pending and not queries.backlog().queued:
                    break
                total += commands.drain(
                    reactions=make.table(make.leave_trace_and_count, alone=alone), now=now, limit=20
                )
        finally:
            connection.close()
        return total

    with ThreadPoolExecutor(DRAINS) as pool:
        total = sum(pool.map(drain, range(DRAINS)), DrainReport())
    assert total == DrainReport(events=400, done=400)
    assert make.traces() == list(range(400))
    assert make.counted() == 400


def hold_every_run(held: threading.Event) -> None:
    """Locks the runs as a drain does that looks for due ones, until somebody waits for them."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM outbox_reactionrun FOR UPDATE")
            held.set()
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                cursor.execute(WAITERS)
                if cursor.fetchone() != (0,):
                    return
            raise AssertionError("nobody waited for the run")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_run_that_another_drain_holds_for_a_moment_is_not_given_up(now, monkeypatch):
    make.emit(1, now=now)
    alone = make.table(make.leave_trace, alone=True)
    commands.drain_events(reactions=alone, now=now)
    begin, held, others = draining._begin_run, threading.Event(), ThreadPoolExecutor(1)
    looks = []

    def begin_while_another_looks(at):
        run = begin(at)
        if run is not None:
            looks.append(others.submit(hold_every_run, held))
            assert held.wait(timeout=20)
        return run

    monkeypatch.setattr(draining, "_begin_run", begin_while_another_looks)
    assert commands.drain_runs(reactions=alone, now=now) == DrainReport(done=1)
    looks[0].result(timeout=20)
    others.shutdown()
