"""What a process that ends inside leaves behind, played by an exception that nothing catches."""

import datetime as dt

import pytest

from tongban.foundation.outbox import commands
from tongban.foundation.outbox.events import DrainReport
from tongban.foundation.outbox.models import OpenBatch, ReactionRun
from tongban.foundation.outbox.tests import make
from tongban.foundation.routing.guard import fan_out_allowed

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Ends the drain as a signal would."""


def kill_at_3(event, now):
    make.leave_trace(event, now)
    if event.payload["number"] == 3:
        raise Killed


def drain(now) -> DrainReport:
    """As a supervisor would: the drain is started again whenever it dies."""
    report = DrainReport()
    for _ in range(30):
        try:
            report += commands.drain(reactions=make.table(kill_at_3), now=now)
        except Killed:
            continue
        return report
    raise AssertionError("dies for ever")


def test_a_batch_left_behind_is_not_taken_again_as_a_batch(now):
    make.emit(6, now=now)
    with pytest.raises(Killed):
        commands.drain(reactions=make.table(kill_at_3), now=now)
    assert make.traces() == []
    assert len(OpenBatch.objects.get().event_ids) == 6
    assert commands.drain(reactions=make.table(kill_at_3), now=now + dt.timedelta(seconds=1)) == DrainReport()


def test_an_event_that_kills_the_process_is_parked_and_blocks_nobody(now):
    make.emit(6, now=now)
    for _ in range(6):
        drain(now)
        now += dt.timedelta(seconds=20)
    assert make.traces() == [0, 1, 2, 4, 5]
    with fan_out_allowed("all runs"):
        parked = ReactionRun.objects.get(state="parked")
    assert (parked.error_code, parked.crashes, parked.attempts) == ("process_ended", 3, 3)
    assert not OpenBatch.objects.exists()


def test_later_events_pass_while_a_batch_waits_for_recovery(now):
    make.emit(6, now=now)
    with pytest.raises(Killed):
        commands.drain(reactions=make.table(kill_at_3), now=now)
    make.emit(2, now=now, first=6)
    assert commands.drain(reactions=make.table(kill_at_3), now=now) == DrainReport(events=2, done=2)
    assert make.traces() == [6, 7]
