"""The pages of who may do what where, in a real browser: readable, no wider than the window, and without scripts."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands
from tongban.registers.access.queries import Account
from tongban.registers.orgs import commands as orgs
from tongban.registers.regions.tests import make as regions

pytestmark = [pytest.mark.story, pytest.mark.req("REG-03", part="matrix page"), pytest.mark.django_db(transaction=True)]
PHONE, PASSWORD, XIAONAN = "19900000071", "a-good-horse-1", "420902000000"


@pytest.fixture
def clerk(now: dt.datetime) -> Account:
    """A clerk of 孝南区, and the administrator who looks at them."""
    regions.tree(now)
    orgs.register(code="SAMPLE1", name="孝南区样例政务服务中心", kind="county", region=XIAONAN, by=SYSTEM, now=now)
    made = []
    for phone, role, body in ((PHONE, "administrator", ""), ("19900000072", "clerk", "SAMPLE1")):
        told = {"phone": phone, "name": f"样例{phone[-2:]}", "password": PASSWORD}
        account = commands.create_account(**told, by=SYSTEM, now=now)
        commands.appoint(account_id=account.id, role=role, region=XIAONAN, organisation=body, by=SYSTEM, now=now)
        made.append(account)
    return made[1]


@pytest.mark.parametrize(("width", "language"), [(390, "en"), pytest.param(1440, "zh", marks=pytest.mark.long)])
def test_the_pages_can_be_read_by_everybody(
    page_at, clerk, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language
):
    page = page_at(width, "/workbench/sign-in?next=/workbench/access/matrix", language=language)
    page.fill("input[name=phone]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    for name in ("matrix", "holders", f"holders/{clerk.id}?organisation=SAMPLE1"):
        page.goto(f"/workbench/access/{name}")
        if page.locator("details:not(.wb-menu) summary").count():
            page.locator("main details summary").first.click()
        keep_picture(page, f"access-{name.partition('/')[0] if '?' not in name else 'holder'}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_a_post_is_given_without_scripts(page_at, clerk):
    page = page_at(390, "/workbench/sign-in", scripts=False)
    page.fill("input[name=phone]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.goto(f"/workbench/access/holders/{clerk.id}?organisation=SAMPLE1")
    page.select_option("select[name=role]", "issuing_clerk")
    page.click("button.btn-primary")
    assert "岗位已经设好" in page.inner_text("main")
