import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands, queries
from tongban.registers.access.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
BODY, OTHER, XIAONAN, CITY = "TE4209020000000001", "TE4209020000000002", "420902000000", "420900000000"
CLAIM = "worklist.claim"


@pytest.fixture(autouse=True)
def _tree(now):
    regions.tree(now)


def names(region, body, now):
    return [post.account.phone for post in queries.list_posts_granting(CLAIM, region, body, today=now.date())]


def test_colleagues_are_those_whose_post_at_this_body_grants_it_there(now, django_assert_num_queries):
    for at, (role, body) in enumerate((("reviewer", BODY), ("data_steward", BODY), ("reviewer", OTHER)), 1):
        make.post(now, make.account(now, f"1990000010{at}"), role, XIAONAN, body)
    with django_assert_num_queries(1):
        assert names(XIAONAN, BODY, now) == ["19900000101"]
    assert names(CITY, BODY, now) == []


def test_somebody_with_two_posts_is_one_colleague_and_a_closed_account_none(now):
    account, gone = make.account(now), make.account(now, "19900000102")
    for role in ("reviewer", "approver"):
        make.post(now, account, role, XIAONAN, BODY)
    make.post(now, gone, "reviewer", XIAONAN, BODY)
    commands.close_account(gone.id, by=SYSTEM, now=now)
    assert names(XIAONAN, BODY, now) == [make.PHONE]


def test_people_are_named_in_one_statement(now, django_assert_num_queries):
    account = make.account(now)
    with django_assert_num_queries(1):
        assert queries.name_accounts([account.id, account.id]) == {account.id: "样例甲"}
