"""Verification in a real browser: pages that can be read by everybody, and a printed code that needs no network."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tongban.registers.seals import commands as seal_commands
from tongban.registers.seals import queries
from tongban.registers.seals.reading.tests import make as files
from tongban.registers.seals.rules import codes
from tongban.registers.seals.rules.codes import Claims
from tongban.registers.seals.tests import make as seals
from tongban.services.licences import commands as licences
from tongban.services.licences.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
ELDER, DARK, DESK = (390, {"size": "elder"}), (390, {"theme": "dark", "language": "en"}), (1440, {})
NOBODYS = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
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
    """`look(path, name, view)`: the page once `then` is done, looked over as high as it is: no bar covers anything."""

    def at(path, name, view, then=lambda page: None, expect=200):
        width, preferences = view
        page = page_at(width, path, expect=expect, **preferences)
        then(page)
        height = page.evaluate("Math.max(innerHeight, document.documentElement.scrollHeight)")
        page.set_viewport_size({"width": width, "height": height})
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
def test_the_form_and_what_is_not_found(look, db):
    look("/verify", "verify-form", ELDER)
    look("/verify", "verify-form", DESK)
    look("/v/abc", "verify-wrong", DARK, expect=422)
    look(f"/v/{NOBODYS}", "verify-unknown", ELDER, expect=404)


@pytest.mark.req("LIC-03", part="verification page")
def test_a_file_with_every_verdict(look, sealed):
    def verdict(name, view, file, content):
        return look("/verify", name, view, upload(file, content)).locator(".tb-verdict h1").inner_text()

    parts, page = seals.parts(sealed.ofd), "Doc_0/Pages/Page_1/Content.xml"
    changed = files.packed(parts | {page: files.flipped(parts[page], b"Content/>")})
    stranger = files.packed(files.sealed_parts(files.world(), signed_at=timezone.now().replace(microsecond=0)))
    assert verdict("report-passed", DESK, "食品经营许可证.ofd", sealed.ofd) == "核验通过"
    assert verdict("report-failed", DARK, f"{LONG}.ofd", changed) == "Verification failed"
    assert verdict("report-open", ELDER, "别处的文件.ofd", stranger) == "不能确定"


def test_without_scripts(page_at, licence):
    page = page_at(390, "/verify", scripts=False)
    page.fill("#identifier", f" {licence.identifier} ")
    page.click("form[method=get][action='/verify'] button")
    assert page.locator(".tb-verdict h1").inner_text() == "现在有效，仅数据"
    assert page.locator("tb-code-check").is_hidden()


def said(page):
    page.wait_for_selector("tb-code-check:not([hidden]) .tb-light:not([hidden])")
    return page.locator("tb-code-check .tb-light:not([hidden])").inner_text()


def show(page, code, state):
    """As if this code had been scanned into the page that is open."""
    page.evaluate("code => { location.hash = code }", code)
    page.wait_for_selector(f"tb-code-check [data-state={state}]:not([hidden])")


@pytest.mark.req("LIC-02", part="check page")
def test_a_printed_code_is_verified_by_the_browser(look, page_at, licence):
    good, path = code_of(licence), f"/v/{licence.identifier}"
    page = look(f"{path}#{good}", "licence-code", DESK, lambda page: show(page, good, "known"))
    assert "签名有效" in said(page)
    assert page.locator("[data-claim=holder]").inner_text() == LONG
    assert page.locator("[data-claim=until]").inner_text() == "2031-11-24"
    seal_commands.rotate_platform_key(by=make.SYSTEM, now=timezone.now())
    assert "签名有效" in said(page_at(390, f"{path}#{good}"))  # signed by the key before
    changed = good[:60] + ("A" if good[60] != "A" else "B") + good[61:]
    assert "签名对不上" in said(page_at(390, f"{path}#{changed}"))
    assert "另一份证照" in said(page_at(390, f"{path}#{code_of(licence, identifier='1.2.156.3005.2.X')}"))


@pytest.mark.req("LIC-02", part="check page offline")
def test_a_code_needs_no_network_and_a_change_of_state_is_told(page_at, licence, keep_picture):
    page = page_at(390, "/verify").context.new_page()  # one whose complaints about the lost network nobody counts
    page.goto(f"/v/{licence.identifier}")
    page.context.set_offline(True)
    show(page, code_of(licence), "away")
    keep_picture(page, "licence-offline")
    told = page.locator("tb-code-check").inner_text()
    assert "签名有效" in told
    assert re.search("现在连不上，查不到最新状态；以 .* 查到的为准：现在有效", told)
    page.context.set_offline(False)
    licences.revoke(licence_id=licence.id, reason="样例原因", by=make.SYSTEM, now=timezone.now())
    show(page, code_of(licence, number="again"), "changed")
