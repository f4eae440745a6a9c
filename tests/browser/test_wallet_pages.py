"""The wallet in a real browser: phone first, large type, English; the code renews itself and notices a scan."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.parties.rules import RealName
from tongban.services.cases.tests import make
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import holding

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True), pytest.mark.req("NFR-08", part="wallet")]
LOOKS = [(390, {"size": "elder"}), (1440, {}), (390, {"language": "en"})]
LONG = "建设工程消防设计审查意见书（特殊建设工程，含既有建筑改造和装饰装修工程）"
MATERIALS = [
    {"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True},
    {"code": "m2", "name": LONG, "need": "1", "source": "20", "licence": True},
    {"code": "m3", "name": "结婚证", "need": "3", "source": "20", "licence": True},
    {"code": "m4", "name": "租赁合同", "need": "1", "source": "10"},
]


@pytest.fixture
def now():
    """The server under the browser reads the real clock."""
    return timezone.now()


@pytest.fixture
def mine(now):
    world = make.world(now - dt.timedelta(hours=1), materials=MATERIALS)
    person = make.parties.verified(1, level=RealName.FACE)
    make.parties.commands.link_person(account=access.account(now).id, person=person, by=SYSTEM, now=now)
    today = now.date()
    holding.held(world.holder, "居民身份证", now, valid_until=today + dt.timedelta(days=4000))
    holding.held(world.holder, LONG, now)
    holding.held(world.holder, "健康证", now, valid_until=today + dt.timedelta(days=20))
    holding.held(world.holder, "机动车驾驶证", now, state="suspended")
    holding.held(world.holder, "道路运输从业资格证", now, state="revoked")
    return world


@pytest.fixture(params=[LOOKS[0], *(pytest.param(look, marks=pytest.mark.long) for look in LOOKS[1:])])
def dress(request):
    """Width and preferences: the elder phone every day, the others in `make soak`."""
    return request.param


def used(world, now):
    """A clerk has scanned a code, and been refused another; a consent stands."""
    clerk = holding.clerk()
    code = commands.show_code(holder=world.holder, item=world.item, by=world.citizen, now=now)
    commands.redeem(token=code.token, item=world.item, by=clerk, now=now)
    with pytest.raises(Exception, match="redeemed"):
        commands.redeem(token=code.token, item=world.item, by=clerk, now=now)
    commands.give_consent(
        holder=world.holder, item=world.item, types=["居民身份证", LONG], purpose="样例", by=world.citizen, now=now,
        until=now + dt.timedelta(days=30),
    )  # fmt: skip


def test_the_wallet_and_what_was_done_with_it(mine, now, look_signed_in, dress):
    used(mine, now)
    card = queries.list_usable(mine.holder, ["居民身份证"], now=now)[0]
    look_signed_in("/me/licences", "wallet", dress)
    look_signed_in(f"/me/licences/{card.id}", "licence", dress)
    look_signed_in("/me/licences/looks", "looks", dress)
    look_signed_in("/me/licences/consents", "consents", dress)
    look_signed_in("/me/licences/code?q=高龄津贴", "show", dress)
    look_signed_in("/me/file", "file", dress)


@pytest.mark.req("LIC-05", part="the code changes by itself, and the screen says when it was scanned")
def test_the_code_renews_itself_and_notices_a_scan(mine, now, look_signed_in, assert_accessible, keep_picture):
    page = look_signed_in("/me/licences/code?q=高龄津贴", "show", (1440, {}))
    page.get_by_label("高龄津贴发放").check()
    page.locator("main form[method=post]").get_by_role("button", name="亮码").click()
    page.get_by_role("heading", name="给窗口扫一扫").wait_for()
    keep_picture(page, "code-1440-plain")
    assert_accessible(page)
    assert len(page.locator("#digits").inner_text().replace(" ", "")) == 8
    first = page.locator("[data-code]").get_attribute("data-code")
    page.get_by_role("button", name="换一个码").click()
    page.wait_for_function("told => document.querySelector('[data-code]').dataset.code !== told", arg=first)
    assert int(page.locator("#code-seconds").inner_text()) <= 60
    token = page.locator("[data-code]").get_attribute("data-code").rpartition("/")[2]
    commands.redeem(token=token, item=mine.item, by=holding.clerk(), now=timezone.now())
    page.get_by_role("heading", name="窗口已经扫到").wait_for(timeout=10_000)
    keep_picture(page, "scanned-1440-plain")
    assert_accessible(page)


def test_a_licence_takes_the_place_of_a_paper(mine, now, look_signed_in, keep_picture, assert_accessible):
    page = look_signed_in("/help", "help", (390, {}))
    page.goto(f"/apply/{mine.item}")
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("button", name="下一步").first.click()
    page.get_by_role("heading", name="交材料").wait_for()
    keep_picture(page, "waive-390-before")
    page.get_by_label("同意为这次申请调取这张证照").first.check()
    page.get_by_text("您同意为这次申请调取").first.wait_for()
    keep_picture(page, "waive-390-after")
    assert_accessible(page)
    assert "免提交 1 份" in page.locator("#summary").inner_text()
