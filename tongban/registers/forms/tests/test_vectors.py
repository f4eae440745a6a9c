"""The golden vectors, on the server. `tests/browser/test_forms.py` runs the same files through the browser."""

import pytest

from tongban.registers.forms.queries.dictionary import get_dictionary
from tongban.registers.forms.rules.conditions import holds, names_in
from tongban.registers.forms.rules.form import parse_form
from tongban.registers.forms.rules.reading import read_values
from tongban.registers.forms.rules.schema import condition_schema
from tongban.registers.forms.rules.validation import compiled, validate
from tongban.registers.forms.tests.samples import read

pytestmark = pytest.mark.req("GUI-02", part="form fields by answers")
CONDITIONS, JUDGING = read("conditions"), read("judging")


@pytest.mark.parametrize("row", CONDITIONS, ids=str)
def test_a_condition_holds_or_not(row):
    assert holds(row["cond"], row["values"], row["answers"]) is row["expected"]


@pytest.mark.parametrize("row", CONDITIONS, ids=str)
def test_the_schema_of_a_condition_says_the_same(row):
    schema = compiled(condition_schema(row["cond"]))
    assert schema.is_valid({"values": row["values"], "answers": row["answers"]}) is row["expected"]


@pytest.mark.parametrize("row", JUDGING, ids=lambda row: f"{row['element']} {row['typed'][:12]}")
def test_what_was_typed_is_judged(row):
    form = parse_form(
        {"sections": [{"title": "节", "fields": [{"element": row["element"], "required": True}]}]}, get_dictionary()
    )
    key = form.fields[0].key
    found = validate(form, read_values(form, {key: [row["typed"]]}), {})
    assert found == ({key: [row["code"]]} if row["code"] else {})


def test_the_vectors_are_many():
    assert len(CONDITIONS) >= 60
    assert {operator for row in CONDITIONS for operator in row["cond"]} >= {
        "is",
        "in",
        "has",
        "at_least",
        "at_most",
        "filled",
    }


def test_a_condition_names_what_it_looks_at():
    condition = {
        "all": [{"field": "a", "is": 1}, {"not": {"any": [{"answer": "q", "is": "x"}, {"field": "b", "filled": True}]}}]
    }
    assert names_in(condition) == {("field", "a"), ("answer", "q"), ("field", "b")}
