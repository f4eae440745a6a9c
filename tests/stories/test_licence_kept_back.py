"""A licence that cannot be written: a person's decision hears why; a grant by law stands, and the licence parks."""

import pytest

from tongban.foundation.kernel.errors import DomainError
from tongban.journeys import licensing
from tongban.services.cases import queries
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at
from tongban.services.licences.tests import make as licences

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    """An item for persons, whose licence is one for organisations only."""
    world = make.world(now, default_grant=True)
    licences.food(now, sources={world.item[19:31]: "issue"})
    return world


def test_a_person_who_decides_is_told_why_and_nothing_is_decided(world, now):
    case = make.at_decision(world, now)
    with pytest.raises(DomainError, match="holder_kind"):
        licensing.decide(case_id=case.id, granted=True, opinion="准予", by=world.approver, now=now)
    assert queries.get_facts(case.id).state == "review"


@pytest.mark.req("SUP-04", part="a grant by law waits for no licence")
def test_a_grant_by_law_stands_and_the_licence_comes_up_when_it_is_issued(world, now):
    case = make.accepted(world, now)
    assert licensing.sweep(now=at("12-04 03:00")).steps == 1
    assert queries.get_facts(case.id).outcome == "granted"
    with pytest.raises(DomainError, match="holder_kind"):
        licensing.issue(case_id=case.id, now=at("12-04 03:01"))
