"""Choosing the region one lives in: down five levels by links, or by typing its name, and another tree beside it."""

import pytest

from tests.stories.steps import press

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("_regions"), pytest.mark.req("REG-01", part="tree")]
DOWN = ["湖北省", "孝感市", "孝南区", "书院街道", "城隍潭社区"]


@pytest.mark.req("NFR-08", part="portal")
@pytest.mark.parametrize("path", ["/region", "/region?within=420902000000", "/region?q=书院", "/region?q=nowhere"])
def test_the_pages_suit_everybody(page_at, look_over, view, path):
    width, look = view
    look_over(page_at(width, path, **look), "region")


@pytest.mark.req("NFR-08", part="keyboard")
def test_five_levels_down_by_keys_alone(page_at):
    page = page_at(1440, "/help")
    press(page, "选地区")
    for name in DOWN:
        press(page, name)
    press(page, "选这里 城隍潭社区")
    assert page.url.endswith("/help")
    assert page.locator(".tb-tools").get_by_text("城隍潭社区").is_visible()
    assert page.locator(".tb-brand small").inner_text() == "孝感市政务服务（样例）"


def test_five_levels_down_and_back_without_scripts(page_at):
    page = page_at(390, "/region?next=/help", scripts=False)
    for name in DOWN:
        page.locator("main").get_by_role("link", name=name).click()
    page.locator("main").get_by_role("link", name="孝南区").click()
    page.get_by_role("button", name="选这里").click()
    assert page.url.endswith("/help")
    page.locator(".tb-tools").get_by_role("link", name="孝南区").click()
    page.get_by_role("button", name="不再限定地区").click()
    assert page.locator(".tb-tools").get_by_text("选地区").is_visible()


def test_a_tree_that_begins_at_a_city(page_at):
    page = page_at(1440, "/region")
    for name in ("徐州市", "鼓楼区", "黄楼街道"):
        page.locator("main").get_by_role("link", name=name).click()
    page.get_by_role("button", name="选这里").click()
    assert page.locator(".tb-brand small").inner_text() == "徐州市政务服务（样例）"
