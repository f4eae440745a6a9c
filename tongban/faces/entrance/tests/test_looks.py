"""Every page of the entrance in a real browser: accessible, no wider than the window, in each look."""

import re

import pytest
from django.test import Client

from tests.browser.test_components import LOOKS
from tongban.registers.access.tests import make as access
from tongban.registers.entry.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("NFR-08", part="entrance"),
]
PHONE = access.PHONE
PASSWORD = {"phone": PHONE, "password": access.PASSWORD}


def nobody(client, now):
    """Nobody is signed in."""


def code_sent(client, now):
    client.post("/sign-in/code", {"phone": PHONE})


def phone_proven(client, now):
    code_sent(client, now)
    client.post("/sign-in/code/enter", {"code": make.sent_code()})


def to_reset(client, now):
    access.account(now)
    client.post("/workbench/sign-in/reset", {"phone": PHONE})
    client.post("/sign-in/code/enter", {"code": make.sent_code()})


def first_factor(client, now):
    make.second_factor(access.account(now), now)
    client.post("/workbench/sign-in", PASSWORD)


def citizen(client, now):
    access.account(now)
    for agent in ("Mozilla/5.0 (iPhone) Safari/604.1", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"):
        Client(headers={"User-Agent": agent}).post("/sign-in", PASSWORD)
    client.post("/sign-in", PASSWORD)


def staff(client, now):
    regions.tree(now)
    access.post(now, access.account(now))
    client.post("/workbench/sign-in", PASSWORD)


def with_app(client, now):
    staff(client, now)
    page = client.get("/me/security/second-factor").content.decode()
    secret = re.search(r'en-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post("/me/security/second-factor", {"code": make.app_code(secret)})


PAGES = [
    ("/sign-in", nobody),
    ("/workbench/sign-in", nobody),
    ("/sign-in/forgot", nobody),
    ("/sign-in/code/enter", code_sent),
    ("/register", phone_proven),
    ("/sign-in/new-password", to_reset),
    ("/sign-in/second", first_factor),
    ("/me/security", citizen),
    ("/me/security/password", citizen),
    ("/workbench/security", staff),
    ("/me/security/second-factor", staff),
    ("/me/security/second-factor", with_app),
]


@pytest.mark.parametrize(("path", "reached"), PAGES, ids=[f"{path[1:]}-{by.__name__}" for path, by in PAGES])
def test_pages_fit_and_can_be_read(
    page_at,
    assert_accessible,
    assert_no_sideways_scroll,
    keep_picture,
    client,
    now,
    settings,
    live_server,
    path,
    reached,
):
    settings.NATIONAL_PLATFORM_ISSUER = "http://127.0.0.1:9"
    reached(client, now)
    page = page_at(390, "/help")
    if kept := client.cookies.get("sessionid"):
        page.context.add_cookies([{"name": "sessionid", "value": kept.value, "url": live_server.url}])
    for look, language, width in (
        ("elder", "en", 390),
        ("dark", "en", 1440),
        ("light", "zh", 1440),
    ):
        page.set_viewport_size({"width": width, "height": 844})
        chosen = {"tb_lang": language, "tb_theme": LOOKS[look]["theme"], "tb_size": LOOKS[look].get("size", "")}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in chosen.items()]
        )
        assert page.goto(path).status == 200
        assert page.url.endswith(path)
        keep_picture(page, f"entrance{path.replace('/', '-')}-{reached.__name__}-{width}-{look}")
        assert_no_sideways_scroll(page)
        # As if scrolled: what happens to lie under the fixed bar at the bottom is not too small a target for that.
        page.set_viewport_size({"width": width, "height": 2400})
        assert_accessible(page)


def test_a_citizen_registers_by_code_without_scripts(page_at, live_server):
    page = page_at(390, "/sign-in?next=/help", scripts=False)
    page.fill("#code-phone", PHONE)
    page.click("text=发验证码")
    page.fill("#code", make.sent_code())
    page.click("text=下一步")
    page.fill("#name", "样例乙")
    page.check("[name=consent]")
    page.click("text=注册并登录")
    assert page.url.endswith("/help")
    page.goto("/me/security")
    assert page.locator("text=手机号已核实").count() == 1
