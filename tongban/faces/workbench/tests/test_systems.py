"""Departments' systems at an administrator's desk: listed, registered, changed, closed; what is wrong is told."""

import pytest

from tongban.faces.workbench.tests.desks import sit_down
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import queries
from tongban.services.cases.tests import make, systems

pytestmark = pytest.mark.django_db
HERE = "/workbench/systems"
ONE = f"{HERE}/of/{systems.CODE}"


@pytest.fixture
def desk(client, now):
    catalogue.body(now)
    accounts.post(now, accounts.account(now), role="administrator", region=make.REGION)
    client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})
    return client


def sent(**changed):
    told = {"code": systems.CODE, "name": "样例老龄系统", "organisation": make.BODY, "mode": "push", "items": ""}
    return told | {"public_key": systems.signer().public_key.hex()} | changed


def standing():
    return queries.get_system(systems.CODE, actor=make.staff("cases.connect")).system


def test_without_systems_the_page_says_so(desk):
    assert "还没有登记业务系统" in desk.get(HERE).text
    assert "没有找到业务系统" in desk.get(HERE, {"q": "水务", "state": "closed"}).text


@pytest.mark.parametrize("address", [HERE, f"{HERE}/new", ONE])
def test_a_clerk_may_not_look(client, now, address):
    sit_down(client, now, "clerk")
    assert client.get(address).status_code == 403


@pytest.mark.req("UAP-03", part="the registry of which items use which system, at the desk")
def test_a_system_is_registered_changed_and_closed(desk):
    assert "可以报送了" in desk.post(f"{HERE}/new", sent(), follow=True).text
    item = f"{make.BODY}442012000100001"
    desk.post(ONE, sent(items=f"{item}\n", name="样例老龄系统二期"))
    assert (standing().items, standing().name) == ([item], "样例老龄系统二期")
    assert "已经停用" in desk.post(f"{ONE}/close", follow=True).text
    assert (systems.CODE in desk.get(HERE).text, systems.CODE in desk.get(HERE, {"state": "closed"}).text) == (
        False,
        True,
    )
    assert "已经重新启用" in desk.post(ONE, sent(), follow=True).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "A B"}, "小写字母、数字和连字符"),
        ({"public_key": "zz"}, "公钥要写成十六进制"),
        ({"public_key": "04"}, "不是有效的 SM2 公钥"),
        ({"items": "X"}, "有事项不属于这个机构"),
        ({"organisation": "nobody"}, "没有这个单位"),
        ({"mode": "fax"}, "没有这种归集方式"),
        ({"name": ""}, "请填写名称"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(desk, changed, words):
    answer = desk.post(f"{HERE}/new", sent(**changed))
    assert (answer.status_code, words in answer.text, "登记业务系统" in answer.text) == (422, True, True)
    assert "还没有登记业务系统" in desk.get(HERE).text


def test_a_code_that_is_taken_changes_nothing(desk):
    desk.post(f"{HERE}/new", sent())
    answer = desk.post(f"{HERE}/new", sent(name="另一个系统"))
    assert (answer.status_code, "这个代码已经有系统用了" in answer.text) == (422, True)
    assert standing().name == "样例老龄系统"


def test_another_countys_administrator_finds_nothing(desk, client, now):
    desk.post(f"{HERE}/new", sent())
    account = accounts.account(now, "19900000209")
    accounts.post(now, account, role="administrator", region="420903000000")
    client.post("/workbench/sign-in", {"phone": account.phone, "password": accounts.PASSWORD})
    assert systems.CODE not in client.get(HERE, {"region": make.REGION}).text
    assert (client.get(ONE).status_code, client.post(f"{ONE}/close").status_code) == (404, 404)
    assert standing().closed_at is None
