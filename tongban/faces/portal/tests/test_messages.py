"""My notices and the delivery of my case, as pages."""

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.parties.rules import RealName
from tongban.services.cases import commands as cases
from tongban.services.cases.rules.words import Delivery
from tongban.services.cases.tests import make
from tongban.services.delivery.tests.make import parcel
from tongban.services.messages.tests.make import notice

pytestmark = pytest.mark.django_db
HERE = "/me/messages"


@pytest.fixture
def world(now):
    return make.world(now)


@pytest.fixture
def clock(monkeypatch, now):
    """The pages read `now`; to be asked for before `mine`, whose session begins by it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def mine(client, world, now):
    """Signed in as the applicant."""
    account = access.account(now)
    make.parties.commands.link_person(
        account=account.id, person=make.parties.verified(1, level=RealName.FACE), by=SYSTEM, now=now
    )
    sign_in(client)
    return world.holder


def sign_in(client):
    assert client.post("/sign-in", {"phone": access.PHONE, "password": access.PASSWORD}).status_code == 303


def test_visitors_are_asked_in(client):
    assert client.get(HERE)["Location"] == "/sign-in?next=%2Fme%2Fmessages"


def test_an_empty_inbox_says_what_will_come(client, mine):
    page = client.get(HERE).text
    assert ("还没有通知" in page, "全部标为已读" in page) == (True, False)


def test_unread_ones_are_counted_opened_and_read(client, mine, now):
    first, second = notice(now, mine, "e1"), notice(now, mine, "e2")
    assert '通知<span class="n">2<' in client.get("/help").text
    page = client.get(f"{HERE}/{first}")
    assert ("最迟" in page.text, f"/cases/{make.REGION}" in page.text) == (True, True)
    assert client.get(HERE).text.count(">未读<") == 1
    assert client.post(f"{HERE}/read")["Location"] == HERE
    assert '<span class="n">' not in client.get("/help").text
    assert client.get(f"{HERE}/{second}").status_code == 200


def test_somebody_elses_notice_is_not_there(client, mine, now):
    other = notice(now, make.parties.person(now, 2), "e1")
    assert client.get(f"{HERE}/{other}").status_code == 404
    assert "已受理" not in client.get(HERE).text


def test_english_is_told_in_english(client, mine, now):
    notice(now, mine, "e1")
    client.cookies["tb_lang"] = "en"
    assert "Accepted: Allowance for the very old" in client.get(HERE).text


def test_hundreds_are_paged_and_cost_few_statements(client, mine, now, django_assert_max_num_queries):
    for n in range(60):
        notice(now, mine, f"e{n}")
    with django_assert_max_num_queries(8):
        page = client.get(HERE).text
    assert (page.count(">未读<"), "下一页" in page) == (50, True)
    assert client.get(f"{HERE}?after=nonsense").status_code == 404


# --- delivery -----------------------------------------------------------------------------------------------------


def concluded(world, now, delivery=Delivery.COURIER):
    case = make.at_decision(world, now, delivery=delivery)
    cases.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    return cases.conclude(case_id=case.id, now=now)


def test_the_way_of_a_parcel_is_shown_with_its_number_and_no_fee(client, mine, world, now):
    case = concluded(world, now)
    parcel(case, now, address="湖北省孝感市样例路 1 号", reports=("accepted", "sent"))
    page = client.get(f"/cases/{case.number}/delivery").text
    for told in ("运送中", "COURIER-0000000001", "¥0.00", "快递送达，免邮费"):
        assert told in page


def test_whose_result_waits_is_told_what_to_do_and_led_there(clock, client, mine, world, now):
    sent, fetched = concluded(world, now), concluded(world, now, Delivery.WINDOW)
    page = client.get(f"/cases/{sent.number}").text
    assert ("结果会寄给您" in page, page.count(f'href="/cases/{sent.number}/delivery"')) == (True, 2)
    page = client.get(f"/cases/{fetched.number}").text
    assert ("结果等您来领" in page, f'href="/items/{world.item}#where"' in page, "等您" in page) == (True, True, True)
    assert ("已经有结果了，不能再撤回。" in page, "不能走这一步" in page) == (True, False)
    assert "现在没有快递" not in client.get(f"/cases/{fetched.number}/delivery").text


def test_papers_to_be_fetched_are_led_to(clock, client, mine, world, now):
    case = make.told_to_correct(world, now)
    assert f'href="/cases/{case.number}/delivery"' in client.get(f"/cases/{case.number}").text


def test_a_pause_says_what_for_since_when_and_how_long(clock, client, mine, world, now):
    case = make.accepted(world, now)
    cases.suspend(case_id=case.id, kind="hearing", basis="行政许可法第四十五条", days=20, by=world.reviewer, now=now)
    page = client.get(f"/cases/{case.number}").text
    assert ("听证" in page, "预计 20 个工作日" in page, "依据：行政许可法第四十五条" in page) == (True, True, True)
    assert "最迟 " not in page.partition("暂停计时 <")[2]


def test_an_address_is_asked_for_and_taken(client, mine, world, now):
    case = concluded(world, now)
    parcel(case, now)
    here = f"/cases/{case.number}/delivery"
    refused = client.post(f"{here}/address", {"address": "无"})
    assert (refused.status_code, "请写清楚寄送地址" in refused.text) == (422, True)
    assert client.post(f"{here}/address", {"address": "样例路 1 号"})["Location"] == here
    assert "已下单" in client.get(here).text
    again = client.post(f"{here}/address", {"address": "样例路 2 号"})
    assert (again.status_code, "地址不能再改" in again.text) == (422, True)


def test_papers_to_correct_can_be_fetched_once(client, mine, world, now):
    case = make.told_to_correct(world, now)
    here = f"/cases/{case.number}/delivery"
    assert "快递可以上门来取" in client.get(here).text
    assert client.post(f"{here}/fetch", {"address": "样例路 1 号"}).status_code == 303
    assert "快递可以上门来取" not in client.get(here).text
    assert client.post(f"{here}/fetch", {"address": "样例路 1 号"}).status_code == 422


def test_nobody_else_sees_it(client, world, now):
    case = concluded(world, now)
    access.account(now)
    sign_in(client)
    here = f"/cases/{case.number}/delivery"
    assert [client.get(here).status_code, client.post(f"{here}/address").status_code] == [404, 404]
