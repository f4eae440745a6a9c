"""What a definition is refused for, each fault with its place."""

import copy

import pytest

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.errors import CODES, explain
from tongban.registers.forms.queries import get_dictionary, get_form, list_faults
from tongban.registers.forms.rules.dictionary import check_dictionary
from tongban.registers.forms.tests.samples import FOOD, read

pytestmark = pytest.mark.req("GUI-02", part="form fields by answers")
NAME = {"element": "person.name", "required": True}
KIND = {"element": "food.business_kind", "required": True, "choices": ["sales", "catering"]}
AREA = {"element": "premises.area", "required": True}
FIRST, SECOND = "sections.0.fields.0.when", "sections.0.fields.1.when"


def fields(*rows, **section):
    return {"sections": [{"title": "节", "fields": list(rows), **section}]}


def shown_when(condition, *above):
    return fields(*above, {**NAME, "when": condition})


FAULTS = [
    ({}, "form", "form.malformed"),
    ([], "form", "form.malformed"),
    ({"sections": []}, "sections", "form.malformed"),
    (fields({"element": "person.name"}), "sections.0.fields.0", "form.malformed"),
    (fields({**NAME, "colour": "red"}), "sections.0.fields.0", "form.malformed"),
    (fields({**NAME, "key": "Person"}), "sections.0.fields.0.key", "form.malformed"),
    (shown_when({"field": "x"}), FIRST, "form.malformed"),
    (shown_when({"field": "x", "answer": "y", "is": 1}), FIRST, "form.malformed"),
    (shown_when({"all": []}), FIRST, "form.malformed"),
    (shown_when({"field": "x", "at_least": "soon"}), FIRST, "form.malformed"),
    (fields({"element": "person.salary", "required": True}), "sections.0.fields.0", "form.element_unknown"),
    (fields(NAME, NAME), "sections.0.fields.1", "form.key_repeated"),
    (fields({**KIND, "choices": ["bar"]}), "sections.0.fields.0.choices", "form.choice_unknown"),
    (fields({**AREA, "choices": ["bar"]}), "sections.0.fields.0.choices", "form.choice_unknown"),
    (shown_when({"field": "salary", "is": 1}), FIRST, "form.field_unknown"),
    (shown_when({"field": "person_name", "filled": True}), FIRST, "form.condition_on_itself"),
    (fields({**NAME, "when": {"field": "premises_area", "at_least": 1}}, AREA), FIRST, "form.condition_on_later"),
    (fields(NAME, when={"field": "person_name", "filled": True}), "sections.0.when", "form.condition_on_itself"),
    (shown_when({"answer": "colour", "is": "red"}), FIRST, "form.question_unknown"),
    (shown_when({"field": "food_business_kind", "at_least": 3}, KIND), SECOND, "form.operator_unfit"),
    (shown_when({"field": "premises_area", "has": "x"}, AREA), SECOND, "form.operator_unfit"),
    (shown_when({"field": "food_business_kind", "is": "canteen"}, KIND), SECOND, "form.value_outside_choices"),
    (shown_when({"field": "premises_area", "at_least": "2026-11-25"}, AREA), SECOND, "form.value_unfit"),
    (shown_when({"field": "premises_area", "is": True}, AREA), SECOND, "form.value_unfit"),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "where", "code"), FAULTS, ids=lambda each: str(each)[:60])
def test_a_fault_is_found_in_its_place(definition, where, code):
    assert (where, code) in [(fault.where, fault.code) for fault in list_faults(definition, questions=["size"])]


def test_conditions_in_a_circle_are_told_apart():
    first = {**NAME, "when": {"field": "premises_area", "at_least": 1}}
    second = {**AREA, "when": {"field": "person_name", "filled": True}}
    assert [fault.code for fault in list_faults(fields(first, second))] == ["form.condition_cycle"]


NEVER = {
    "all": [
        {"field": "food_business_kind", "is": "sales"},
        {"not": {"not": {"field": "food_business_kind", "filled": True}}},
        {"field": "food_business_kind", "is": "catering"},
    ]
}


def test_what_can_never_show_is_a_fault():
    hidden = fields(KIND, {**NAME, "when": NEVER}, {**AREA, "when": {"field": "person_name", "filled": True}})
    assert [(f.where, f.code) for f in list_faults(hidden)] == [
        ("sections.0.fields.1", "form.field_never_shown"),
        ("sections.0.fields.2", "form.field_never_shown"),
    ]
    section = {"sections": [*fields(KIND)["sections"], {"title": "无", "when": NEVER, "fields": [NAME]}]}
    assert [(f.where, f.code) for f in list_faults(section)] == [("sections.1", "form.section_never_shown")]


def test_a_negation_of_what_can_never_be_always_shows():
    assert list_faults(fields(KIND, {**NAME, "when": {"not": NEVER}})) == []


def test_what_is_too_deep_is_not_read():
    condition = {"answer": "size", "filled": True}
    for _ in range(100_000):
        condition = {"not": condition}
    assert [fault.code for fault in list_faults(shown_when(condition))] == ["form.malformed"]


def test_a_refused_definition_makes_no_form():
    broken = copy.deepcopy(FOOD)
    broken["sections"][0]["fields"][0]["element"] = "person.salary"
    with pytest.raises(Invalid) as refusal:
        get_form(broken)
    assert refusal.value.code == "form.definition_refused"
    assert refusal.value.fields == {"sections.0.fields.0": ["form.element_unknown"]}


def test_every_fault_has_its_sentence():
    told = [explain(f.code, f.facts) for definition, _, _ in FAULTS for f in list_faults(definition)]
    assert not [sentence for sentence in told if "—" in sentence or "%(" in sentence]
    assert {code for _, _, code in FAULTS} <= CODES


def test_the_dictionary_is_sound():
    data = read("../data_elements")
    assert check_dictionary(data) == []
    assert len(get_dictionary()) >= 90


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"type": "colour"}, "type colour is unknown"),
        ({"source": "party.salary"}, "source party.salary is not in the language of sources"),
        ({"source": "licence:营业执照"}, "source licence:营业执照 is not in the language of sources"),
        ({"type": "choice"}, "choices belong to a choice, and a choice has some"),
        ({"colour": "red"}, "says ['colour'], which means nothing"),
    ],
)
def test_a_fault_of_the_dictionary_is_found(change, fault):
    row = {"zh": "姓名", "en": "Name", "type": "text", "sample": "样例甲", **change}
    assert check_dictionary({"person.name": row}) == [f"person.name: {fault}"]
