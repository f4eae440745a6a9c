"""Default grants against people in the same second, and sweeps against each other: one result, whoever was first."""

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases import commands
from tongban.services.cases.models import Case, CaseEvent, CaseFinding
from tongban.services.cases.rules.life import State
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db(transaction=True)
DUE = at("12-02 17:30")
DECISIONS = ("grant", "deny", "grant_by_default")


@pytest.fixture
def world(now):
    return make.world(now, default_grant=True)


@pytest.mark.req("SUP-04", part="concurrent human decision at the same second yields one result")
@pytest.mark.parametrize("turn", range(3))
def test_a_person_and_the_clock_decide_at_once(world, now, turn):
    case = make.at_decision(world, now)
    told = {"case_id": case.id, "by": world.approver, "now": DUE}

    def act(number: int) -> object:
        if number % 2:
            return commands.deny(reason="不符合条件", **told)
        return commands.sweep(now=DUE)

    done = at_once(6, act)
    decided = CaseEvent.objects.filter(case=case, step__in=DECISIONS)
    assert [event.at for event in decided] == [DUE]
    assert Case.objects.get(id=case.id).state in (State.GRANTED, State.DENIED)
    refused = [each for each in done if isinstance(each, Exception)]
    assert all(isinstance(each, Conflict) for each in refused), refused
    assert make.left(case.id).told == 4


@pytest.mark.req("SUP-04", part="once only, however many sweep")
def test_many_sweeps_grant_and_mark_once(world, now):
    cases = [make.at_decision(world, now).id for _ in range(5)]
    reports = at_once(4, lambda _: commands.sweep(now=at("12-04 08:00")))
    assert [report for report in reports if isinstance(report, Exception)] == []
    commands.sweep(now=at("12-04 08:00"))  # what one sweep passed over because another held it
    with fan_out_allowed("a test counts"):
        assert CaseEvent.objects.filter(step="grant_by_default").count() == len(cases)
        assert CaseFinding.objects.filter(clock="promised", kind="overdue").count() == len(cases)
        assert set(Case.objects.values_list("state", flat=True)) == {State.GRANTED}


@pytest.mark.req("NFR-03", part="50 clients at one case: one effect")
def test_fifty_clerks_accept_a_case_once(world, now):
    case_id = make.submitted(world, now).case
    done = at_once(50, lambda _: commands.accept(case_id=case_id, by=world.clerk, now=now))
    assert sum(isinstance(each, Conflict) for each in done) == 49
    assert make.left(case_id) == make.Left(events=2, documents=2, journal=2, told=2, version=2)


def test_two_reviewers_pass_a_case_on_once(world, now):
    case = make.accepted(world, now)
    told = {"case_id": case.id, "opinion": "通过", "by": world.reviewer, "now": now}
    done = at_once(4, lambda _: commands.pass_on(**told))
    assert sum(isinstance(each, Conflict) for each in done) == 3
    assert Case.objects.get(id=case.id).position == 1


def test_documents_stay_consecutive_under_load(world, now):
    cases = [make.submitted(world, now).case for _ in range(8)]
    done = at_once(8, lambda number: commands.accept(case_id=cases[number], by=world.clerk, now=now))
    assert [each for each in done if isinstance(each, Exception)] == []
    with fan_out_allowed("a test counts"):
        numbers = CaseEvent.objects.filter(step="accept").values_list("document_number", flat=True)
        assert sorted(numbers) == sorted(f"受理〔2026〕{number}号" for number in range(1, 9))
