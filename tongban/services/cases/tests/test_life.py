"""The table of transitions: no random legal path ever leaves it, each refusal says why, each end winds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.services.cases.rules.life import (
    ENDS,
    TRANSITIONS,
    Route,
    Side,
    Standing,
    State,
    Step,
    apply_step,
    find_fault,
    list_steps,
)

ROUTE = Route(("check", "decide"))


@given(st.lists(st.integers(0, 10_000), max_size=40), st.integers(1, 4))
@pytest.mark.req("UAP-02", part="random legal paths")
def test_random_legal_paths_stay_legal_and_end(choices: list[int], steps: int) -> None:
    standing = Standing(State.SUBMITTED, Route(tuple("abcd"[:steps])))
    decided = 0
    for choice in choices:
        possible = [step for step in Step if find_fault(standing, step) is None]
        if not possible:
            break
        step = possible[choice % len(possible)]
        standing = apply_step(standing, step)
        decided += step in (Step.GRANT, Step.DENY, Step.GRANT_BY_DEFAULT)
        assert standing.route.at < steps
    assert decided <= 1
    assert standing.state in set(State)


@pytest.mark.req("APP-06")
@pytest.mark.parametrize("step", [Step.GRANT, Step.DENY])
def test_nothing_is_decided_before_the_last_step(step: Step) -> None:
    assert find_fault(Standing(State.REVIEW, ROUTE), step) == "case.steps_open"
    assert find_fault(apply_step(Standing(State.REVIEW, ROUTE), Step.PASS_ON), step) is None


def test_the_last_step_cannot_be_passed_on() -> None:
    assert find_fault(Standing(State.REVIEW, Route(("decide",))), Step.PASS_ON) == "case.last_step"


@pytest.mark.parametrize("state", sorted(set(State) - {State.REVIEW}))
@pytest.mark.parametrize("step", [Step.GRANT, Step.DENY, Step.GRANT_BY_DEFAULT])
def test_only_a_running_review_is_decided(state: State, step: Step) -> None:
    assert find_fault(Standing(state, Route(("decide",))), step) == "case.step_not_now"


def test_each_end_is_wound_up_and_nothing_else_follows_it() -> None:
    for end in ENDS - {State.GRANTED}:
        assert [step for (state, step) in TRANSITIONS if state is end] == [Step.CONCLUDE]


@pytest.mark.req("APP-08", part="a grant with a gap waits until it is closed, or lapses")
def test_a_grant_with_a_gap_is_held_back() -> None:
    held = Standing(State.GRANTED, ROUTE, gaps=1)
    assert find_fault(held, Step.CONCLUDE) == "case.gaps_open"
    assert apply_step(held, Step.SUPPLY) == Standing(State.GRANTED, ROUTE)
    assert apply_step(held, Step.LAPSE).state is State.LAPSED
    assert find_fault(Standing(State.GRANTED, ROUTE), Step.LAPSE) == "case.no_gaps"


@pytest.mark.req("SUP-01", part="overlapping pauses")
def test_only_the_last_of_overlapping_pauses_resumes() -> None:
    twice = apply_step(apply_step(Standing(State.REVIEW, ROUTE), Step.SUSPEND), Step.SUSPEND)
    once = apply_step(twice, Step.RESUME)
    assert (once.state, once.pauses) == (State.SUSPENDED, 1)
    assert apply_step(once, Step.RESUME) == Standing(State.REVIEW, ROUTE)


@pytest.mark.req("UAP-01", part="front desk cannot decide, back office cannot take in")
def test_the_front_desk_never_decides_and_the_back_office_never_takes_in() -> None:
    standing = Standing(State.REVIEW, Route(("decide",)))
    assert not {Step.GRANT, Step.DENY} & set(list_steps(standing, Side.FRONT))
    assert not {Step.ACCEPT, Step.DECLINE, Step.REQUEST_CORRECTION} & set(list_steps(standing, Side.BACK))


def test_a_step_that_is_not_possible_is_listed_with_its_reason() -> None:
    assert list_steps(Standing(State.REVIEW, ROUTE), Side.BACK) == {
        Step.PASS_ON: None,
        Step.SUSPEND: None,
        Step.RESUME: "case.step_not_now",
        Step.GRANT: "case.steps_open",
        Step.DENY: "case.steps_open",
    }


@pytest.mark.req("APP-08", part="nothing is handed over while a gap is open")
def test_an_open_gap_keeps_the_result_back() -> None:
    assert find_fault(Standing(State.CONCLUDED, ROUTE, gaps=1), Step.DELIVER) == "case.gaps_open"
    assert find_fault(Standing(State.CONCLUDED, ROUTE), Step.DELIVER) is None
