"""The two layouts with a full shell: every look, every width, without a mouse and without scripts."""

import pytest

from tests.browser.test_components import LOOKS

pytestmark = pytest.mark.story
LAYOUTS = ["portal", "workbench"]


@pytest.mark.req("NFR-08", part="layouts")
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("look", LOOKS)
def test_layouts_fit_and_can_be_read(page_at, assert_accessible, assert_no_sideways_scroll, keep_picture, layout, look):
    page = page_at(1440, f"/dev/layouts/{layout}", language="en", **LOOKS[look])
    assert_accessible(page)
    for width in (1440, 1000, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        keep_picture(page, f"{layout}-{width}-{look}")
        assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_the_system_may_choose_the_dark(page_at, assert_accessible):
    page = page_at(1440, "/dev/layouts/portal", theme="")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 27)"
    assert_accessible(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_error_pages_are_accessible(page_at, assert_accessible, assert_no_sideways_scroll, language):
    page = page_at(390, "/nowhere", language=language, expect=404)
    assert_no_sideways_scroll(page)
    assert_accessible(page)


@pytest.mark.req("NFR-08", part="elder mode")
@pytest.mark.parametrize("scripts", [True, False])
def test_language_and_size_change_with_and_without_scripts(page_at, scripts):
    page = page_at(1440, "/dev/layouts/portal", theme="", scripts=scripts)
    page.locator("header button", has_text="English").click()
    page.locator("header button", has_text="Large text").click()
    assert page.url.endswith("/dev/layouts/portal")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-size") == "elder"


@pytest.mark.req("NFR-08", part="keyboard")
def test_the_first_tab_leads_past_the_navigation(page_at):
    page = page_at(1440, "/dev/layouts/workbench")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.req("NFR-08", part="keyboard")
def test_staff_work_the_list_by_keys(page_at):
    page = page_at(1440, "/dev/layouts/workbench")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr.cur input").is_checked()
    assert page.evaluate("document.activeElement.closest('tr').id") == "row-b"
    page.keyboard.press("/")
    page.keyboard.type("jxt")  # typing is typing
    assert page.locator("#find").input_value() == "jxt"
    assert page.locator("tr.cur").get_attribute("id") == "row-b"


@pytest.mark.req("NFR-08", part="keyboard")
def test_keys_are_explained_and_can_be_switched_off(page_at):
    page = page_at(1440, "/dev/layouts/workbench")
    for _again in range(2):
        page.keyboard.press("?")
        page.locator("dialog button", has_text="知道了").click()
    page.keyboard.press("?")
    page.locator("dialog button", has_text="关闭单键").click()
    page.keyboard.press("j")
    assert page.locator("tr.cur").count() == 0


def test_sheets_grow_and_turn(page_at):
    page = page_at(1440, "/dev/components/viewer")
    page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="旋转").click()
    sheet = page.locator("[data-sheet]")
    assert (sheet.get_attribute("data-size"), sheet.get_attribute("data-turn")) == ("1", "90")


def test_two_hundred_rows_fit(page_at, assert_no_sideways_scroll):
    page = page_at(390, "/dev/components/case_table", language="en")
    assert page.locator("#rows-many tbody tr").count() == 200
    assert_no_sideways_scroll(page)


def test_a_code_counts_down_by_itself(page_at):
    from playwright.sync_api import expect

    page = page_at(390, "/dev/components/show_code")
    expect(page.locator("#code-1-seconds")).to_have_text("41")
