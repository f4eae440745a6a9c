"""Lights, order and visibility, as pure functions."""

import datetime as dt

import pytest

from tests.refusals import codes_in
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.worklist import errors, rules
from tongban.foundation.worklist.rules import Clock, Light
from tongban.foundation.worklist.tests import make

DUE = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
WARN, ALARM, TICK = DUE - dt.timedelta(days=2), DUE - dt.timedelta(hours=8), dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("clock", "now", "light"),
    [
        (Clock(None), DUE, None),
        (Clock(None, paused=True), DUE, None),
        (Clock(DUE, WARN, ALARM), WARN - TICK, Light.NORMAL),
        (Clock(DUE, WARN, ALARM), WARN, Light.WARNING),
        (Clock(DUE, WARN, ALARM), ALARM - TICK, Light.WARNING),
        (Clock(DUE, WARN, ALARM), ALARM, Light.ALARM),
        (Clock(DUE, WARN, ALARM), DUE, Light.ALARM),
        (Clock(DUE, WARN, ALARM), DUE + TICK, Light.OVERDUE),
        (Clock(DUE, WARN, ALARM, paused=True), DUE + TICK, Light.PAUSED),
        (Clock(DUE), DUE, Light.NORMAL),
        (Clock(DUE, alarm_at=ALARM), WARN, Light.NORMAL),
    ],
)
def test_light(clock, now, light):
    assert rules.light_of(clock, now) is light


def test_rows_without_a_running_clock_stand_last():
    assert rules.order_of(DUE, paused=False) == DUE
    assert rules.order_of(DUE, paused=True) == rules.order_of(None, paused=False) == rules.NO_CLOCK


def test_any_worklist_grant_over_region_and_authority_makes_visible():
    for action in (make.READ, make.CLAIM, make.ASSIGN):
        assert rules.can_see(make.clerk(action), make.REGION, make.XIAONAN)
    assert not rules.can_see(make.clerk("cases.decide"), make.REGION, make.XIAONAN)
    assert not rules.can_see(make.clerk(), make.REGION, make.YUNMENG)
    assert not rules.can_see(make.clerk(), "420923000000", make.XIAONAN)


def test_authorities_are_those_with_a_grant():
    assert rules.authorities_of(make.clerk()) == [make.XIAONAN]
    assert rules.authorities_of(make.clerk("cases.decide")) == []
    assert rules.authorities_of(SYSTEM) == []


def test_every_refusal_has_its_sentence():
    steps = {"claimed", "released", "handed_over", "closed"}
    steps |= {"export_asked", "export_run_again", "exported"}
    steps |= {f"hand_over_{what}" for what in ("offered", "accepted", "refused", "withdrawn")}
    actions = {*rules.ACTIONS, *(f"worklist.{step}" for step in steps)}
    assert codes_in(errors, "worklist.") - actions == set(errors.SENTENCES)
