"""Handing over one's own work (首问负责): until the other accepts, whoever took it first answers for it."""

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.worklist import commands, queries
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import Whose
from tongban.foundation.worklist.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return make.clerk()


@pytest.fixture
def second():
    return make.clerk()


@pytest.fixture
def row(first, second, now):
    return make.offered(first, second, now)


def held(row):
    row.refresh_from_db()
    return row.claimed_by, row.offered_to


def listed(actor, whose, now):
    return [row.subject for row in queries.list_rows(actor, whose=whose, now=now).rows]


def answer(act, row, by, now):
    return act(row.id, row.authority, by=by, now=now)


@pytest.mark.req("UAP-11")
def test_until_it_is_accepted_the_first_answers_for_it(row, first, second, now):
    assert held(row) == (first.account, second.account)
    assert listed(first, Whose.MINE, now) == listed(second, Whose.OFFERED, now) == ["case:1"]
    assert listed(second, Whose.MINE, now) == listed(first, Whose.OFFERED, now) == []
    accepted = answer(commands.accept_hand_over, row, second, now)
    assert (accepted.claimed_by_name, accepted.claimed_at) == ("样例庚", now)
    assert held(row) == (second.account, None)
    assert listed(second, Whose.MINE, now) == ["case:1"]
    assert journal_actions() == ["worklist.claimed", "worklist.hand_over_offered", "worklist.hand_over_accepted"]


def test_a_refusal_leaves_it_with_the_first(row, first, second, now):
    answer(commands.refuse_hand_over, row, second, now)
    assert held(row) == (first.account, None)
    assert listed(second, Whose.OFFERED, now) == []
    assert journal_actions()[-1] == "worklist.hand_over_refused"


def test_the_first_takes_an_offer_back_or_offers_it_to_another(row, first, second, now):
    third = make.clerk()
    commands.hand_over(row.id, row.authority, to=third, to_name="样例辛", by=first, now=now)
    with pytest.raises(Conflict, match=r"worklist\.not_offered"):
        answer(commands.accept_hand_over, row, second, now)
    answer(commands.withdraw_hand_over, row, first, now)
    assert held(row) == (first.account, None)
    assert journal_actions()[-2:] == ["worklist.hand_over_offered", "worklist.hand_over_withdrawn"]


def test_nobody_else_answers_an_offer(row, first, second, now):
    before, actions = held(row), journal_actions()
    for act, by in (
        (commands.accept_hand_over, first),
        (commands.accept_hand_over, make.clerk()),
        (commands.refuse_hand_over, make.clerk(make.ASSIGN)),
        (commands.withdraw_hand_over, second),
    ):
        with pytest.raises(Conflict, match=r"worklist\.not_offered"):
            answer(act, row, by, now)
    assert (held(row), journal_actions()) == (before, actions)


def test_who_lost_the_right_to_claim_cannot_accept(row, second, now):
    reader = type(second)(second.account, "reader", second.organisation, second.region, make.clerk(make.READ).grants)
    with pytest.raises(NotAllowed):
        answer(commands.accept_hand_over, row, reader, now)
    assert held(row)[1] == second.account


@pytest.mark.parametrize("act", ["release", "assign", "close"])
def test_work_that_goes_another_way_is_offered_no_more(row, first, second, now, act):
    head = make.clerk(make.ASSIGN)
    if act == "release":
        commands.release(row.id, row.authority, by=first, now=now)
    elif act == "assign":
        commands.hand_over(row.id, row.authority, to=make.clerk(), to_name="样例辛", by=head, now=now)
    else:
        commands.close(row.subject, row.authority, version=2, by=SYSTEM, now=now)
    assert held(row)[1] is None
    with pytest.raises(Conflict):
        answer(commands.accept_hand_over, row, second, now)


def test_a_later_version_of_the_work_leaves_the_offer(row, second, now):
    make.row("case:1", version=2, step="decide")
    assert WorklistRow.objects.get(id=row.id, authority=row.authority).offered_to == second.account
