"""Who may do what where: the matrix, the people, one person; appointing with reasons, and refusals written down."""

import json
import uuid

import pytest

from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.audit import queries as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.registers.access import commands
from tongban.registers.access.queries import Account, Post
from tongban.registers.access.tests import make as accounts
from tongban.registers.orgs import commands as orgs

pytestmark = pytest.mark.django_db
PLACE = "/workbench/access"
AUDITOR = Actor(None, "auditor", grants=(Grant("audit.read", "0" * 12, "9" * 12),))
XIAONAN, YUNMENG = "420902000000", "420903000000"


@pytest.fixture
def desk(client, now):
    """The administrator of 孝南区 is signed in; two people hold posts, one here and one in 云梦县."""
    sit_down(client, now, "administrator")
    for code, region in (("SAMPLE1", XIAONAN), ("SAMPLE2", YUNMENG)):
        orgs.register(code=code, name=f"样例局{code}", kind="county", region=region, by=SYSTEM, now=now)
    return client


def person(now, phone="19900000078", *, region=XIAONAN, role="clerk", body="SAMPLE1"):
    account = commands.create_account(phone=phone, name=f"样例{phone[-2:]}", password="a-good-1", by=SYSTEM, now=now)
    if role:
        commands.appoint(account_id=account.id, role=role, region=region, organisation=body, by=SYSTEM, now=now)
    return account


@pytest.mark.parametrize("address", ["matrix", "holders", f"holders/{uuid.UUID(int=1)}"])
def test_a_clerk_may_not_look_and_that_is_written_down(client, now, address):
    sit_down(client, now, "clerk")
    assert client.get(f"{PLACE}/{address}").status_code == 403
    own = Account.objects.get().id
    (row,) = [row for row in audit.list_rows(f"account:{own}", by=AUDITOR) if row.action == "access.refused"]
    assert (row.account, row.role) == (own, "clerk")
    assert json.loads(bytes(row.body))["facts"]["path"] == f"{PLACE}/{address}"


def test_the_matrix_shows_every_role(desk):
    page = desk.get(f"{PLACE}/matrix").text
    for told in ("综合窗口受理人员", "差评核查人员", "评价器", "认领和办理待办", "前台受理与后台审批分离"):
        assert told in page


def test_the_matrix_is_narrowed(desk):
    page = desk.get(f"{PLACE}/matrix", {"face": "workbench", "action": "jobs.rerun"}).text
    assert "2 个角色，1 项权限" in page
    assert "没有这样的角色" in desk.get(f"{PLACE}/matrix", {"role": "nobody"}).text


def test_people_of_the_own_region_are_listed_with_masked_phones(desk, now):
    here, there = person(now), person(now, "19900000079", region=YUNMENG, body="SAMPLE2")
    page = desk.get(f"{PLACE}/holders").text
    assert here.name in page
    assert here.phone not in page
    assert there.name not in page
    assert there.name not in desk.get(f"{PLACE}/holders", {"region": YUNMENG}).text
    assert there.name not in desk.get(f"{PLACE}/holders", {"q": there.name}).text.replace(f'value="{there.name}"', "")
    assert desk.get(f"{PLACE}/holders/{there.id}").status_code == 404


def test_a_hundred_are_paged_by_fifty(desk, now, django_assert_max_num_queries):
    made = Account.objects.bulk_create(
        Account(phone=f"1990001{at:04}", name=f"样例号{at:03}", created_at=now) for at in range(100)
    )
    Post.objects.bulk_create(Post(account=account, role="guide", region=XIAONAN) for account in made)
    shown, address = 0, f"{PLACE}/holders?q=样例号"
    while address:
        with django_assert_max_num_queries(16):
            page = desk.get(address).text
        shown += page.count('class="c-who"')
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert shown == 100


def test_a_person_is_found_by_phone_appointed_and_the_post_ended(desk, now):
    account = person(now, role="")
    assert desk.get(f"{PLACE}/holders/{account.id}").status_code == 404
    page = desk.get(desk.post(f"{PLACE}/find", {"phone": account.phone})["Location"])
    assert "没有岗位" in page.text
    token = page.text.partition('name="found" value="')[2].partition('"')[0]
    told = {"found": token, "role": "reviewer", "region": XIAONAN, "organisation": "SAMPLE1"}
    done = desk.post(f"{PLACE}/holders/{account.id}/appoint", told)
    assert "岗位已经设好" in desk.get(done["Location"]).text
    post = Post.objects.get(account=account)
    ended = desk.post(f"{PLACE}/posts/{post.id}/end", {"on": "2099-01-01"})
    assert "2099年1月1日结束" in desk.get(ended["Location"]).text


def test_the_page_says_why_not(desk, now):
    account = person(now)
    page = desk.get(f"{PLACE}/holders/{account.id}", {"region": XIAONAN, "organisation": "SAMPLE1"}).text
    assert "已经担任综合窗口受理人员；按规定，前台受理与后台审批分离" in page
    told = {"role": "reviewer", "region": XIAONAN, "organisation": "SAMPLE1"}
    answer = desk.post(f"{PLACE}/holders/{account.id}/appoint", told)
    assert answer.status_code == 409
    assert "这两个岗位不能由一个人兼任" in answer.text
    assert Post.objects.filter(account=account).count() == 1


def test_the_own_account_gets_no_post_from_itself(desk):
    own = Account.objects.get(phone=accounts.PHONE)
    assert "不能给自己设岗位" in desk.get(f"{PLACE}/holders/{own.id}").text


def test_an_account_is_closed_and_reopened(desk, now):
    account = person(now)
    closed = desk.post(f"{PLACE}/holders/{account.id}/close")
    assert "账号已经停用" in desk.get(closed["Location"]).text
    reopened = desk.post(f"{PLACE}/holders/{account.id}/reopen")
    assert "账号已经恢复" in desk.get(reopened["Location"]).text


def test_an_unknown_phone_is_told(desk):
    assert "没有这个手机号的账号" in desk.get(desk.post(f"{PLACE}/find", {"phone": "19911112222"})["Location"]).text


@pytest.mark.parametrize("query", ["after=x", "region=x", "region=%F0%9F%98%80", "role=nobody", "q=%27", "found=x:y"])
def test_a_senseless_address_is_no_500(desk, query):
    for address in ("matrix", "holders", f"holders/{Account.objects.first().id}"):
        assert desk.get(f"{PLACE}/{address}?{query}").status_code in (200, 422)
    assert desk.post(f"{PLACE}/posts/{uuid.uuid4()}/end", {"on": query}).status_code == 422
