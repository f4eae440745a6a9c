"""A citizen opens the portal, finds a region, reads the help, signs in: by mouse, by keys, without scripts."""

import pytest

from tests.browser.test_components import LOOKS
from tests.stories.steps import press, sign_in, tab_to
from tongban.registers.access.tests import make as access

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("_regions")]


@pytest.mark.req("NFR-08", part="portal")
def test_the_home_page_suits_everybody(page_at, look_over, dress):
    width, look, language = dress
    page = page_at(width, "/", language=language, **LOOKS[look])
    assert page.locator("h1").inner_text() == {"zh": "今天要办什么事？", "en": "What do you need today?"}[language]
    look_over(page, f"home-{look}-{language}")


@pytest.mark.req("NFR-08", part="portal")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?for=corporate", 200),
        ("/search", 200),
        ("/search?q=書院", 200),
        ("/search?q=nowhere", 200),
        ("/search?q=" + "x" * 101, 422),
        ("/help", 200),
        ("/accessibility", 200),
        ("/sign-in", 200),
        ("/me", 200),
    ],
)
def test_every_page_of_the_portal_suits_everybody(page_at, look_over, view, path, status):
    width, look = view
    look_over(page_at(width, path, expect=status, **look), f"portal{path.partition('?')[0].replace('/', '-')}")


@pytest.mark.req("NFR-08", part="keyboard")
@pytest.mark.req("NFR-07", part="region search")
def test_a_region_is_found_by_keys_alone(page_at):
    page = page_at(390)
    tab_to(page, "说出要办的事")
    page.keyboard.type("書院街道")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="书院街道").wait_for()
    press(page, "选这里 书院街道")
    assert "湖北省 孝感市 孝南区 书院街道" in page.locator(".tb-mine").inner_text()


def test_a_citizen_signs_in_and_out_without_scripts(page_at, now):
    access.account(now)
    page = page_at(390, scripts=False)
    page.get_by_role("link", name="登录").first.click()
    sign_in(page, access.PHONE, access.PASSWORD)
    assert page.locator("h1").inner_text() == "样例甲"
    page.get_by_role("button", name="退出登录").click()
    assert page.get_by_text("登录后查看").is_visible()
