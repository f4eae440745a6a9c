"""The review chain as a table: whatever people try in whatever order, no shortcut leads to approval."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.catalogue.rules.adjustments import (
    REVIEWS,
    TRANSITIONS,
    Standing,
    State,
    Step,
    check_plan,
    find_obstacle,
)
from tongban.registers.catalogue.rules.changes import apply_changes, compare, find_changes
from tongban.registers.catalogue.rules.linter import check_filing, is_filing

AUTHOR, *OTHERS = [uuid.UUID(int=number) for number in range(1, 6)]
TRIES = st.lists(st.tuples(st.sampled_from(list(Step)), st.sampled_from([AUTHOR, *OTHERS])), max_size=40)
VALUES = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9))


def play(tries: list[tuple[Step, uuid.UUID]]) -> tuple[State, list[tuple[State, Step, uuid.UUID]]]:
    """Where it ends, and every step that was let through."""
    standing, taken = Standing(State.DRAFT, AUTHOR), []
    for step, account in tries:
        if find_obstacle(standing, step, account) is not None:
            continue
        taken.append((standing.state, step, account))
        passed = (*standing.passed_by, account) if step is Step.PASS_ON else ()
        standing = Standing(TRANSITIONS[standing.state, step], AUTHOR, passed)
    return standing.state, taken


@pytest.mark.req("CAT-08", part="no order of steps leads around a review")
@given(TRIES)
def test_approval_needs_three_reviews_by_three_others_after_the_last_submission(tries):
    state, taken = play(tries)
    if state is not State.APPROVED:
        return
    since = max(at for at, (_, step, _) in enumerate(taken) if step is Step.SUBMIT)
    reviews = taken[since + 1 :]
    assert [before for before, _, _ in reviews] == list(REVIEWS)
    assert len({account for _, _, account in reviews} - {AUTHOR}) == 3


@given(TRIES)
def test_what_is_over_stays_over(tries):
    state, taken = play(tries)
    over = [at for at, (before, step, _) in enumerate(taken) if TRANSITIONS[before, step] in ("approved", "withdrawn")]
    assert over in ([], [len(taken) - 1])
    assert (state in ("approved", "withdrawn")) is bool(over)


@pytest.mark.parametrize("state", list(State))
def test_only_the_author_revises_submits_and_withdraws(state):
    for step in (Step.REVISE, Step.SUBMIT, Step.WITHDRAW):
        stranger = find_obstacle(Standing(state, AUTHOR), step, OTHERS[0])
        assert stranger == ("adjustment.not_its_author" if (state, step) in TRANSITIONS else "adjustment.step_not_now")


@given(VALUES, VALUES)
def test_changes_lead_from_one_content_to_the_other(before, after):
    assert apply_changes(before, find_changes(before, after)) == after


def test_rows_are_compared_by_their_codes():
    before = {"materials": [{"code": "m1", "name": "身份证"}, {"code": "m2", "name": "照片"}]}
    after = {"materials": [{"code": "m3", "name": "户口簿"}, {"code": "m1", "name": "居民身份证"}]}
    (found,) = compare(before, after, ["name", "materials"])
    assert [(row.key, row.mark) for row in found.rows] == [("m3", "added"), ("m1", "changed"), ("m2", "removed")]


@pytest.mark.parametrize(
    ("kind", "plan", "fault"),
    [
        ("rename", {}, "kind"),
        ("add", {}, "leaves"),
        ("delegate", {"from_level": 2, "to_level": 2, "short_name": "局"}, "to_level"),
        ("delegate", {"from_level": 1, "to_level": 4, "short_name": "局"}, "from_level"),
        ("take_over", {"from_body": "A", "to_body": "A"}, "to_body"),
        ("split", {"parts": [{"name": "一"}]}, "parts"),
        ("split", {"parts": [{"name": "一"}, {"name": "一"}]}, "parts[2].name"),
    ],
)
def test_a_plan_that_says_too_little_is_told_where(kind, plan, fault):
    assert [each.where for each in check_plan(kind, plan, entry="420120001000", leaf="42012000100001")] == [fault]


@pytest.mark.req("CAT-16", part="linter")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"steps": [{"name": "现场检查", "kind": "check"}]}, "content.filing_decides"),
        ({"steps": [{"name": "审批"}]}, "content.filing_decides"),
        ({"conditions": "不符合的不予备案。"}, "content.filing_refuses"),
        ({"result_type": "10"}, "content.filing_gives_licence"),
    ],
)
def test_each_disguise_of_an_approval_is_seen(content, code):
    assert [fault.code for fault in check_filing(content)] == [code]


@pytest.mark.parametrize(
    ("item_type", "name", "filing"), [("10", "养老机构备案", True), ("01", "备案", False), ("10", "登记", False)]
)
def test_what_is_a_filing(item_type, name, filing):
    assert is_filing(item_type, name) is filing
