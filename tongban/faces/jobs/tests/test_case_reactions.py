"""What follows of itself: ends are wound up, clocks are read again after a notice on holidays."""

import datetime as dt

import pytest

from tongban.faces.jobs.reactions import REACTIONS
from tongban.foundation.outbox import commands as outbox
from tongban.registers.calendars import commands as calendars
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import at

# Parties outside keep what they took on a connection of their own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(now):
    return make.world(now, default_grant=True)


def settle(now):
    while outbox.drain(reactions=REACTIONS, now=now).events:
        pass


def state(case_id, world, now):
    return queries.get_case(case_id, actor=world.supervisor, now=now).case.state


@pytest.mark.req("SUP-04", part="from the default grant to the archive without anybody")
def test_a_default_grant_is_wound_up_by_itself(world, now):
    case_id = make.accepted(world, now).id
    commands.sweep(now=at("12-03 08:00"))
    settle(at("12-03 08:00"))
    view = queries.get_case(case_id, actor=world.supervisor, now=now)
    steps = [event.step for event in view.events]
    assert steps == ["submit", "accept", "grant_by_default", "conclude", "deliver", "archive"]


def test_a_case_that_runs_is_left_alone(world, now):
    case_id = make.accepted(world, now).id
    settle(now)
    assert state(case_id, world, now) == "review"


def test_an_event_that_comes_twice_changes_nothing_more(world, now):
    case_id = make.submitted(world, now).case
    commands.withdraw(case_id=case_id, by=world.citizen, now=now)
    settle(now)
    before = make.left(case_id)
    commands.sweep(now=now)
    settle(now)
    assert (make.left(case_id), state(case_id, world, now)) == (before, "archived")


@pytest.mark.req("SUP-02", part="every step is looked at as it is taken")
def test_a_breach_is_found_by_itself(now):
    world = make.world(at("11-10 09:00"))
    systems.registered(world, now)
    systems.pushed(now, systems.message(world, materials=[{"code": "m9"}]))
    settle(now)
    (finding,) = queries.list_findings(world.supervisor, make.REGION)
    assert (finding.kind, finding.facts) == ("material_off_guide", {"about": ["m9"]})


@pytest.mark.req("SUP-01", part="recalculation on calendar change")
def test_a_notice_on_holidays_reaches_running_cases(world, now):
    case_id = make.accepted(world, now).id
    calendars.load_notice(
        number="样例〔2026〕2号", year=2026, region=make.REGION, published_on=now.date(), settles_year=False,
        days={dt.date(2026, 12, 1): (False, "样例假日")}, by=make.catalogue.SYSTEM, now=now,
    )  # fmt: skip
    settle(now)
    for _ in range(3):
        outbox.drain_runs(reactions=REACTIONS, now=now)
    assert queries.get_case(case_id, actor=world.supervisor, now=now).case.due_at == at("12-03 17:30")
