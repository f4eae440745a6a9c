"""Verification in a real browser: pages that can be read by everybody, and a printed code that needs no network."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tongban.registers.seals import queries
from tongban.registers.seals.reading.tests import make as files
from tongban.registers.seals.rules import codes
from tongban.registers.seals.rules.codes import Claims
from tongban.registers.seals.tests import make as seals
from tongban.services.licences import commands as licences
from tongban.services.licences.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
LOOKS = [(390, {"size": "elder"}), (390, {"theme": "dark", "language": "en"}), (1440, {})]
LONG = "孝感市孝南区样例餐饮管理有限公司（原孝感市样例食品贸易有限公司）第一分公司"


@pytest.fixture
def sealed():
    now = timezone.now() - dt.timedelta(minutes=1)
    seals.body(now)
    seals.seal(now, valid_from=now.date() - dt.timedelta(days=9), valid_until=now.date() + dt.timedelta(days=99))
    return seals.seal_both(now)


@pytest.fixture
def licence(sealed):
    now = timezone.now()
    make.food(now)
    return make.recorded(make.holder(now), now)


@pytest.fixture
def look(page_at, assert_accessible, assert_no_sideways_scroll, keep_picture):
    def at(path, name, then=lambda page: None, expect=200):
        for width, preferences in LOOKS:
            page = page_at(width, path, expect=expect, **preferences)
            then(page)
            keep_picture(page, f"{name}-{width}-{'-'.join(preferences.values()) or 'plain'}")
            assert_accessible(page)
            assert_no_sideways_scroll(page)
        return page

    return at


def upload(name, content):
    def hand_in(page):
        page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
        page.locator("form[method=post][enctype] button").click()
        page.wait_for_selector(".tb-verdict, .tb-errors")

    return hand_in


def code_of(licence, **changed):
    claims = {
        "type_name": "食品经营许可证", "number": licence.number, "identifier": licence.identifier, "holder": LONG,
        "issuer": make.BODY_NAME, "issued_on": dt.date(2026, 11, 25), "valid_until": dt.date(2031, 11, 24),
    }  # fmt: skip
    return codes.encode(Claims(**(claims | changed)), queries.platform_signer())


@pytest.mark.req("NFR-08", part="verification")
def test_the_form(look, db):
    look("/verify", "verify-form")
    look("/v/abc", "verify-wrong", expect=422)
    look("/v/1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U", "verify-unknown", expect=404)


@pytest.mark.req("LIC-03", part="verification page")
def test_a_file_with_every_verdict(look, sealed):
    parts = seals.parts(sealed.ofd)
    page = "Doc_0/Pages/Page_1/Content.xml"
    changed = files.packed(parts | {page: files.flipped(parts[page], b"Content/>")})
    shown = look("/verify", "report-passed", upload("食品经营许可证.ofd", sealed.ofd))
    assert shown.locator(".tb-verdict h1").inner_text() == "核验通过"
    shown = look("/verify", "report-failed", upload(f"{LONG}.ofd", changed))
    assert shown.locator(".tb-layers li.late").count() == 1
    shown = look("/verify", "report-pdf", upload("licence.pdf", sealed.pdf))
    stranger = files.packed(files.sealed_parts(files.world(), signed_at=timezone.now().replace(microsecond=0)))
    shown = look("/verify", "report-open", upload("别处的文件.ofd", stranger))
    assert shown.locator(".tb-verdict h1").inner_text() == "不能确定"


def test_without_scripts(page_at, sealed, licence):
    page = page_at(390, "/verify", scripts=False)
    page.fill("#identifier", f" {licence.identifier} ")
    page.click("form[method=get][action='/verify'] button")
    assert page.locator(".tb-verdict h1").inner_text() == "现在有效，没有电子印章"
    assert page.locator("tb-code-check").is_hidden()


@pytest.mark.req("LIC-02", part="check page")
def test_a_printed_code_is_verified_by_the_browser(look, licence):
    def wait(page):
        page.wait_for_selector("tb-code-check [data-state=known]:not([hidden])")

    page = look(f"/v/{licence.identifier}#{code_of(licence)}", "licence-code", wait)
    assert "签名有效" in page.locator("tb-code-check").inner_text()
    assert page.locator("[data-claim=holder]").inner_text() == LONG
    assert page.locator("[data-claim=until]").inner_text() == "2031-11-24"


def test_it_is_verified_without_a_network_once_the_page_is_there(page_at, licence, keep_picture):
    page = page_at(390, f"/v/{licence.identifier}")
    page.context.set_offline(True)
    page.evaluate("code => { location.hash = code }", code_of(licence))
    page.wait_for_selector("tb-code-check [data-state=away]:not([hidden])")
    keep_picture(page, "licence-offline")
    assert "签名有效" in page.locator("tb-code-check").inner_text()
    assert re.search(
        "现在连不上，查不到最新状态；以 .* 查到的为准：现在有效", page.locator("tb-code-check").inner_text()
    )


def test_a_code_that_was_changed_or_belongs_elsewhere(page_at, licence):
    def said(code):
        page = page_at(390, f"/v/{licence.identifier}#{code}")
        page.wait_for_selector("tb-code-check:not([hidden]) .tb-light:not([hidden])")
        return page.locator("tb-code-check .tb-light:not([hidden])").inner_text()

    good = code_of(licence)
    assert "签名对不上" in said(good[:60] + ("A" if good[60] != "A" else "B") + good[61:])
    assert "另一份证照" in said(code_of(licence, identifier="1.2.156.3005.2.X"))


def test_a_state_that_changes_meanwhile_is_told(page_at, licence):
    page = page_at(390, f"/v/{licence.identifier}")
    licences.revoke(licence_id=licence.id, reason="样例原因", by=make.SYSTEM, now=timezone.now())
    page.evaluate("code => { location.hash = code }", code_of(licence))
    page.wait_for_selector("tb-code-check [data-state=changed]:not([hidden])")
