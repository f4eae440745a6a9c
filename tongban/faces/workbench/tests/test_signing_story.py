"""A company signs in by its electronic business licence, applies and signs, in a real browser with its scripts."""

import re

import pytest

from tongban.registers.parties import queries as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases.tests import make
from tongban.services.licences.tests import holding

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("APP-02", part="electronic business licence"),
]


@pytest.fixture
def item(settings, tmp_path, live_server):
    from django.utils import timezone

    settings.FILE_STORE = tmp_path / "files"
    now = timezone.now()
    code = make.world(now, audience=["1", "2"]).item
    enterprise = party_makers.enterprise(now, representative_number=party_makers.resident_id(7))
    signing.signer(now, order=7)
    signing.signer(now, 2, name="云梦样例名称特别长的农民专业种植养殖加工运输联合合作社有限责任公司")
    holding.held(enterprise, "居民身份证", now)
    assert parties.find_enterprise(party_makers.credit_code(1)) == enterprise
    return code


def confirm(page, words):
    """On the simulated phone, which opens beside the page."""
    with page.expect_popup() as opened:
        page.click(f"text={words}")
    phone = opened.value
    phone.check(f"[value='{party_makers.credit_code(1)}/0']")
    phone.click("text=确认并签名")
    phone.wait_for_selector("[role=status]", timeout=8000) if phone.locator("[role=status]").count() == 0 else None
    assert "已确认。请回到原来的页面。" in phone.inner_text("main")
    return phone


def looked_at(page, picture, fits, accessible, name):
    for width, language in ((390, "zh"), (1440, "en"), (1440, "zh")):
        page.set_viewport_size({"width": width, "height": 844})
        page.context.add_cookies([{"name": "tb_lang", "value": language, "url": page.evaluate("origin")}])
        page.goto(page.url.partition("#")[0])
        picture(page, f"{name}-{width}-{language}")
        fits(page)
        page.set_viewport_size({"width": width, "height": 2400})  # as if scrolled past the bar at the bottom
        accessible(page)


def test_a_company_enters_applies_and_signs(page_at, assert_accessible, assert_no_sideways_scroll, keep_picture, item):
    look = (keep_picture, assert_no_sideways_scroll, assert_accessible)
    page = page_at(1440, f"/sign-in?next=/apply/{item}")
    keep_picture(page, "signing-sign-in")
    page.click("text=显示二维码")
    looked_at(page, *look, "signing-code")
    phone = confirm(page, "选一家样例企业确认")
    page.wait_for_url(f"**/apply/{item}", timeout=20_000)
    looked_at(phone, *look, "signing-phone")
    page.click("text=开始填写")
    page.fill("[name=name]", "样例甲")
    page.click("button[value=next]")
    page.check("[name='consent.m1']")
    page.check("[name='later.m2']")
    page.click("button[value=next]")
    page.check("[value=electronic]")
    page.click("button[value=next]")
    page.click("text=用电子营业执照签署 >> visible=true >> nth=-1")
    looked_at(page, *look, "signing-check")
    confirm(page, "打开模拟的电子营业执照")
    page.wait_for_selector("text=再改任何一处", timeout=20_000)
    keep_picture(page, "signing-signed")
    page.check("[name=declared]")
    page.click("text=提交申请")
    page.wait_for_url("**/receipt")
    number = re.search(r"/cases/(\d+)/", page.url)[1]
    page.goto(f"/cases/{number}")
    assert page.locator("text=签署后没有改动").count() == 1
    looked_at(page, *look, "signing-case")
