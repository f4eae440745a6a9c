"""Programs that call the API, at an administrator's desk: admitted, given a key shown once, renewed, closed."""

import re

import pytest

from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands, queries
from tongban.registers.access.tests import make as accounts
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HERE = "/workbench/clients/"
REGION = "420902000000"
KEY = re.compile(r"tbk_[\w-]{43}")


@pytest.fixture
def desk(client, now, monkeypatch):
    """Pages read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    sit_down(client, now, "administrator")
    return client


def admitted(desk, name="样例代办平台"):
    desk.post(f"{HERE}new", {"name": name, "region": REGION, "share": "2"})
    return f"{HERE}{queries.list_clients(REGION, by=SYSTEM, text=name)[0].id}"


def test_without_programs_the_page_says_so(desk):
    assert "还没有接口客户" in desk.get(HERE).text
    assert "没有找到接口客户" in desk.get(HERE, {"q": "x", "from": "-1", "region": "9"}).text


@pytest.mark.parametrize("address", [HERE, f"{HERE}new", f"{HERE}{REGION}"])
def test_a_clerk_may_not_look(client, now, address):
    sit_down(client, now, "clerk")
    assert client.get(address).status_code in (403, 404)


def test_a_key_is_shown_once_and_opens(desk, now):
    one = admitted(desk)
    assert "没有能用的密钥" in desk.get(one).text
    answer = desk.post(f"{one}/keys")
    (key,) = set(KEY.findall(answer.text))
    assert queries.find_caller(key, now=now).share == 2
    assert "no-store" in answer["Cache-Control"]
    assert key not in desk.get(one).text
    assert key[4:14] not in desk.get(HERE).text


@pytest.mark.parametrize(("keep", "opens"), [("0", False), ("7", True), ("999", False), ("x", False)])
def test_a_former_key_opens_as_long_as_was_said(desk, now, keep, opens):
    one = admitted(desk)
    (former,) = set(KEY.findall(desk.post(f"{one}/keys").text))
    desk.post(f"{one}/keys", {"keep": keep})
    assert bool(queries.find_caller(former, now=now)) is opens


def test_a_closed_program_is_shut_and_gone_from_the_list(desk, now):
    one = admitted(desk)
    (key,) = set(KEY.findall(desk.post(f"{one}/keys").text))
    page = desk.post(f"{one}/close", follow=True).text
    assert ("它的密钥都打不开了" in page, "样例代办平台" in page) == (True, False)
    assert (queries.find_caller(key, now=now), desk.get(one).status_code) == (None, 404)


@pytest.mark.parametrize(
    ("sent", "words"), [({"name": " ", "share": "1"}, "请填写名称"), ({"name": "x", "share": "101"}, "请填 1 至 100")]
)
def test_what_is_wrong_is_told_at_its_field(desk, sent, words):
    answer = desk.post(f"{HERE}new", sent)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert queries.list_clients(REGION, by=SYSTEM) == []


def test_a_persons_program_gets_its_key_from_that_person_alone(desk, now):
    owner = accounts.account(now, "19900000208")
    made = commands.admit_client(name="个人", region=REGION, by=SYSTEM, now=now, account_id=owner.id)
    assert "密钥只能由本人发" in desk.get(f"{HERE}{made.id}").text
    assert desk.post(f"{HERE}{made.id}/keys").status_code == 403


def test_another_countys_programs_are_not_found(desk, now):
    regions.tree(now)
    made = commands.admit_client(name="邻县的", region="420903000000", by=SYSTEM, now=now)
    one = f"{HERE}{made.id}"
    assert [desk.get(one).status_code, desk.post(f"{one}/keys").status_code, desk.post(f"{one}/close").status_code] == [
        404,
        404,
        404,
    ]
    assert queries.list_keys([made])[made.id] == []


def test_two_hundred_programs_come_page_by_page(desk, now, django_assert_max_num_queries):
    for at in range(120):
        commands.admit_client(name=f"样例程序{at:03}", region=REGION, by=SYSTEM, now=now)
    with django_assert_max_num_queries(20):
        first = desk.get(HERE).text
    assert (first.count('id="client-'), "from=50" in first) == (50, True)
    assert desk.get(HERE, {"from": "100"}).text.count('id="client-') == 20
