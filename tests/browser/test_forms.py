"""Forms in a real browser: the same conditions and the same codes as on the server, with and without scripts."""

import json

import pytest
from playwright.sync_api import expect

from tongban.registers.forms import queries
from tongban.registers.forms.tests.samples import read

pytestmark = [pytest.mark.story, pytest.mark.req("GUI-02", part="form fields by answers")]
ON_PAGE = "customElements.get('tb-form')"


@pytest.fixture(autouse=True)
def _with_the_form_page(settings):
    settings.ROOT_URLCONF = "tests.browser.form_page"


def test_the_browser_decides_every_vector_as_the_server(page_at):
    rows = read("conditions")
    told = page_at(390, "/dev/components/form").evaluate(
        f"rows => rows.map(row => {ON_PAGE}.holds(row.cond, row.values, row.answers))", rows
    )
    wrong = [row for row, got in zip(rows, told, strict=True) if got is not row["expected"]]
    assert wrong == []


def checks_of(element):
    definition = {"sections": [{"title": "节", "fields": [{"element": element, "required": True}]}]}
    view = queries.view(definition, values={}, answers={}, language="zh")
    return json.loads(view.sections[0].fields[0].checks)


def test_the_browser_judges_as_the_server(page_at):
    rows = read("judging")
    given = [[checks_of(row["element"]), row["typed"]] for row in rows]
    told = page_at(390, "/dev/components/form").evaluate(f"rows => rows.map(row => {ON_PAGE}.judge(...row))", given)
    wrong = [(row, got) for row, got in zip(rows, told, strict=True) if got != row["code"]]
    assert wrong == []


def test_fields_come_and_go_by_what_is_filled_in(page_at):
    page = page_at(390, "/test-form/food")
    canteen, kitchen = page.locator("#food_canteen_kind"), page.locator("#premises_kitchen_area")
    expect(canteen).to_be_hidden()
    page.check("input[name=food_business_kind][value=canteen]")
    expect(canteen).to_be_visible()
    expect(kitchen).to_be_visible()
    page.check("input[name=food_business_kind][value=sales]")
    expect(canteen).to_be_hidden()
    assert kitchen.is_disabled()


def test_a_hidden_field_is_never_sent(page_at):
    page = page_at(1440, "/test-form/food")
    page.check("input[name=food_business_kind][value=canteen]")
    page.fill("#food_diners", "300")
    page.check("input[name=food_business_kind][value=sales]")
    sent = page.evaluate("[...new FormData(document.querySelector('main form')).keys()]")
    assert "food_business_kind" in sent
    assert not {"food_diners", "premises_kitchen_area"} & set(sent)
    page.check("input[name=food_business_kind][value=canteen]")
    assert page.input_value("#food_diners") == "300"


def test_a_mistake_is_told_on_leaving_the_field(page_at):
    page = page_at(390, "/test-form/food", language="en")
    area = page.locator("#premises_area")
    area.fill("large")
    area.blur()
    expect(page.locator("#premises_area-error")).to_have_text("Please enter a number, for example 128.5.")
    assert area.get_attribute("aria-invalid") == "true"
    area.fill("")
    area.blur()
    expect(page.locator("#premises_area-error")).to_have_text("Please fill in this field.")
    area.fill("1,280.5")
    area.blur()
    expect(page.locator("#premises_area-error")).to_have_count(0)
    assert area.get_attribute("aria-describedby") is None


def test_what_the_server_found_stays_until_it_is_changed(page_at):
    page = page_at(390, "/test-form/company")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("#representative_resident_id", "429099199001011018")
    page.click("#send")
    field, error = page.locator("#representative_resident_id"), page.locator("#representative_resident_id-error")
    field.focus()
    field.blur()
    expect(error).to_have_text("身份证号最后一位和前面对不上，请逐位核对。")
    field.fill("429099199001011019")
    field.blur()
    expect(error).to_have_count(0)


def test_a_choice_made_takes_its_mistake_away(page_at):
    page = page_at(390, "/test-form/food")
    page.focus("input[name=food_business_kind][value=sales]")
    page.focus("#enterprise_name")
    expect(page.locator("#food_business_kind-error")).to_have_text("这一栏要填。")
    page.check("input[name=food_business_kind][value=sales]")
    expect(page.locator("#food_business_kind-error")).to_have_count(0)


def test_without_scripts_the_server_decides(page_at):
    page = page_at(390, "/test-form/food", scripts=False)
    assert page.locator("#food_diners").is_hidden()
    page.check("input[name=food_business_kind][value=canteen]")
    page.fill("#premises_area", "128.5")
    page.locator(".tb-unscripted button").click()
    assert page.locator("#food_diners").is_visible()
    assert page.input_value("#premises_area") == "128.5"


@pytest.mark.parametrize("scripts", [True, False])
def test_one_more_row(page_at, scripts):
    page = page_at(390, "/test-form/company", scripts=scripts)
    for _again in range(2):
        page.locator("button[name='shareholder_rows.more']").click()
    rows = page.locator("#shareholder_rows [data-row]")
    expect(rows).to_have_count(4)
    page.fill("[id='shareholder_rows.3.name']", "样例丁")
    if not scripts:
        page.locator(".tb-unscripted button").click()
        assert page.input_value("[id='shareholder_rows.0.name']") == "样例丁"


@pytest.mark.parametrize(("width", "language"), [(390, "en"), pytest.param(1440, "zh", marks=pytest.mark.long)])
def test_a_whole_form_with_its_mistakes_can_be_read(
    page_at, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language
):
    page = page_at(width, "/test-form/company?by_agent=yes", language=language, size="elder" if width == 390 else "")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("#representative_resident_id", "429099199001011018")
    page.fill("[id='shareholder_rows.0.name']", "样例甲")
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()
    assert page.locator(".tb-error-text").count() > 10
    keep_picture(page, f"form-company-{width}-{language}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
