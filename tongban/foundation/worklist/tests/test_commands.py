"""Putting, claiming, releasing, handing over and closing: state and journal, and nothing changed on refusal."""

import datetime as dt

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.worklist import commands
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.tests import make

pytestmark = pytest.mark.django_db


def held(row: WorklistRow) -> tuple[object, ...]:
    row.refresh_from_db()
    return row.state, row.claimed_by, row.claimed_by_name, row.claimed_at


def test_put_makes_one_row_that_carries_the_subjects_bucket(now):
    row = make.row(due_at=now, bucket=9)
    assert (row.subject_bucket, row.state, row.order_at, row.title) == (9, "open", now, "食品经营许可（新办）")
    assert journal_actions() == []


def test_put_again_updates_and_an_older_version_changes_nothing():
    first = make.row(step="review", version=2)
    second = make.row(step="inspection", version=3)
    assert (second.id, second.step) == (first.id, "inspection")
    assert make.row(step="review", version=2).step == "inspection"
    assert make.row(step="decide", version=3).step == "decide"


def test_put_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        commands.put(make.work(), subject_bucket=7)


def test_put_leaves_a_claim_alone(now):
    clerk = make.clerk()
    make.claimed(clerk, now)
    assert held(make.row(version=2)) == ("claimed", clerk.account, "样例戊", now)


def test_done_work_comes_back_only_with_a_later_version(now):
    make.claimed(make.clerk(), now)
    commands.close("case:1", make.XIAONAN, version=2, by=SYSTEM, now=now)
    assert make.row(version=2).state == "done"
    assert held(make.row(version=3)) == ("open", None, "", None)


def test_claim_takes_the_row_and_is_journalled_once(now, django_assert_num_queries):
    row, clerk = make.row(), make.clerk()
    with django_assert_num_queries(5):  # savepoint, lock, update, journal, release
        commands.claim(row.id, row.authority, by=clerk, by_name="样例戊", now=now)
    commands.claim(row.id, row.authority, by=clerk, by_name="样例戊", now=now + dt.timedelta(hours=1))
    assert held(row) == ("claimed", clerk.account, "样例戊", now)
    assert journal_actions() == ["worklist.claimed"]


def test_claiming_anothers_row_says_who_has_it(now):
    row = make.claimed(make.clerk(), now)
    before = held(row)
    with pytest.raises(Conflict) as refused:
        commands.claim(row.id, row.authority, by=make.clerk(), by_name="样例己", now=now)
    assert refused.value.code == "worklist.claimed_already"
    assert refused.value.facts == {"by_name": "样例戊", "since": now}
    assert held(row) == before


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (make.clerk(make.READ), NotAllowed),
        (make.clerk(authority=make.YUNMENG), NotFound),
        (make.clerk(span=("420923000000", "420923999999")), NotFound),
        (SYSTEM, NotFound),
    ],
)
def test_who_may_not_claim_changes_nothing(now, actor, error):
    row = make.row()
    with pytest.raises(error):
        commands.claim(row.id, row.authority, by=actor, by_name="样例己", now=now)
    assert held(row) == ("open", None, "", None)
    assert journal_actions() == []


def test_a_guessed_id_or_authority_is_not_found(now):
    row = make.row()
    for row_id, authority in ((make.foreign_id(), make.XIAONAN), (row.id, make.YUNMENG)):
        with pytest.raises(NotFound):
            commands.claim(row_id, authority, by=make.clerk(), by_name="样例戊", now=now)


def test_one_gives_back_ones_own_and_an_assigner_anybodys(now):
    mine, other = make.clerk(), make.clerk()
    row = make.claimed(mine, now)
    with pytest.raises(NotAllowed):
        commands.release(row.id, row.authority, by=other, now=now)
    assert held(row)[0] == "claimed"
    commands.release(row.id, row.authority, by=mine, now=now)
    assert held(row) == ("open", None, "", None)
    commands.claim(row.id, row.authority, by=other, by_name="样例己", now=now)
    commands.release(row.id, row.authority, by=make.clerk(make.ASSIGN), now=now)
    assert journal_actions() == ["worklist.claimed", "worklist.released"] * 2


def test_releasing_what_nobody_has_is_a_conflict(now):
    row = make.row()
    with pytest.raises(Conflict, match=r"worklist\.not_claimed"):
        commands.release(row.id, row.authority, by=make.clerk(), now=now)


def hand_over(row, by, to, now):
    return commands.hand_over(row.id, row.authority, to=to, to_name="样例庚", by=by, now=now)


def test_handing_out_open_work_takes_the_right_to_assign(now):
    row, to = make.row(), make.clerk()
    with pytest.raises(NotAllowed):
        hand_over(row, make.clerk(), to, now)
    assert held(row)[0] == "open"
    hand_over(row, make.clerk(make.ASSIGN), to, now)
    assert held(row)[1] == to.account


def test_work_is_not_handed_to_who_may_not_do_it(now):
    mine = make.clerk()
    row = make.claimed(mine, now)
    for to in (make.clerk(make.READ), make.clerk(authority=make.YUNMENG), SYSTEM):
        with pytest.raises(Invalid) as refused:
            hand_over(row, mine, to, now)
        assert refused.value.fields == {"to": ["worklist.recipient_may_not"]}
    assert held(row)[1] == mine.account


def test_close_keeps_who_did_it_and_refuses_what_follows(now):
    clerk = make.clerk(make.CLAIM, make.ASSIGN)
    row = make.claimed(clerk, now)
    assert commands.close("case:1", make.XIAONAN, version=2, by=clerk, now=now)
    assert held(row) == ("done", clerk.account, "样例戊", now)
    for act in (
        lambda: commands.claim(row.id, row.authority, by=clerk, by_name="样例戊", now=now),
        lambda: commands.release(row.id, row.authority, by=clerk, now=now),
        lambda: hand_over(row, clerk, clerk, now),
    ):
        with pytest.raises(Conflict, match=r"worklist\.done_already"):
            act()
    assert journal_actions() == ["worklist.claimed", "worklist.closed"]


def test_closing_twice_too_late_or_nothing_changes_nothing(now):
    make.row(version=5)
    assert not commands.close("case:1", make.XIAONAN, version=4, by=SYSTEM, now=now)
    assert not commands.close("case:2", make.XIAONAN, version=4, by=SYSTEM, now=now)
    assert commands.close("case:1", make.XIAONAN, version=5, by=SYSTEM, now=now)
    assert not commands.close("case:1", make.XIAONAN, version=5, by=SYSTEM, now=now)
    assert journal_actions() == ["worklist.closed"]
