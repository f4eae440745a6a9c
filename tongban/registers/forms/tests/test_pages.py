"""A form as a page and on paper: drawn, read back, and told in both languages."""

import pytest

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms import queries
from tongban.registers.forms.tests.samples import COMPANY, FOOD

pytestmark = pytest.mark.req("GUI-02", part="form fields by answers")
ONE = {"sections": [{"title": "节", "fields": [{"element": "family.rows", "required": True}]}]}


def drawn(definition, values=None, answers=None, errors=None, language="zh"):
    view = queries.view(definition, values=values or {}, answers=answers or {}, errors=errors, language=language)
    return view, {field.name: field for section in view.sections for field in section.fields}


def test_what_is_shown_follows_the_values():
    _, fields = drawn(FOOD, {"food_business_kind": "canteen"})
    assert (fields["food_diners"].visible, fields["food_website"].visible) == (True, False)
    view, fields = drawn(FOOD, {"food_business_kind": "sales"})
    assert [section.visible for section in view.sections] == [True, True, True, False, True, True]


def test_what_is_shown_follows_the_answers():
    view, fields = drawn(COMPANY, answers={"by_agent": "yes"})
    assert fields["agent_name"].visible
    assert view.answers == '{"by_agent": "yes"}'


def test_words_come_in_the_language_asked_for():
    view, fields = drawn(FOOD, language="en", errors={"premises_area": ["form.too_small"]})
    assert view.sections[0].title == "Operator"
    assert fields["premises_address"].hint == "Change it only if it differs from the registered address"
    assert fields["food_business_kind"].options[1].label == "Catering business"
    assert fields["premises_area"].error == "It cannot be less than 0.01."


def test_a_wrong_number_is_told_with_its_own_facts():
    _, fields = drawn(FOOD, {"enterprise_credit_code": "9142"}, errors={"enterprise_credit_code": ["uscc.length"]})
    assert fields["enterprise_credit_code"].error == "统一社会信用代码应为 18 位，现在是 4 位。"
    assert fields["enterprise_credit_code"].value == "9142"


def test_the_summary_leads_to_the_cell():
    errors = {"family_rows.0.resident_id": ["form.required"]}
    view, _ = drawn(ONE, {"family_rows": [{"name": "样例戊"}]}, errors=errors)
    (line,) = view.errors
    assert (line.name, line.label) == ("family_rows.0.resident_id", "共同生活的家庭成员第 1 行 身份证号")


def test_places_make_a_region_a_choice():
    code = "420902000000"
    view = queries.view(
        COMPANY, values={"enterprise_region": code}, answers={}, language="zh", places=[(code, "样例区")]
    )
    field = next(field for section in view.sections for field in section.fields if field.name == "enterprise_region")
    assert (field.control, field.options[0].label, field.options[0].chosen) == ("select", "样例区", True)


def test_what_is_posted_is_read_in_one_spelling():
    posted = {
        "food_business_kind": ["catering"],
        "food_items": ["hot", "cold"],
        "food_sells_online": ["no"],
        "enterprise_credit_code": [" 91429099 exam00019f"],
        "premises_area": ["１,280.50"],
        "premises_rent_until": ["2029年9月30日"],
        "csrfmiddlewaretoken": ["x"],
    }
    read = queries.read(FOOD, posted)
    assert read == {
        "food_business_kind": "catering",
        "food_items": ["hot", "cold"],
        "food_sells_online": False,
        "enterprise_credit_code": "91429099EXAM00019F",
        "premises_area": 1280.5,
        "premises_rent_until": "2029-09-30",
    }


def test_blank_rows_go_behind_and_one_more_is_added():
    posted = {"family_rows.rows": ["2"], "family_rows.1.name": ["样例戊"], "family_rows.more": ["1"]}
    read = queries.read(ONE, posted)
    assert read == {"family_rows": [{"name": "样例戊"}, {}, {}]}
    assert queries.wants_update(posted)
    assert queries.keep(ONE, values=read, answers={}) == {"family_rows": [{"name": "样例戊"}]}


@pytest.mark.parametrize("told", ["-1", "x", "99999", ""])
def test_a_forged_number_of_rows_is_no_rows(told):
    assert queries.read(ONE, {"family_rows.rows": [told]}) == {}


def test_more_rows_than_allowed_are_not_made():
    assert len(queries.read(ONE, {"family_rows.rows": ["9999"], "family_rows.more": ["1"]})["family_rows"]) == 20


def test_hidden_values_are_neither_kept_nor_judged():
    values = {"food_business_kind": "sales", "food_diners": -5, "premises_kitchen_area": "large"}
    found = queries.validate(FOOD, values=values, answers={})
    assert not {"food_diners", "premises_kitchen_area"} & found.keys()
    assert queries.keep(FOOD, values=values, answers={}) == {"food_business_kind": "sales"}


def test_unknown_values_are_refused():
    with pytest.raises(Invalid) as refusal:
        queries.validate(FOOD, values={"salary": 1}, answers={})
    assert refusal.value.fields == {"salary": ["form.unknown_field"]}


def test_the_schema_stands_alone():
    schema = queries.get_schema(COMPANY)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == queries.get_schema(dict(COMPANY))["$id"]
    assert schema["properties"]["values"]["properties"]["finance_name"]["x-element"] == "company.finance_contact_name"


def rows_of(sheet):
    return {row["label"]: row for section in sheet["sections"] for row in section["rows"]}


def test_the_blank_sheet_says_when_a_field_is_for():
    rows = rows_of(queries.list_sheet(FOOD, language="zh", filled=False))
    assert rows["供餐人数"] == {
        "label": "供餐人数",
        "value": "",
        "hint": "只在这时填写：“主体业态”是 集中用餐单位食堂。",
        "kind": "integer",
    }
    assert rows["主体业态"]["value"]["chosen"] == []
    assert len(rows["从业人员"]["value"]["rows"]) == 2


def test_the_filled_sheet_shows_only_what_its_sample_needs():
    sheet = queries.list_sheet(FOOD, language="en", filled=True)
    rows = rows_of(sheet)
    assert sheet["title"] == "Application for a food business licence"
    assert rows["Floor area (square metres)"]["value"] == "128.5"
    assert rows["Kind of business"]["value"]["chosen"] == ["Catering business"]
    assert "Number of diners" not in rows


def test_every_condition_can_be_told():
    told = [
        row["hint"]
        for d in (FOOD, COMPANY)
        for row in rows_of(queries.list_sheet(d, language="en", filled=False)).values()
    ]
    assert "Only if not (“Has a board of directors” is Yes)." in told
