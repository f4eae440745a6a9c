"""What units type wrong is refused by field and counts against them."""

import json
from decimal import Decimal

import pytest

from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.services.cases import commands, queries
from tongban.services.cases.queries.quality import get_quality
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import BODY, at

pytestmark = pytest.mark.django_db
COMPANY = {"element": "enterprise.credit_code", "required": False, "key": "company"}
RIGHT, WRONG = "91429099EXAM00019F", "91429099EXAM00010N"


@pytest.fixture
def world():
    form = {
        "title": "申请表",
        "sections": [{"title": "单位", "fields": [*make.FORM["sections"][0]["fields"], COMPANY]}],
    }
    return make.world(at("11-10 09:00"), form=form)


def quality(now, actor):
    return get_quality(BODY, first=now.date(), last=now.date(), actor=actor)


def typed(world, now, company, by=None):
    values = {"name": "样例甲", "company": company}
    return make.submitted(world, now, values=values, channel=Channel.WINDOW if by else Channel.WEB, by=by)


@pytest.mark.req("UAP-07")
def test_a_wrong_digit_is_refused_and_counts_against_the_unit(world, now):
    for _ in range(2):
        typed(world, now, RIGHT, by=world.clerk)
    with pytest.raises(Invalid) as refused:
        typed(world, now, WRONG, by=world.clerk)
    assert refused.value.fields == {"company": ["uscc.check_character"]}
    found = quality(now, world.supervisor)
    assert (found.entered, found.refused, found.score) == (2, 1, Decimal("66.67"))
    assert found.faults == {("company", "uscc.check_character"): 1}


def test_what_citizens_mistype_counts_against_nobody(world, now):
    with pytest.raises(Invalid):
        typed(world, now, WRONG)
    assert quality(now, world.supervisor).score is None


@pytest.mark.req("UAP-07", part="what a unit's system pushes wrong counts against it")
def test_what_a_system_pushes_wrong_counts_against_its_body(world, now):
    systems.registered(world, now)
    systems.pushed(now, systems.message(world))
    wrong = {"name": "样例公司", "document_kind": "001", "document_number": WRONG}
    with pytest.raises(Invalid) as refused:
        systems.pushed(now, systems.message(world, number="LL-2", applicant=wrong))
    assert refused.value.fields == {"applicant.document_number": ["uscc.check_character"]}
    assert "EXAM" not in json.dumps([*quality(now, world.supervisor).faults])
    assert quality(now, world.supervisor).score == Decimal("50.00")


def test_quality_is_for_supervision(world, now):
    other = make.staff("cases.supervise", organisation="TE4209020000000009")
    for actor in (world.clerk, other):
        with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
            quality(now, actor)


@pytest.mark.req("UAP-01")
def test_a_window_for_all_bodies_acts_in_the_name_of_the_one_whose_case_it_is(world, now):
    window = make.staff(rights.ACCEPT, organisation=None)
    case = queries.get_facts(typed(world, now, RIGHT, by=window).case)
    with pytest.raises(Invalid):
        typed(world, now, WRONG, by=window)
    commands.accept(case_id=case.id, by=window, now=now)
    view = queries.get_case(case.id, actor=world.reviewer, now=now)
    assert [(event.step, event.unit) for event in view.events] == [("submit", BODY), ("accept", BODY)]
    assert (queries.count_visits(case.id), quality(now, world.supervisor).score) == (1, Decimal("50.00"))
