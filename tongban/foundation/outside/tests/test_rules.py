"""Delivery states converge; reports and messages are read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.outside import rules
from tongban.foundation.outside.rules import DeliveryState, Fault, Report

STATES = st.lists(st.sampled_from(DeliveryState), min_size=1, max_size=8)


def fold(states):
    known = DeliveryState.QUEUED
    for told in states:
        known = rules.later(known, told)
    return known


@given(STATES, st.randoms())
def test_any_order_and_number_of_reports_ends_alike(states, random):
    shuffled = states * 2
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(states)


def test_delivered_is_never_taken_back():
    assert [rules.later(DeliveryState.DELIVERED, told) for told in DeliveryState] == [DeliveryState.DELIVERED] * 5
    assert rules.later(DeliveryState.FAILED, DeliveryState.SENT) == DeliveryState.FAILED


def test_reports_in_order_backwards_and_twice():
    one, two = DeliveryState.ACCEPTED, DeliveryState.SENT
    assert rules.reports_of(frozenset(), [one, two]) == [one, two]
    assert rules.reports_of(frozenset({Fault.OUT_OF_ORDER}), [one, two]) == [two, one]
    assert rules.reports_of(frozenset({Fault.OUT_OF_ORDER, Fault.TWICE}), [one, two]) == [two, two, one, one]


def test_a_report_is_read_as_it_was_written():
    report = Report("k", DeliveryState.SENT)
    assert rules.write_report(report) == b'{"key": "k", "state": "sent"}'
    assert rules.read_report(rules.write_report(report)) == report


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"\xff", "body"),
        (b"[" * 3000, "body"),
        (b"x" * 4001, "body"),
        (b"[]", "key"),
        (b'{"key": 1, "state": "sent"}', "key"),
        (b'{"key": "k", "state": "queued"}', "state"),
        (b'{"key": "k", "state": []}', "state"),
    ],
)
def test_a_malformed_report_names_what_is_wrong(body, field):
    with pytest.raises(Invalid) as refusal:
        rules.read_report(body)
    assert (refusal.value.code, list(refusal.value.fields)) == ("outside_malformed", [field])


def test_a_message_is_refused_by_field():
    with pytest.raises(Invalid) as refusal:
        rules.check_message(" ", "s\x00", "文" * 2001, "r")
    assert refusal.value.fields == {"to": ["missing"], "subject": ["null_character"], "body": ["too_long"]}
