"""A form: sections of fields that refer to data elements, some shown only under a condition.

Fields are decided from top to bottom. A condition sees a hidden field as not filled. A hidden field's value is neither
kept nor judged: `prune` takes it away before anything else looks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.rules.conditions import Condition, holds, is_filled
from tongban.registers.forms.rules.dictionary import Choice, DataElement, Dictionary, Type

Json = Any
Values = Mapping[str, Json]

KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question of a form: an element in this form's words. `choices` are those offered here, all by default."""

    element: DataElement
    key: str
    label: str
    label_en: str
    hint: str
    hint_en: str
    required: bool
    choices: tuple[Choice, ...]
    when: Condition | None

    @property
    def type(self) -> Type:
        return self.element.type


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    title: str
    title_en: str
    when: Condition | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A definition read against the dictionary; equal only to itself, so that what is compiled from it can be kept."""

    definition: Mapping[str, Json]
    title: str
    title_en: str
    sections: tuple[Section, ...]
    by_key: Mapping[str, Field] = field(repr=False)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(each for section in self.sections for each in section.fields)


def key_of(row: Mapping[str, Json]) -> str:
    """The field's own key, else its element's code with underscores."""
    key: str = row.get("key") or row["element"].replace(".", "_")
    return key


def read_form(definition: Mapping[str, Json], dictionary: Dictionary) -> Form:
    """The form of a definition in which `check_form` finds no fault of shape, element or key."""
    sections = tuple(
        Section(
            row["title"],
            row.get("title_en") or row["title"],
            row.get("when"),
            tuple(_read_field(each, dictionary) for each in row["fields"]),
        )
        for row in definition["sections"]
    )
    title = definition.get("title", "")
    by_key = {each.key: each for section in sections for each in section.fields}
    return Form(definition, title, definition.get("title_en") or title, sections, by_key)


def _read_field(row: Mapping[str, Json], dictionary: Dictionary) -> Field:
    element = dictionary[row["element"]]
    offered = row.get("choices")
    label, hint = row.get("label") or element.zh, row.get("hint", element.hint)
    return Field(
        element,
        key_of(row),
        label,
        row.get("label_en") or (element.en if label == element.zh else label),
        hint,
        row.get("hint_en") or (element.hint_en if hint == element.hint else "") or hint,
        row["required"],
        tuple(choice for choice in element.choices if offered is None or choice.code in offered),
        row.get("when"),
    )


def shown_fields(form: Form, values: Values, answers: Values) -> dict[str, Json]:
    """Key of each field that is shown, in order → its value, or None where nothing is filled in."""
    shown: dict[str, Json] = {}
    for section in form.sections:
        if section.when and not holds(section.when, shown, answers):
            continue
        for each in section.fields:
            if not each.when or holds(each.when, shown, answers):
                value = _without_blank_rows(values.get(each.key))
                shown[each.key] = value if is_filled(value) else None
    return shown


def prune(form: Form, values: Values, answers: Values) -> dict[str, Json]:
    """The values of what is shown and filled in, in the form's order: hidden, blank and empty rows are gone.

    Raises as `refuse_unknown` does.
    """
    refuse_unknown(form, values)
    return {key: value for key, value in shown_fields(form, values, answers).items() if value is not None}


def refuse_unknown(form: Form, values: Values) -> None:
    """Raises Invalid form.unknown_field, by key, for values that belong to no field of the form."""
    if unknown := sorted(values.keys() - form.by_key.keys()):
        raise Invalid("form.unknown_field", {key: ["form.unknown_field"] for key in unknown}, keys="、".join(unknown))


def _without_blank_rows(value: Json) -> Json:
    """Rows in which something stands, each without its blank cells; anything else as it is."""
    if not isinstance(value, list) or not any(isinstance(row, dict) for row in value):
        return value
    rows: Sequence[Json] = [
        {name: cell for name, cell in row.items() if is_filled(cell)} if isinstance(row, dict) else row for row in value
    ]
    return [row for row in rows if is_filled(row)]
