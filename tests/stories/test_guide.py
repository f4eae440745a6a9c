"""Finding and reading a guide: by everyday words, by questions, in elder mode, without scripts, on paper."""

import pytest

from tongban.faces.portal.tests import make
from tongban.registers.catalogue.tests.make import TOWN

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("_regions")]


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def food(now):
    """The food business licence of a county's bureau."""
    return make.offered(now, make.FOOD)[0]


@pytest.fixture
def station(now):
    """What a town's station offers to the old."""
    told = {"organisation": make.STATION, "region": TOWN, "kind": "station", "name": "书院街道样例便民服务中心"}
    return make.offered(now, make.OLD_AGE_BY_PROXY, **told)[0]


@pytest.mark.req("NFR-08", part="guide")
def test_the_guide_suits_everybody(page_at, look_over, food, view):
    width, look = view
    for language in ("zh", "en"):
        look_over(page_at(width, f"/items/{food}", language=language, **look), f"guide-{language}")


@pytest.mark.req("NFR-08", part="guide")
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("answered", "/items/{food}?business=dine&size=s&special=none"),
        ("print", "/items/{food}/print"),
        ("search", "/search?q=食品"),
        ("zero", "/search?q=nowhere"),
        ("theme", "/themes/enterprise/准营准办"),
        ("department", "/departments/" + make.BUREAU),
        ("departments", "/?for=department"),
        ("home", "/"),
    ],
)
def test_every_page_about_items_suits_everybody(page_at, look_over, food, view, name, path):
    width, look = view
    look_over(page_at(width, path.format(food=food), **look), f"items-{name}")


@pytest.mark.req("GUI-02")
@pytest.mark.req("GUI-07", part="pages")
def test_a_citizen_opens_a_restaurant(page_at, food):
    page = page_at(1440)
    page.get_by_label("说出要办的事").fill("开饭店")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="食品经营许可（新办）").first.click()
    assert page.locator(".tb-mat").count() == 8
    for answer in ("餐饮服务（堂食为主）", "150 平方米以下", "都不做"):
        page.get_by_label(answer).check()
        page.locator(".tb-wizard button").click()
        page.locator(".tb-answered", has_text=answer).wait_for()
    assert page.locator(".tb-mat").count() == 6
    assert page.get_by_text("按上面的回答：8 份减为 6 份").is_visible()
    assert page.get_by_text("12月2日（星期三）").first.is_visible()
    assert "special=none" in page.url


@pytest.mark.req("GUI-04", part="channel")
def test_an_old_person_finds_the_allowance_in_the_town_without_scripts(page_at, look_over, station):
    page = page_at(390, f"/towns/{TOWN}", size="elder", scripts=False)
    page.get_by_role("link", name="高龄津贴申领代办", exact=True).click()
    assert page.locator("h1").inner_text() == "高龄津贴申领代办"
    page.locator(".tb-wizard label").first.click()
    page.locator(".tb-wizard button").click()
    assert page.locator(".tb-answered").count() == 1
    assert page.locator("html").get_attribute("data-size") == "elder"


@pytest.mark.req("NFR-08", part="guide")
def test_the_town_channel_suits_everybody(page_at, look_over, station, view):
    width, look = view
    look_over(page_at(width, f"/towns/{TOWN}", **look), "town")


@pytest.mark.req("NFR-08", part="keyboard")
@pytest.mark.req("GUI-07", part="suggestions")
def test_suggestions_are_walked_by_keys(page_at, food):
    page = page_at(1440)
    page.get_by_label("说出要办的事").press_sequentially("食品")
    page.locator("#suggestions a").first.wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "食品经营许可" in page.locator("h1").inner_text()
