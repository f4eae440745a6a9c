"""A result on its way by courier, with each of the five faults; a text message with the same."""

import datetime as dt
import json

import pytest

from tongban.faces.jobs.reactions import REACTIONS
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside import queries as simulated
from tongban.foundation.outside.commands import dispatching
from tongban.foundation.outside.rules import Channel, DeliveryState, Fault
from tongban.journeys import delivering, licensing
from tongban.services.cases import commands, queries
from tongban.services.cases.rules.words import Delivery
from tongban.services.cases.tests import make
from tongban.services.delivery import queries as parcels
from tongban.services.messages import queries as messages

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "湖北省孝感市孝南区样例路 1 号"


@pytest.fixture
def world(now):
    return make.world(now)


def settle(now):
    """Everything that follows of itself, the simulated parties' reports too."""
    while (
        outbox.drain_events(reactions=REACTIONS, now=now).events
        + outbox.drain_runs(reactions=REACTIONS, now=now).done
        + outside.play_reports(now=now)
    ):
        pass


def inbox(world):
    """The applicant's notices, oldest first."""
    return [each.notice.template for each in reversed(messages.list_notices(world.citizen).received)]


def sent(channel):
    """What the party took, oldest first."""
    found, _ = simulated.list_inbox(channel=channel)
    return [message.body for message, told in reversed(found) if told is None]


def test_a_text_message_that_failed_goes_out_later_and_once(world, now):
    outside.set_faults(Channel.SMS, frozenset({Fault.FAIL}))
    make.submitted(world, now)
    settle(now)
    outside.set_faults(Channel.SMS, frozenset({Fault.TWICE, Fault.OUT_OF_ORDER}))
    settle(now + dt.timedelta(minutes=5))
    [received] = messages.list_notices(world.citizen).received
    assert (len(sent(Channel.SMS)), received.sms_state) == (1, DeliveryState.DELIVERED)


def granted(world, now, *, delivery=Delivery.COURIER, address=ADDRESS):
    case = make.at_decision(world, now, delivery=delivery, address=address)
    return commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)


def state_of(case, world, now):
    return queries.get_case(case.id, actor=world.supervisor, now=now).case.state


@pytest.mark.req("APP-03", part="a case runs without a visit and stores its courier number")
@pytest.mark.req("APP-04", part="courier: order, signed events, signature closes delivery, no fee")
def test_a_result_goes_by_courier_without_any_visit(world, now):
    case = granted(world, now)
    settle(now)
    [view] = parcels.list_parcels(case.id)
    [order] = [json.loads(body) for body in sent(Channel.COURIER)]
    assert [event.state for event in view.events] == ["ordered", "sent", "delivered"]
    assert (order["address"], order["applicant_fee"], order["name"]) == (ADDRESS, "0.00", "样例甲")
    assert view.parcel.tracking_number.startswith("COURIER-0")
    assert (state_of(case, world, now), queries.count_visits(case.id)) == ("archived", 0)
    assert inbox(world)[-3:] == ["case.grant", "delivery.sent", "case.deliver"]


@pytest.mark.parametrize("fault", [Fault.TWICE, Fault.OUT_OF_ORDER, Fault.FAIL, Fault.SLOW])
def test_a_courier_who_errs_still_delivers_once(world, now, monkeypatch, fault):
    monkeypatch.setattr(dispatching, "SEND_WITHIN", 0.2 if fault is Fault.SLOW else 3.0)
    outside.set_faults(Channel.COURIER, frozenset({fault}))
    case = granted(world, now)
    settle(now)
    outside.set_faults(Channel.COURIER, frozenset())
    settle(now + dt.timedelta(minutes=5))
    [view] = parcels.list_parcels(case.id)
    assert (view.parcel.state, bool(view.parcel.tracking_number)) == ("delivered", True)
    assert (len(sent(Channel.COURIER)), state_of(case, world, now)) == (1, "archived")


def test_what_is_badly_signed_delivers_nothing(world, now):
    outside.set_faults(Channel.COURIER, frozenset({Fault.BADLY_SIGNED}))
    case = granted(world, now)
    settle(now)
    assert [view.parcel.state for view in parcels.list_parcels(case.id)] == ["ordered"]
    assert state_of(case, world, now) == "concluded"


def test_an_order_repeated_is_one_parcel(world, now):
    case = granted(world, now)
    settle(now)
    delivering.send_result(case_id=case.id, now=now)
    assert len(parcels.list_parcels(case.id)) == 1


def test_without_an_address_the_applicant_is_asked_and_answers(world, now):
    case = granted(world, now, address="")
    settle(now)
    assert (inbox(world)[-1], sent(Channel.COURIER)) == ("delivery.no_address", [])
    with pytest.raises(Invalid, match=r"delivery\.address_refused"):
        delivering.give_address(case_id=case.id, address="无", by=world.citizen, now=now)
    delivering.give_address(case_id=case.id, address=ADDRESS, by=world.citizen, now=now)
    settle(now)
    assert state_of(case, world, now) == "archived"


def test_nobody_else_says_where_it_goes(world, now):
    case = granted(world, now, address="")
    settle(now)
    with pytest.raises(NotFound):
        delivering.give_address(case_id=case.id, address=ADDRESS, by=make.parties.citizen(), now=now)
    assert [view.parcel.state for view in parcels.list_parcels(case.id)] == ["waiting"]


def test_fetched_at_the_window_meanwhile_the_parcel_changes_nothing(world, now):
    outside.set_faults(Channel.COURIER, frozenset({Fault.FAIL}))
    case = granted(world, now)
    settle(now)
    licensing.deliver(case_id=case.id, how="window", receipt="本人签收", by=world.clerk, now=now)
    outside.set_faults(Channel.COURIER, frozenset())
    settle(now + dt.timedelta(minutes=5))
    assert (state_of(case, world, now), queries.count_visits(case.id)) == ("archived", 1)


@pytest.mark.req("APP-04", part="two ways: the courier fetches papers to be corrected")
def test_papers_to_be_corrected_are_fetched(world, now):
    case = make.told_to_correct(world, now)
    delivering.fetch_materials(case_id=case.id, address=ADDRESS, by=world.citizen, now=now)
    settle(now)
    [view] = parcels.list_parcels(case.id)
    assert (view.parcel.direction, view.parcel.state, state_of(case, world, now)) == ("in", "delivered", "correcting")
