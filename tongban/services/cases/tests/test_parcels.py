"""What a courier carries for a case, and how often its applicant had to come."""

import pytest

from tongban.services.cases.rules.parcels import awaits_courier, count_visits


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
