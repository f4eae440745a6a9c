"""Alarms of unusual volume: seen by whoever watches, down to the looks, and closed once with a reason."""

import datetime as dt
from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.services.licences import commands, queries
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.models import VolumeAlarmClosing
from tongban.services.licences.rules.fetching import WATCH, Basis
from tongban.services.licences.tests import holding, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return holding.clerk()


@pytest.fixture
def supervisor():
    return holding.staff(WATCH, organisation=None)


@pytest.fixture
def alarm(now, clerk, supervisor):
    """500 licences in one minute, then one more."""
    holder = make.holder(now)
    licence = holding.held(holder, "居民身份证", now)
    look = Look(holder=holder, basis=Basis.CONSENT, item="TE", case_number="0521156088028589", organisation=make.BODY)
    for second, looks in ((0, 250), (59, 250), (90, 1)):
        write_looks(look, [licence] * looks, by=clerk, now=now + dt.timedelta(seconds=second))
    (line,) = queries.list_alarms(holding.REGION, actor=supervisor)
    return line


@pytest.mark.req("LIC-09", part="500 look-ups in 1 min: the alarm says who, how many, which, and what came after")
def test_an_alarm_is_led_to_its_looks(alarm, clerk, supervisor):
    assert (alarm.account, alarm.looks, alarm.is_open) == (clerk.account, 500, True)
    looks = queries.list_alarmed_looks(alarm.id, actor=supervisor, limit=600)
    assert (len(looks), {look.type_name for look in looks}) == (500, {"居民身份证"})
    rest = queries.list_alarmed_looks(alarm.id, actor=supervisor, after=looks[449].id, limit=600)
    assert rest == looks[450:]
    assert queries.get_alarm(alarm.id, actor=supervisor).looks_after == 1


@pytest.mark.req("LIC-09", part="a supervisor closes an alarm with a reason, journalled")
def test_an_alarm_is_closed_once(alarm, supervisor, now):
    later = now + dt.timedelta(hours=1)
    commands.close_alarm(alarm_id=alarm.id, reason=" 集中核对，\n已经核实 ", by=supervisor, now=later)
    closed = queries.get_alarm(alarm.id, actor=supervisor)
    assert (closed.reason, closed.closed_by, closed.closed_at) == ("集中核对， 已经核实", supervisor.account, later)
    assert holding.journal("licences.alarm_closed") == 1
    assert queries.count_open_alarms(holding.REGION, actor=supervisor) == 0
    assert queries.list_alarms(holding.REGION, actor=supervisor, is_open=True) == []
    assert queries.list_alarms(holding.REGION, actor=supervisor, is_open=False) == [replace(closed, looks_after=None)]
    with pytest.raises(Conflict, match=r"licence\.alarm_closed"):
        commands.close_alarm(alarm_id=alarm.id, reason="再次", by=supervisor, now=later)
    assert holding.journal("licences.alarm_closed") == 1


def test_nobody_closes_without_a_reason_nor_their_own(alarm, clerk, supervisor, now):
    with pytest.raises(Invalid, match=r"licence\.alarm_reason"):
        commands.close_alarm(alarm_id=alarm.id, reason=" x ", by=supervisor, now=now)
    with pytest.raises(Conflict, match=r"licence\.alarm_own"):
        commands.close_alarm(alarm_id=alarm.id, reason="核实", by=replace(supervisor, account=clerk.account), now=now)
    assert VolumeAlarmClosing.objects.count() == 0


def test_only_whoever_watches_sees_it(alarm, clerk):
    elsewhere = holding.staff(WATCH, organisation="TE4209020000000009")
    assert queries.list_alarms(holding.REGION, actor=elsewhere) == []
    with pytest.raises(NotAllowed):
        queries.list_alarms(holding.REGION, actor=clerk)
    for actor in (elsewhere, clerk):
        for ask in (queries.get_alarm, queries.list_alarmed_looks):
            with pytest.raises(NotAllowed):
                ask(alarm.id, actor=actor)
    with pytest.raises(NotFound):
        queries.get_alarm(elsewhere.account, actor=SYSTEM)
