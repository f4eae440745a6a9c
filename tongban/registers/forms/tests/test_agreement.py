"""The schema accepts exactly what the rules accept: random forms, random values, hidden ones among them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.queries.dictionary import get_dictionary
from tongban.registers.forms.rules.form import parse_form, prune
from tongban.registers.forms.rules.validation import document_validator, validate

pytestmark = pytest.mark.req("GUI-02", part="form fields by answers")

VALUES: dict[str, list[Any]] = {
    "food.business_kind": ["sales", "catering", "bar", "", None, 1],
    "food.items": [["hot"], ["hot", "cold"], [], ["hot", "hot"], ["x"], "hot"],
    "food.sells_online": [True, False, 1, "true", None],
    "premises.area": [128.5, 100, 0, 0.005, 1e13, "100", True],
    "food.diners": [1, 300, 299, 0, 2.5, 1.0],
    "premises.rent_until": ["2026-11-25", "2027-01-01", "1899-12-31", "2026-02-30", "tomorrow", 20261125],
    "person.name": ["样例甲", "", "两\n行", "长" * 61, 5],
    "person.resident_id": ["429099199001011019", "429099199001011018", "42909919900101101x"],
    "enterprise.credit_code": ["91429099EXAM00019F", "91429099EXAM00010N", "x"],
    "family.rows": [[{"name": "样例戊"}], [{}], [], [{"name": "样例戊", "income": -1}], [{"more": 1}], "rows"],
}
ELEMENTS = list(VALUES)
KEYS = [code.replace(".", "_") for code in ELEMENTS]
WANTED = {
    "is": st.sampled_from(["sales", "catering", True, False, 1, 300, "yes"]),
    "in": st.lists(st.sampled_from(["sales", "catering", 1, True, "yes"]), min_size=1, max_size=3),
    "has": st.sampled_from(["hot", "cold", 1]),
    "at_least": st.sampled_from([0, 1, 128.5, 300, "2026-11-25", "2000-01-01", "2999-12-31"]),
    "at_most": st.sampled_from([0, 1, 128.5, 300, "2026-11-25", "1900-01-01"]),
    "filled": st.booleans(),
}


@st.composite
def simple(draw, above):
    operator = draw(st.sampled_from(list(WANTED)))
    names = [("answer", "situation"), *(("field", key) for key in above)]
    source, name = draw(st.sampled_from(names))
    return {source: name, operator: draw(WANTED[operator])}


def conditions(above):
    def several(inner):
        lists = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            lists.map(lambda e: {"all": e}), lists.map(lambda e: {"any": e}), inner.map(lambda e: {"not": e})
        )

    return st.recursive(simple(above), several, max_leaves=4)


@st.composite
def forms(draw):
    order, sections, above = draw(st.permutations(ELEMENTS)), [], []
    while order:
        size = draw(st.integers(1, 4))
        taken, order = order[:size], order[size:]
        section = {"title": "节", "fields": []}
        if draw(st.booleans()):
            section["when"] = draw(conditions(above))
        for code in taken:
            field = {"element": code, "required": draw(st.booleans())}
            if draw(st.booleans()):
                field["when"] = draw(conditions(above))
            section["fields"].append(field)
            above = [*above, code.replace(".", "_")]
        sections.append(section)
    return parse_form({"sections": sections}, get_dictionary())


FILLED = st.fixed_dictionaries(
    {}, optional={code.replace(".", "_"): st.sampled_from(VALUES[code]) for code in ELEMENTS}
)
ANSWERS = st.fixed_dictionaries({}, optional={"situation": st.sampled_from(["yes", ["hot"], 300, True, "2026-11-25"])})


def is_accepted(form, values, answers):
    return values == prune(form, values, answers) and validate(form, values, answers) == {}


def check_agreement(form, values, answers):
    schema = document_validator(form)
    for document in (values, prune(form, values, answers)):
        told = schema.is_valid({"values": document, "answers": answers})
        assert told is is_accepted(form, document, answers)


@settings(max_examples=60, deadline=None)
@given(forms(), FILLED, ANSWERS)
def test_schema_and_rules_accept_the_same(form, values, answers):
    check_agreement(form, values, answers)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(forms(), FILLED, ANSWERS)
def test_schema_and_rules_accept_the_same_at_length(form, values, answers):
    check_agreement(form, values, answers)


@settings(max_examples=40, deadline=None)
@given(forms(), FILLED, ANSWERS)
def test_pruning_twice_is_pruning_once(form, values, answers):
    once = prune(form, values, answers)
    assert prune(form, once, answers) == once
    assert validate(form, once, answers) == validate(form, values, answers)


def test_a_field_of_no_form_is_refused():
    form = parse_form(
        {"sections": [{"title": "节", "fields": [{"element": "person.name", "required": True}]}]}, get_dictionary()
    )
    with pytest.raises(Invalid) as refusal:
        prune(form, {"person_name": "样例甲", "salary": 1}, {})
    assert refusal.value.fields == {"salary": ["form.unknown_field"]}
    assert not document_validator(form).is_valid({"values": {"person_name": "样例甲", "salary": 1}})
