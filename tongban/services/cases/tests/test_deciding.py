"""What another service does along with a decision stands or falls with it."""

import pytest

from tongban.foundation.kernel.errors import Conflict
from tongban.services.cases import commands
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import State
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(case):
    raise Conflict("licence.refused", number=case.number)


def test_whoever_comes_along_finds_the_case_granted(now):
    world, seen = make.world(now), []
    case_id = make.at_decision(world, now).id
    commands.grant(case_id=case_id, opinion="同意", by=world.approver, now=now, along=seen.append)
    assert [(case.state, case.outcome, case.decided_at) for case in seen] == [(State.GRANTED, "granted", now)]


def test_a_refusal_of_whoever_comes_along_refuses_the_grant(now):
    world = make.world(now)
    case_id = make.at_decision(world, now).id
    before = make.left(case_id)
    with pytest.raises(Conflict, match=r"licence\.refused"):
        commands.grant(case_id=case_id, opinion="同意", by=world.approver, now=now, along=refuse)
    assert (make.left(case_id), make.refusals(case_id)) == (before, 1)
    assert Case.objects.get(id=case_id).state == State.REVIEW


def test_a_grant_by_default_that_is_refused_is_put_off(now):
    world, seen = make.world(now, default_grant=True), []
    case_id = make.accepted(world, now).id
    report = commands.sweep(now=at("12-04 03:00"), along=refuse)
    assert (report.steps, report.failed) == (0, 1)
    assert Case.objects.get(id=case_id).state == State.REVIEW
    assert commands.sweep(now=at("12-04 03:10"), along=seen.append).steps == 1
    assert [case.decided_at for case in seen] == [at("12-02 17:30")]
