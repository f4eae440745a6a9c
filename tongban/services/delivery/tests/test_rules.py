"""The way of a parcel, what an address is, what the courier is told; how often somebody had to come."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.outside.rules import DeliveryState
from tongban.services.cases.rules.parcels import awaits_courier, count_visits
from tongban.services.delivery.rules import Direction, Order, ParcelState, further, read_address

TOLD = st.lists(st.sampled_from(list(DeliveryState)[1:]), min_size=1, max_size=8)


def fold(states):
    known = ParcelState.ORDERED
    for told in states:
        known = further(known, told) or known
    return known


@given(TOLD, st.randoms())
def test_reports_in_any_order_end_alike(states, random):
    shuffled = states * 2
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(states)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  样例路 1 号\n3 单元 ", "样例路 1 号 3 单元"),
        ("无", None),
        ("", None),
        ("样例路\u200b1 号楼", None),
        ("路" * 201, None),
    ],
)
def test_an_address_is_one_readable_line(typed, read):
    assert read_address(typed) == read


def test_an_order_says_that_the_applicant_pays_nothing():
    order = Order(Direction.OUT, "样例甲", "19900000001", "样例路 1 号", "0521156088028589", "TE4209020000000001")
    told = json.loads(order.write())
    assert (told["applicant_fee"], told["payer"], told["identity_check"]) == ("0.00", "TE4209020000000001", True)


def test_only_a_concluded_result_by_courier_waits_for_one():
    waiting = awaits_courier("concluded", "courier", "granted", is_delivered=False)
    others = [
        awaits_courier("concluded", "courier", "withdrawn", is_delivered=False),
        awaits_courier("concluded", "window", "granted", is_delivered=False),
        awaits_courier("concluded", "courier", "granted", is_delivered=True),
        awaits_courier("review", "courier", "", is_delivered=False),
    ]
    assert (waiting, others) == (True, [False] * 4)


@pytest.mark.req("APP-03", part="visits counter")
def test_visits_are_steps_that_a_window_took_for_the_applicant():
    online = [("submit", "", ""), ("accept", "TE1", ""), ("grant", "TE1", ""), ("deliver", "", "courier")]
    at_the_window = [("submit", "TE1", ""), ("correct", "TE1", ""), ("deliver", "TE1", "window")]
    assert (count_visits(online), count_visits(at_the_window)) == (0, 3)
