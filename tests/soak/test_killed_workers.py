"""The long form of the crash test: two workers killed thirty times in all among three thousand events."""

import random

import pytest

from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.outbox import queries
from tongban.foundation.outbox.tests import make

EVENTS, KILLS = 3000, 30


def nothing_waits() -> bool:
    backlog = queries.backlog()
    return backlog.pending == backlog.queued == backlog.waiting == 0


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_thirty_kills_of_two_workers_lose_and_double_nothing(now):
    chance = random.Random(20261125)
    make.counter()
    make.emit(EVENTS, now=now)
    with supervised_worker() as one, supervised_worker() as other:
        for _ in range(KILLS):
            chance.choice([one, other]).kill_after(chance.randint(1, 40))
        wait_until(nothing_waits, within=180)
        assert (one.stop(), other.stop()) == (0, 0)
    assert make.traces() == list(range(EVENTS))
    assert make.counted() == EVENTS
    assert queries.backlog().parked == 0
