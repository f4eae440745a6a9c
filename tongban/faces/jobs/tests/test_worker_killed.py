"""SIGKILL in the middle of reactions, ten times: nothing lost, nothing doubled. Real process, real PostgreSQL."""

import pytest

from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.outbox import queries
from tongban.foundation.outbox.tests import make

KILLS = [1, 60, 130, 7, 3, 25, 1, 11, 40, 2]
"""After how many reactions each worker is killed: in batches first, later among runs that go one by one."""


def nothing_waits() -> bool:
    backlog = queries.backlog()
    return backlog.pending == backlog.queued == backlog.waiting == 0


@pytest.mark.req("NFR-03", part="reactions")
@pytest.mark.django_db(transaction=True)
def test_ten_kills_lose_and_double_nothing(now):
    make.counter()
    make.emit(300, now=now)
    with supervised_worker() as worker:
        for reactions in KILLS:
            worker.kill_after(reactions)
        wait_until(nothing_waits, within=30)
        assert worker.stop() == 0
    assert make.traces() == list(range(300))
    assert make.counted() == 300
    assert queries.backlog().parked == 0
