"""Golden values of the back-off; the convergence of words and codes."""

import datetime as dt
import uuid

import pytest

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.outbox import rules
from tongban.foundation.outbox.errors import REACTION_GONE
from tongban.foundation.outbox.rules import RunState

GOLDEN = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(GOLDEN, 1)))
def test_waits_double_up_to_an_hour(attempts, seconds):
    assert rules.wait_after(attempts) == dt.timedelta(seconds=seconds)


def test_a_thousand_attempts_wait_an_hour_and_none_is_refused():
    assert rules.wait_after(1000) == dt.timedelta(hours=1)
    with pytest.raises(ValueError, match="before the first"):
        rules.wait_after(0)


def test_the_twelfth_failure_parks_68_minutes_after_the_first():
    states = [rules.state_after_failure(attempts, "TimeoutError") for attempts in range(1, 14)]
    assert states == [RunState.WAITING] * 11 + [RunState.PARKED] * 2
    assert sum((rules.wait_after(n) for n in range(1, 12)), dt.timedelta()) == dt.timedelta(seconds=4094)


def test_what_no_retry_can_mend_is_parked_at_once():
    assert rules.state_after_failure(1, REACTION_GONE) == RunState.PARKED


@pytest.mark.parametrize(
    ("payload", "subject"),
    [
        ({"subject": "case:1", "file_id": "2"}, "case:1"),
        ({"size": 3, "file_id": "2"}, "file:2"),
        ({"size": 3}, ""),
    ],
)
def test_subject_of_an_event(payload, subject):
    assert rules.subject_of(payload) == subject


def test_words_of_an_error_leave_out_quoted_values():
    error = ValueError("value too long\x00\nDETAIL: Key (phone)=(139)")
    assert (rules.error_code(error), rules.error_words(error)) == ("ValueError", "value too long")
    assert rules.error_words(ValueError()) == ""
    assert rules.error_words(Conflict("taken", by=3, since="noon")) == "by=3, since=noon"
    assert len(rules.error_words(ValueError("长" * 900))) == 500
    assert rules.error_code(Conflict("taken", by=uuid.UUID(int=1))) == "taken"
