"""What is shown, what is kept, what is wrong: the rules of a filled form."""

import pytest

from tongban.registers.forms.queries.dictionary import get_dictionary, get_form
from tongban.registers.forms.rules.form import check_form, prune
from tongban.registers.forms.rules.validation import document_validator, validate
from tongban.registers.forms.tests.samples import COMPANY, FOOD

pytestmark = pytest.mark.req("GUI-02", part="form fields by answers")


def sample_values(definition, **other):
    form = get_form(definition)
    values = {}
    for field in form.fields:
        sample, offered = field.element.sample, [choice.code for choice in field.choices]
        if offered and not isinstance(sample, list) and sample not in offered:
            sample = offered[0]
        values[field.key] = sample
    return prune(form, values | other, other)


@pytest.mark.parametrize("definition", [FOOD, COMPANY])
def test_the_realistic_forms_are_sound(definition):
    assert check_form(definition, get_dictionary(), ["cold_dishes", "by_agent"]) == []


@pytest.mark.parametrize("definition", [FOOD, COMPANY])
def test_filled_with_samples_they_may_be_submitted(definition):
    form, values = get_form(definition), sample_values(definition)
    assert validate(form, values, {}) == {}
    assert document_validator(form).is_valid({"values": values})


@pytest.mark.parametrize("value", ["\ud800", 10**30, float("inf"), {"a": "b"}, [[1]], [None], "x" * 100_000, "x\0"])
@pytest.mark.parametrize("element", ["person.name", "premises.area", "family.rows", "food.items", "application.reason"])
def test_whatever_comes_is_only_refused(element, value):
    form = get_form({"sections": [{"title": "节", "fields": [{"element": element, "required": True}]}]})
    assert list(validate(form, {form.fields[0].key: value}, {})) != []


@pytest.mark.parametrize("element", get_dictionary().values(), ids=lambda element: element.code)
def test_every_sample_of_the_dictionary_passes(element):
    form = get_form({"sections": [{"title": "节", "fields": [{"element": element.code, "required": True}]}]})
    assert validate(form, {form.fields[0].key: element.sample}, {}) == {}
