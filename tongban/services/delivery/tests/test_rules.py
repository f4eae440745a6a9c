"""The way of a parcel, what an address is, what the courier is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.outside.rules import DeliveryState
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
