"""The worker as a process: it drains, says that it lives, survives a lost database, stops when told."""

import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.faces.jobs import loops, worker
from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries as audit_queries
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outbox import queries
from tongban.foundation.outbox.tests import make
from tongban.registers.catalogue.queries.lists import count_members
from tongban.registers.catalogue.tests import make as make_catalogue
from tongban.registers.catalogue.tests.stored import Entry, Finding

CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def cut_every_connection() -> int:
    with connection.cursor() as cursor:
        cursor.execute(CUT, [connection.settings_dict["NAME"]])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_worker_works_through_a_lost_database_and_stops_when_told(now):
    make.counter()
    with supervised_worker() as worker:
        wait_until(lambda: queries.worker_seen_at() is not None, within=10)
        make.emit(5, now=now)
        wait_until(lambda: make.counted() == 5, within=10)
        assert cut_every_connection() >= 3
        make.emit(5, now=now, first=5)
        wait_until(lambda: make.counted() == 10, within=20)
        assert worker.stop() == 0
    assert make.traces() == list(range(10))
    assert queries.worker_seen_at() is None


@pytest.mark.django_db(transaction=True)
def test_a_background_job_is_deferred_with_its_transaction_and_run(now):
    with transaction.atomic():
        app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs").defer(max_hours=1)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()
    with transaction.atomic():
        app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs").defer(max_hours=1)
    with supervised_worker() as worker:
        wait_until(lambda: not ProcrastinateJob.objects.exists(), within=20)
        assert worker.stop() == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_seals_the_journal_about_every_second(now):
    with transaction.atomic():
        audit.record("test.happened", by=SYSTEM, now=now, subject="test:1")
    with supervised_worker() as worker:
        wait_until(lambda: audit_queries.find_last_head() is not None, within=20)
        assert worker.stop() == 0
    assert audit_queries.find_last_head().size == 1


def test_a_loop_outlives_errors_and_even_an_exit(caplog):
    turns, stop = [], threading.Event()

    def step() -> bool:
        turns.append(len(turns))
        if len(turns) == 1:
            raise SystemExit("out")
        stop.set()
        return False

    assert loops.join(loops.start([loops.Loop("test", step, 0.0)], stop), within=5) == []
    assert turns == [0, 1]
    assert "test failed and goes on in 0.5 s: out" in caplog.text


def test_pauses_between_failures_double_up_to_half_a_minute():
    assert [loops.pause_after(failures) for failures in range(1, 10)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.django_db
@pytest.mark.req("CAT-17", part="lists are refreshed every hour")
@pytest.mark.req("CAT-10", part="the check runs every hour")
def test_every_hour_the_catalogue_is_checked_and_its_lists_refreshed(now):
    item = make_catalogue.published(now)
    Entry.objects.update(levels=[3])
    every = {loop.name: loop for loop in worker.loops({}, clock=lambda: now, name="test", stop=threading.Event())}
    watch = every["catalogue watch"]
    assert (watch.pause, watch.step(), watch.step()) == (3600.0, False, False)
    assert Finding.objects.get().item_id == item.id
    assert count_members(region=make_catalogue.COUNTY)["one_visit"] == 1
