"""A vertical system decides cases that we accepted: out once, back once, whatever is slow, doubled or forged."""

import uuid

import pytest

from tongban.foundation.kernel.errors import Conflict, Unavailable
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox.events import Reaction
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.rules import Channel, Fault
from tongban.services.cases import commands, queries, verticals
from tongban.services.cases.models import Case, CaseEvent, CaseSource
from tongban.services.cases.rules.life import Step
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "sample-national"


@pytest.fixture
def case(now):
    """Accepted, and handed to a vertical system, which has it."""
    world = make.world(now)
    key = verticals.sample_signer(CODE).public_key
    systems.registered(world, now, code=CODE, mode="real_time", is_vertical=True, public_key=key)
    case = make.accepted(world, now)
    settle(now)
    assert Case.objects.get(id=case.id).run_by == CODE
    return case.id


WINDING_UP = {Step.CONCLUDE: commands.conclude, Step.ARCHIVE: commands.archive}


def settle(now):
    while outbox.drain(reactions=REACTIONS, now=now).events:
        pass


def follow(event, now):
    """What the platform does of itself after a step: the case goes to the vertical system, or is wound up."""
    case_id = uuid.UUID(event.payload["case"])
    if event.payload["step"] == "accept":
        commands.hand_over(case_id=case_id, now=now)
    while left := queries.find_wind_up(case_id):
        WINDING_UP[left](case_id=case_id, now=now)


REACTIONS = {
    "cases.step_taken": (Reaction("cases.follow", follow),),
    "outside.message_queued": (Reaction("outside.deliver", outside.deliver, alone=True),),
}


def fetched(*faults):
    outside.set_faults(Channel.PLATFORM, frozenset(faults))
    return commands.fetch_decisions(now=at("11-25 11:00"), within=0.01)


def history(case_id):
    return list(CaseEvent.objects.filter(case=case_id).order_by("version").values_list("step", flat=True))


@pytest.mark.req("UAP-03")
def test_a_case_goes_out_and_its_decision_returns(case, now):
    assert commands.hand_over(case_id=case, now=now) is False
    with pytest.raises(Conflict, match=r"case\.run_elsewhere"):
        commands.pass_on(case_id=case, opinion="通过", by=make.staff("cases.review"), now=now)
    assert (fetched(), fetched()) == (2, 0)
    done = Case.objects.get(id=case)
    assert (done.state, done.outcome, done.run_by, done.mode) == ("concluded", "granted", "", "")
    assert history(case) == ["submit", "accept", "pass_on", "grant", "conclude"]
    assert not CaseSource.objects.get().waits


@pytest.mark.parametrize("faults", [(Fault.TWICE,), (Fault.OUT_OF_ORDER,), (Fault.TWICE, Fault.OUT_OF_ORDER)])
def test_doubled_and_late_messages_end_the_same(case, faults):
    fetched(*faults)
    assert history(case) == ["submit", "accept", "pass_on", "grant", "conclude"]


def test_what_is_badly_signed_is_not_believed(case, caplog):
    assert fetched(Fault.BADLY_SIGNED) == 0
    assert (history(case), "told.badly_signed" in caplog.text) == (["submit", "accept"], True)
    assert fetched() == 2


@pytest.mark.parametrize(("fault", "code"), [(Fault.FAIL, "outside_refused"), (Fault.SLOW, "outside_timeout")])
def test_a_system_that_does_not_answer_is_asked_again(case, fault, code):
    with pytest.raises(Unavailable, match=code):
        fetched(fault)
    assert (history(case), fetched()) == (["submit", "accept"], 2)


def test_an_item_of_no_vertical_system_stays(now):
    case = make.accepted(make.world(now), now)
    assert commands.hand_over(case_id=case.id, now=now) is False
    assert (Case.objects.get(id=case.id).run_by, fetched()) == ("", 0)
