"""Paper is white and its letters black, whatever the screen was."""

import pytest

pytestmark = pytest.mark.story
COLOUR = "element => getComputedStyle(element).color"
GROUND = "element => getComputedStyle(element).backgroundColor"


@pytest.mark.parametrize("look", [{"theme": "dark"}, {"theme": "dark", "size": "elder"}, {"theme": "light"}])
def test_a_dark_page_prints_black_on_white(page_at, look):
    page = page_at(1440, "/dev/components/qr", language="zh", **look)
    page.emulate_media(media="print")
    assert [page.locator(name).first.evaluate(COLOUR) for name in ("h1", "h2", "a")] == ["rgb(0, 0, 0)"] * 3
    assert [page.locator(name).first.evaluate(GROUND) for name in ("body", ".tb-qr")] == ["rgb(255, 255, 255)"] * 2
