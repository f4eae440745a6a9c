"""Figures over cases: exact shares, what counts as online or in time, down to the numbers; every way in one store."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.services.cases import commands, queries
from tongban.services.cases.queries import figures
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.copies import copy
from tongban.services.cases.tests.make import REGION, at

pytestmark = pytest.mark.django_db
TODAY = Scope(REGION, dt.date(2026, 11, 25), dt.date(2026, 11, 25))
MONTH = Scope("420000000000", dt.date(2026, 11, 1), dt.date(2026, 12, 31))


@pytest.fixture
def world():
    return make.world(at("11-10 09:00"))


def value(code, scope):
    return next(figure for figure in figures.list_figures(scope) if figure.indicator.code == code)


def made_of(code, scope):
    figure = value(code, scope)
    return figure.value, figure.numerator, figure.denominator


@pytest.mark.req("KPI-02")
def test_eight_hundred_and_fifty_of_a_thousand(world, now):
    case = make.submitted(world, now, channel=Channel.WINDOW, by=world.clerk).case
    copy(case, 149, start=0)
    copy(case, 850, start=1000, channel="(ARRAY['web', 'app', 'third_party', 'terminal'])[n %% 4 + 1]")
    commands.request_correction(case_id=case, defects=[make.Defect("m2", "请重交")], by=world.clerk, now=now)
    commands.correct(case_id=case, given=[make.BANK], by=SYSTEM, now=now)  # a later step online
    assert made_of("online_cases", TODAY) == (Decimal("85.00"), 850, 1000)
    yesterday = Scope(REGION, dt.date(2026, 11, 24), dt.date(2026, 11, 24))
    assert made_of("online_cases", yesterday) == (None, 0, 0)
    offline = figures.list_behind("online_cases", TODAY, actor=world.supervisor, counted=False, limit=200)
    assert (len(offline), case) == (150, queries.get_id(case_number(case), actor=SYSTEM, now=now))
    assert case_number(case) in {row.number for row in offline}


def case_number(case_id):
    return queries.get_case(case_id, actor=SYSTEM, now=at("11-25 09:30")).case.number


def decided(world, begun, decided_at, **told):
    case = make.at_decision(world, begun, **told).id
    return commands.grant(case_id=case, opinion="同意", by=world.approver, now=decided_at)


@pytest.mark.req("KPI-23")
def test_in_time_too_late_warned_of_and_by_default(now):
    """Promised within five working days; the paused one took eight and was in time."""
    world = make.world(at("11-10 09:00"), default_grant=True)
    decided(world, now, at("11-26 10:00"))
    paused = make.at_decision(world, now).id
    told = {"case_id": paused, "kind": "hearing", "by": world.reviewer}
    commands.suspend(**told, basis="第四十五条", days=10, now=at("11-26 10:00"))
    commands.resume(**told, result="结束", now=at("12-03 10:00"))
    commands.grant(case_id=paused, opinion="同意", by=world.approver, now=at("12-07 10:00"))
    make.at_decision(world, now)  # nobody decides it
    while commands.sweep(now=at("12-03 09:00")).cases:
        pass
    assert made_of("in_time", MONTH) == (Decimal("66.67"), 2, 3)
    assert made_of("overdue", MONTH) == (Decimal("33.33"), 1, 3)
    assert made_of("warned", MONTH) == (Decimal("33.33"), 1, 3)
    assert made_of("by_default", MONTH) == (Decimal(1), 1, 3)
    (late,) = figures.list_behind("overdue", MONTH, actor=world.supervisor)
    assert late.decided_at == late.promised_due_at == at("12-02 17:30")


def test_a_province_is_told_by_city_a_city_by_county(world, now):
    case = make.submitted(world, now).case
    copy(case, 4, start=0, region="'420902004000'")
    copy(case, 2, start=1000, region="'420100000000'")
    told = {"first": TODAY.first, "last": TODAY.last}
    by_city = figures.list_figures_by_region(Scope("420000000000", **told))
    assert {code: each[0].denominator for code, each in by_city.items()} == {"420100000000": 2, "420900000000": 5}
    by_town = figures.list_figures_by_region(Scope(REGION, **told))
    assert {code: each[0].denominator for code, each in by_town.items()} == {REGION: 1, "420902004000": 4}
    assert figures.list_figures_by_region(Scope("420902004201", **told)) == {}


@pytest.mark.req("UAP-05")
def test_the_share_of_each_mode_presses_the_unconnected(world, now):
    systems.typed(now, systems.message(world), by=world.clerk)
    day = Scope(REGION, dt.date(2026, 11, 24), dt.date(2026, 11, 24))
    assert made_of("real_time", day) == (Decimal("0.00"), 0, 1)
    assert made_of("secondary_entry", day) == (Decimal("100.00"), 1, 1)
    (body,) = figures.list_figures_by_body(day)
    assert body == make.BODY


@pytest.mark.req("UAP-04")
def test_seven_channels_are_one_store_with_their_latency(world, now):
    for channel in (Channel.WEB, Channel.APP, Channel.TERMINAL, Channel.THIRD_PARTY, Channel.HOTLINE):
        make.submitted(world, now, channel=channel, by=SYSTEM)
    make.submitted(world, now, channel=Channel.WINDOW, by=world.clerk)
    systems.registered(world, now)
    systems.pushed(now, systems.message(world, submitted_at=at("11-25 09:29").isoformat()))
    rows = figures.list_arrivals(TODAY, actor=world.supervisor)
    assert {row.channel: row.latency.seconds for row in rows} == {
        channel.value: 60 if channel is Channel.SYSTEM else 0 for channel in Channel
    }
    ways = figures.list_ways(TODAY, actor=world.supervisor)
    assert [(way.channel, way.mode) for way in ways if way.slowest] == [("system", "push")]


def test_cases_behind_a_figure_are_for_supervision(world, now):
    make.submitted(world, now)
    elsewhere = make.staff("cases.supervise", region="420903000000", organisation="TE4209030000000001")
    for actor in (world.clerk, world.citizen, elsewhere):
        with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
            figures.list_behind("online_cases", TODAY, actor=actor)
    with pytest.raises(NotFound, match=r"case\.indicator_unknown"):
        figures.list_behind("fairness", TODAY, actor=world.supervisor)
