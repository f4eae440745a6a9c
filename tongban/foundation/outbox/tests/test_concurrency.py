"""Several drains at once: each event once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tongban.foundation.outbox import commands, queries
from tongban.foundation.outbox.events import DrainReport
from tongban.foundation.outbox.tests import make

DRAINS = 4


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
            while queries.backlog().pending or queries.backlog().queued:
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
