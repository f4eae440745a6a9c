"""The sweep: by index, in few statements, each mark told to whom it concerns, and no case stops the others."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.written import emitted_events
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.foundation.worklist.rules import Whose
from tongban.registers.regions.tests import make as regions
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import SweepReport, clocks
from tongban.services.cases.models import Case, CaseFinding
from tongban.services.cases.rules.life import State
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db
YELLOW, DUE = at("11-30 17:30"), at("12-02 17:30")
_OTHER_WAYS = ["seqscan", "bitmapscan", "sort"]
"""To plan as for a large table what a test makes small."""


@pytest.fixture
def world(now):
    return make.world(now)


def statements(now):
    with CaptureQueriesContext(connection) as captured:
        report = commands.sweep(now=now)
    return report, len(captured)


@pytest.mark.req("SUP-03", part="marks cost by the thousand, not by the case")
def test_statements_do_not_grow_with_the_number_due(world, now):
    make.accepted(world, now)
    one, few = statements(YELLOW)
    for _ in range(7):
        make.accepted(world, now)
    seven, as_few = statements(YELLOW)
    assert (one, seven) == (SweepReport(cases=1, marks=2), SweepReport(cases=7, marks=14))
    assert as_few == few <= 7


@pytest.mark.req("SUP-03", part="what is open and does not call costs nothing")
def test_what_calls_is_found_by_its_index(world, now):
    make.accepted(world, now)
    with CaptureQueriesContext(connection) as captured:
        assert commands.sweep(now=now) == SweepReport()
    looked = next(each["sql"] for each in captured if "wakes_at" in each["sql"])
    with connection.cursor() as cursor, fan_out_allowed("a test asks for a plan"):
        cursor.execute("SELECT set_config('enable_' || kind, 'off', true) FROM unnest(%s::text[]) kind", [_OTHER_WAYS])
        cursor.execute(f"EXPLAIN {looked}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using cases_case_wakes" in plan
    assert "Sort" not in plan


def told():
    """Clock, grade, roles and handler of every mark that was told, in order of the words."""
    with fan_out_allowed("a test reads all that was told"), connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM outbox_outboxevent WHERE name = 'cases.marked'")
        marks = [json.loads(row[0]) for row in cursor.fetchall()]
    return sorted((each["clock"], each["grade"], tuple(each["told"]), each["handler"]) for each in marks)


@pytest.mark.req("SUP-03", part="handler, head and supervisor hear of it, each once, the handler by name")
def test_a_mark_names_whom_it_concerns(world, now):
    case = make.accepted(world, now)
    row = worklists.list_rows(make.desk(), whose=Whose.UNCLAIMED, authority=make.BODY, now=now).rows[0]
    handler = make.desk()
    worklist.claim(row.id, make.BODY, by=handler, by_name="样例戊", now=now)
    for instant in (YELLOW, DUE, at("12-03 08:00"), at("12-03 08:01")):
        commands.sweep(now=instant)
    who = str(handler.account)
    assert told() == [
        ("promised", "overdue", ("handler", "head", "supervisor"), who),
        ("promised", "red", ("handler", "head"), who),
        ("promised", "yellow", ("handler",), who),
        ("step", "overdue", ("handler", "head", "supervisor"), who),
    ]
    assert {row.account for row in CaseFinding.objects.filter(case=case)} == {handler.account}


@pytest.mark.req("SUP-03", part="a case of ten working days, at the shares of its region")
@pytest.mark.parametrize(
    ("share", "yellow", "red"), [("0.50", "12-02 17:30", "12-08 17:30"), ("0.70", "12-04 17:30", "12-08 17:30")]
)
def test_the_shares_are_the_regions(now, share, yellow, red):
    world = make.world(now, defaults={"promised_limit": 10})
    regions.value(now, make.REGION, "clock.yellow_share", share)
    case = make.accepted(world, now)
    assert (case.warn_at, case.alarm_at, case.due_at) == (at(yellow), at(red), at("12-09 17:30"))


@pytest.mark.req("NFR-04", part="one case that fails does not hold the others up")
def test_a_step_that_fails_is_put_off_and_the_others_go_on(now, monkeypatch, caplog):
    world = make.world(now, default_grant=True)
    broken, sound = make.at_decision(world, now).id, make.at_decision(world, now).id
    grant = clocks.grant_by_default

    def fail_for_one(*, case_id, now, along=None):
        if case_id == broken:
            raise RuntimeError("the disk is full")
        return grant(case_id=case_id, now=now)

    monkeypatch.setattr(clocks, "grant_by_default", fail_for_one)
    report = commands.sweep(now=at("12-03 08:00"))
    assert (report.steps, report.failed) == (1, 1)
    assert Case.objects.get(id=sound).state == State.GRANTED
    assert "put off" in caplog.text
    assert commands.sweep(now=at("12-03 08:09")) == SweepReport()
    monkeypatch.setattr(clocks, "grant_by_default", grant)
    assert commands.sweep(now=at("12-03 08:10")).steps == 1
    assert Case.objects.get(id=broken).decided_at == DUE


def test_a_change_of_the_calendar_shows_on_the_list(world, now):
    case = make.accepted(world, now)
    make.holiday("11-30", now)
    commands.recalculate(region=make.REGION, now=now)
    row = worklists.list_rows(make.desk(), whose=Whose.UNCLAIMED, authority=make.BODY, now=now).rows[0]
    assert (row.subject, row.due_at) == (f"case:{case.id}", at("12-03 17:30"))


def test_nothing_is_told_of_a_case_that_does_not_call(world, now):
    make.accepted(world, now)
    before = emitted_events()
    commands.sweep(now=at("11-27 17:29"))
    assert emitted_events() == before
    assert queries.list_findings(world.supervisor, make.REGION) == []
