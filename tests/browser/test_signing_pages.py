"""What an enterprise has to sign, without a platform and at the window: readable, no wider than the screen."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases.tests import make
from tongban.services.licences.tests import holding

pytestmark = [
    pytest.mark.story,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("APP-02", part="signed on paper at the window"),
]
CITIZEN, CLERK = "19900000101", "19900000071"


@pytest.fixture
def here(settings, tmp_path) -> tuple[str, str]:
    """The item that enterprises have to sign, and the enterprise of whoever signs in as CITIZEN."""
    settings.FILE_STORE = tmp_path / "files"
    then = timezone.now() - dt.timedelta(minutes=5)
    item = make.world(then, audience=["2"], signature=True).item
    catalogue.place(timezone.now(), make.BODY, window="3 号窗口（企业登记和许可综合窗口）")
    enterprise = party_makers.enterprise(then)
    signing.signer(then)
    holding.held(enterprise, "居民身份证", then)
    account = accounts.account(then, CITIZEN)
    parties.link_person(account=account.id, person=party_makers.verified(1), by=SYSTEM, now=then)
    parties.link_representative(account=account.id, credit_code=party_makers.credit_code(1), by=SYSTEM, now=then)
    accounts.post(then, accounts.account(then, CLERK), role="clerk")
    return item, str(enterprise)


@pytest.mark.parametrize(("width", "language", "size"), [(390, "zh", "elder"), (1440, "en", "")])
def test_an_enterprise_without_a_platform_is_led_to_the_window(
    page_at, here, settings, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    item, party = here

    def sign_in(path, phone):
        page = page_at(width, path, language=language, size=size)
        page.fill("input[name=phone]", phone)
        page.fill("input[name=password]", accounts.PASSWORD)
        page.click("main form:has([name=password]) button.btn-primary")
        return page

    def look(page, name):
        keep_picture(page, f"signing-{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        page.set_viewport_size({"width": width, "height": 2400})  # as if scrolled past the bar at the bottom
        assert_accessible(page)

    settings.PRODUCTION = True
    page = sign_in(f"/sign-in?next=/apply/{item}", CITIZEN)
    look(page, "begin")
    page.click("form button[name=draft]")
    page.fill("[name=name]", "样例甲")
    page.click("button[value=next]")
    page.wait_for_url("**/materials*")
    for button in ("consent.m1", "later.m2"):
        page.check(f"[name='{button}']")
    page.click("button[value=next]")
    page.check("[value=electronic]")
    page.click("button[value=next]")
    page.wait_for_url("**/check*")
    look(page, "where")

    clerk = sign_in(f"/workbench/sign-in?next=/workbench/intake/{item}/{party}", CLERK)
    look(clerk, "chop")
    clerk.check("[name='paper.checked']")
    clerk.click("main form button.btn-primary:not(.tb-sr)")
    look(clerk, "chop-refused")
    settings.PRODUCTION = False
    clerk.goto(f"/workbench/intake/{item}/{party}")
    clerk.click("#signing summary")
    for code in ("m1", "m2"):
        clerk.select_option(f'[name="materials.{code}"]', "paper")
    clerk.set_input_files(
        "[name='paper.scan']", {"name": "盖章件.png", "mimeType": "image/png", "buffer": uploads.png(5)}
    )
    clerk.check("[name='paper.checked']")
    look(clerk, "chop-or-code")
    clerk.click("main form button.btn-primary:not(.tb-sr)")
    clerk.wait_for_url("**/receipts/*")
    clerk.goto(f"/workbench/cases/{clerk.url.rsplit('/', 1)[1]}")
    look(clerk, "case")
