"""Signing in by electronic business licence, through the pages: with and without scripts."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.rules import Channel, Fault
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.tests import make as regions
from tongban.registers.signatures.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic business licence")]
START, CODE = "/sign-in/licence", "/sign-in/licence/code"


@pytest.fixture
def company(db):
    """Made at this moment: the pages read the clock."""
    now = timezone.now()
    regions.tree(now)
    make.signer(now)
    return parties.enterprise(now)


def scan(client) -> str:
    """The address of the simulated platform that stands beside the code."""
    return re.search(r'href="http://testserver(/dev/outside/requests/[^"]+)"', client.get(CODE).text)[1]


def confirm(address, code=None, person=0):
    return Client().post(address, {"who": f"{code or parties.credit_code(1)}/{person}"})


def test_the_code_leads_in_for_the_enterprise(client, company):
    assert "显示二维码" in client.get("/sign-in").text
    assert client.post(START, {"next": "/help"})["Location"] == CODE
    address = scan(client)
    assert client.post(CODE).status_code == 409
    assert "已确认。请回到原来的页面。" in confirm(address).text
    answer = client.post(CODE)
    assert (answer.status_code, answer["Location"]) == (303, "/help")
    assert "孝感样例餐饮有限公司" in client.get("/me").text


def test_htmx_asks_until_it_is_confirmed_and_is_led_in(client, company):
    client.post(START)
    htmx = {"HX-Request": "true"}
    assert 'hx-trigger="every 2s"' in client.get(CODE, headers=htmx).text
    confirm(scan(client))
    assert 'hx-trigger="load, submit"' in client.get(CODE, headers=htmx).text
    assert client.post(CODE, headers=htmx)["HX-Redirect"] == "/me"


def test_another_browser_does_not_enter(client, company):
    client.post(START)
    confirm(scan(client))
    thief = Client()
    assert thief.post(CODE)["Location"] == "/sign-in"
    thief.post(START)
    assert thief.post(CODE).status_code == 409
    assert thief.get("/me").status_code == 303


def test_a_refusal_is_told_on_both_pages(client, company):
    code = make.signer(timezone.now(), 2, name="样例未建档公司")
    client.post(START)
    assert "这里没有这家企业的档案" in confirm(scan(client), code).text
    page = client.post(CODE)
    assert (page.status_code, "换一个二维码" in page.text) == (422, True)
    assert "统一社会信用代码在这里还没有建档" in client.get(CODE).text
    assert client.get("/me").status_code == 303


def test_a_confirmed_code_does_not_work_twice(client, company):
    client.post(START)
    address = scan(client)
    confirm(address)
    client.post(CODE)
    assert "这个二维码用过了" in confirm(address).text
    assert client.post(CODE)["Location"] == "/sign-in"


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.SLOW, "再按一次就送"), (Fault.FAIL, "没有接受"), (Fault.BADLY_SIGNED, "没有通过核对")],
)
def test_faults_of_the_platform_let_nobody_in(client, company, fault, words):
    outside.set_faults(Channel.SIGNATURE, frozenset({fault}))
    client.post(START)
    assert words in confirm(scan(client)).text
    assert client.post(CODE).status_code == 409


def test_production_simulates_nothing(client, company, settings):
    client.post(START)
    address = scan(client)
    settings.PRODUCTION = True
    assert Client().get(address).status_code == 404
    assert "显示二维码" not in client.get("/sign-in").text
