"""The table of operations: no random path leaves it, ends stay ends, time ends only what lives."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.services.licences.rules.life import (
    BEGINNINGS,
    CODE_OF_OPERATION,
    CODE_OF_STATE,
    LIVING,
    TRANSITIONS,
    Operation,
    State,
    find_next,
    state_on,
)

DAY = dt.date(2026, 11, 25)
GONE = (State.REVOKED, State.FORFEITED, State.CANCELLED, State.SUPERSEDED)


@given(st.lists(st.sampled_from(sorted(set(Operation) - BEGINNINGS)), max_size=30))
@pytest.mark.req("LIC-01", part="random paths of the life cycle")
def test_random_operations_never_leave_the_table(operations: list[Operation]) -> None:
    state = State.VALID
    for operation in operations:
        after = find_next(state, operation)
        assert (after is None) == ((state, operation) not in TRANSITIONS)
        assert state not in GONE or after is None
        state = after or state
    assert state in set(State)


def test_only_restoring_makes_a_licence_valid_again() -> None:
    assert [step for step, after in TRANSITIONS.items() if after is State.VALID] == [
        (State.SUSPENDED, Operation.RESTORE)
    ]


def test_every_state_and_operation_has_its_code() -> None:
    assert CODE_OF_STATE.keys() == set(State)
    assert CODE_OF_OPERATION.keys() == set(Operation)


@pytest.mark.parametrize("state", sorted(State))
def test_time_ends_only_what_lives(state: State) -> None:
    after = state_on(state, DAY - dt.timedelta(days=1), DAY)
    assert after is (State.EXPIRED if state in LIVING else state)


def test_the_last_day_still_counts_and_long_term_never_ends() -> None:
    assert state_on(State.VALID, DAY, DAY) is State.VALID
    assert state_on(State.VALID, None, DAY) is State.VALID
