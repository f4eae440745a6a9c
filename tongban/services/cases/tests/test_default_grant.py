"""超时默认: exactly once, dated by the promised instant, and somebody answers for it."""

import datetime as dt

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.foundation.worklist.rules import Whose
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import SweepReport
from tongban.services.cases.models import Case, CaseEvent
from tongban.services.cases.rules.life import State
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

DUE, LATER = at("12-02 17:30"), at("12-04 03:00")
DECISIONS = ("grant", "deny", "grant_by_default")


@pytest.fixture
def world(now):
    return make.world(now, default_grant=True)


def decisions(case_id):
    found = CaseEvent.objects.filter(case=case_id, step__in=DECISIONS).order_by("version")
    return [(event.step, event.at, event.recorded_at, event.account) for event in found]


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("SUP-04", part="three approvers and three sweeps in the same second: one result")
@pytest.mark.parametrize("late", [False, True])
def test_people_against_the_clock(world, now, late):
    """At the due instant either may win; a second later only the clock."""
    case = make.at_decision(world, now)
    instant = DUE + dt.timedelta(seconds=late)
    told = {"case_id": case.id, "opinion": "同意", "by": world.approver, "now": instant}
    answers = at_once(6, lambda number: commands.grant(**told) if number % 2 else commands.sweep(now=instant))
    commands.sweep(now=instant)  # what a sweep passed over because somebody held it
    refusals = [each for each in answers if isinstance(each, Exception)]
    assert all(isinstance(each, Conflict) for each in refusals), refusals
    [(step, took_effect, _, account)] = decisions(case.id)
    assert took_effect == DUE
    assert account == {"grant": world.approver.account, "grant_by_default": None}[step]
    assert not late or step == "grant_by_default"
    assert (make.left(case.id).events, make.left(case.id).told) == (4, 4)
    answerable = queries.list_accountability(world.supervisor, make.REGION)
    assert len(answerable) == (step == "grant_by_default")


@pytest.mark.django_db
@pytest.mark.req("NFR-04", part="three due instants pass while nothing runs: each is handled once, at its own instant")
def test_the_platform_was_down_over_three_due_instants(world, now):
    days = {"11-25 09:30": "12-02 17:30", "11-26 10:00": "12-03 17:30", "11-27 16:00": "12-04 17:30"}
    cases = {make.at_decision(world, at(day)).id: at(due) for day, due in days.items()}
    woken = at("12-07 08:00")
    assert commands.sweep(now=woken).steps == 3
    assert commands.sweep(now=woken) == commands.sweep(now=woken + dt.timedelta(hours=1)) == SweepReport()
    for case_id, due in cases.items():
        assert decisions(case_id) == [("grant_by_default", due, woken, None)]
        assert Case.objects.get(id=case_id).decided_at == due


@pytest.mark.django_db
@pytest.mark.req("SUP-04", part="excluded items only alarm, paused cases rest")
def test_only_what_runs_and_may_be_is_granted(now):
    excluded = make.at_decision(make.world(now), now)
    commands.sweep(now=LATER)
    assert decisions(excluded.id) == []
    assert Case.objects.get(id=excluded.id).state == State.REVIEW
    found = queries.list_findings(make.staff("cases.supervise"), make.REGION, kinds=["overdue"])
    assert [(each.clock, each.due_at) for each in found if each.clock == "promised"] == [("promised", DUE)]
    assert queries.list_accountability(make.staff("cases.supervise"), make.REGION) == []


def claim(case, by, name, when):
    rows = worklists.list_rows(by, whose=Whose.UNCLAIMED, authority=make.BODY, now=when).rows
    row = next(row for row in rows if row.subject == f"case:{case.id}")
    return worklist.claim(row.id, make.BODY, by=by, by_name=name, now=when)


@pytest.mark.django_db
@pytest.mark.req("SUP-04", part="accountability: who had taken it by then, or the body")
def test_whoever_had_taken_the_case_answers_for_it(world, now, django_assert_num_queries):
    taken, nobodys, too_late = (make.at_decision(world, now) for _ in range(3))
    sleeper, rescuer = make.desk(), make.desk()
    claim(taken, sleeper, "样例戊", now)
    claim(too_late, rescuer, "样例己", DUE + dt.timedelta(minutes=1))
    commands.sweep(now=LATER)
    with django_assert_num_queries(1):
        found = queries.list_accountability(world.supervisor, make.REGION)
    assert {each.case: (each.account, each.handler) for each in found} == {
        taken.id: (sleeper.account, "样例戊"), nobodys.id: (None, ""), too_late.id: (None, ""),
    }  # fmt: skip
    assert {(each.step_name, each.organisation, each.due_at, each.written_at) for each in found} == {
        ("决定", make.BODY, DUE, LATER)
    }
    assert queries.list_accountability(world.supervisor, make.REGION, after=found[1].id) == found[2:]
    with pytest.raises(NotAllowed):
        queries.list_accountability(world.approver, make.REGION)


@pytest.mark.django_db
@pytest.mark.req("UAP-11", part="who offers a case goes on answering for it until it is accepted")
def test_an_offer_that_nobody_accepts_moves_no_accountability(world, now):
    first, second = make.desk(), make.desk()
    row = claim(make.at_decision(world, now), first, "样例戊", now)
    worklist.hand_over(row.id, make.BODY, to=second, to_name="样例己", by=first, now=now)
    commands.sweep(now=LATER)
    assert [each.account for each in queries.list_accountability(world.supervisor, make.REGION)] == [first.account]
