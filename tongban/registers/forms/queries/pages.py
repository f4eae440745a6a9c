"""A form as a page: what `ui/components/form.html` draws, and what comes back from it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongban.foundation.ui.forms import ErrorLine, FieldView, FormView, Option, SectionView
from tongban.registers.forms.queries import wording
from tongban.registers.forms.queries.dictionary import get_form
from tongban.registers.forms.rules import reading, validation
from tongban.registers.forms.rules.conditions import Condition, is_filled
from tongban.registers.forms.rules.definition import Field, Form, prune, shown_fields
from tongban.registers.forms.rules.dictionary import Choice, Column, DataElement, Type
from tongban.registers.forms.rules.reading import NO, YES, Posted
from tongban.registers.forms.rules.schema import EMAIL

Json = Any
Values = Mapping[str, Json]
Errors = Mapping[str, Sequence[str]]
Places = Sequence[tuple[str, str]]

MOST_RADIOS = 6
_CONTROLS = {
    Type.LONG_TEXT: "area", Type.NUMBER: "number", Type.MONEY: "number", Type.INTEGER: "integer", Type.DATE: "date",
    Type.CHOICES: "checks", Type.YES_NO: "radio", Type.PHONE: "phone", Type.EMAIL: "email", Type.RESIDENT_ID: "id",
    Type.CREDIT_CODE: "uscc", Type.ADDRESS: "address", Type.ROWS: "rows",
}  # fmt: skip


def read(definition: Mapping[str, Json], post_data: Posted) -> dict[str, Json]:
    """The values in a posted page (`dict(request.POST.lists())`), spelled one way; nothing is refused yet.

    Raises Invalid form.definition_refused, as all of these do.
    """
    return reading.read_values(get_form(definition), post_data)


def wants_update(post_data: Posted) -> bool:
    """True when 更新表单 or 再加一行 was pressed: show the page again with what was read, judge nothing."""
    return reading.wants_update(post_data)


def validate(definition: Mapping[str, Json], *, values: Values, answers: Values) -> dict[str, list[str]]:
    """Key → codes of what is wrong with the fields that are shown; empty when they may be submitted."""
    return validation.validate(get_form(definition), values, answers)


def keep(definition: Mapping[str, Json], *, values: Values, answers: Values) -> dict[str, Json]:
    """What may be stored: the values of shown fields only. Raises Invalid form.unknown_field."""
    return prune(get_form(definition), values, answers)


def view(
    definition: Mapping[str, Json],
    *,
    values: Values,
    answers: Values,
    errors: Errors | None = None,
    language: str,
    places: Places = (),
) -> FormView:
    """The form in that language, filled with `values`, shown as `answers` and values decide.

    `errors` as `validate` gives them. `places` are the (code, name) a region may be chosen from; without them its code
    is typed.
    """
    form = get_form(definition)
    with wording.spoken(language):
        drawing = _Drawing(form, values, errors or {}, language, places, shown_fields(form, values, answers))
        sections = tuple(
            SectionView(
                (each.title_en if wording.is_english(language) else each.title),
                tuple(drawing.field(field) for field in each.fields),
                any(field.key in drawing.shown for field in each.fields),
                _json(each.when),
            )
            for each in form.sections
        )
        return FormView(sections, tuple(drawing.error_lines()), json.dumps(dict(answers), ensure_ascii=False))


def _json(condition: Condition | None) -> str:
    return json.dumps(condition, ensure_ascii=False) if condition else ""


class _Drawing:
    """One form being drawn."""

    def __init__(
        self, form: Form, values: Values, errors: Errors, language: str, places: Places, shown: Values
    ) -> None:
        self.form, self.values, self.errors = form, values, errors
        self.language, self.places, self.shown = language, places, shown

    def field(self, field: Field) -> FieldView:
        element, value = field.element, self.values.get(field.key)
        choices = field.choices
        hint = field.hint_en if wording.is_english(self.language) else field.hint
        return FieldView(
            name=field.key,
            control=self._control(element, choices),
            label=wording.label_of(field, self.language),
            hint=hint or self._own_hint(element),
            value=wording.write_value(value),
            error=self._said(field.key, element, value),
            optional=not field.required,
            visible=field.key in self.shown,
            condition=_json(field.when),
            checks=_checks(element, field.required),
            options=self._options(element, choices, value),
            rows=self._rows(field, value) if element.type is Type.ROWS else (),
            most_rows=element.limits.max_rows,
        )

    def error_lines(self) -> list[ErrorLine]:
        """One line for each field or cell in which something is wrong, in the form's order."""
        lines = []
        for field in self.form.fields:
            drawn = self.field(field)
            lines += [ErrorLine(drawn.name, drawn.label, drawn.error)] if drawn.error else []
            for number, row in enumerate(drawn.rows, 1):
                told = _("%(label)s第 %(row)s 行") % {"label": drawn.label, "row": number}
                lines += [ErrorLine(c.name, f"{told} {c.label}", c.error) for c in row if c.error]
        return lines

    def _rows(self, field: Field, value: Json) -> tuple[tuple[FieldView, ...], ...]:
        rows = value if isinstance(value, list) and value else [{}] * field.element.spare_rows
        return tuple(
            tuple(self._cell(column, f"{field.key}.{at}.{column.code}", row) for column in field.element.columns)
            for at, row in enumerate(rows)
        )

    def _cell(self, column: Column, name: str, row: Json) -> FieldView:
        value = row.get(column.code) if isinstance(row, dict) else None
        return FieldView(
            name=name,
            control="select" if column.choices else self._control(column, ()),
            label=wording.label_of(column, self.language),
            value=wording.write_value(value),
            error=self._said(name, column, value),
            optional=not column.required,
            checks=_checks(column, required=False),
            options=self._options(column, column.choices, value),
        )

    def _control(self, part: DataElement | Column, choices: tuple[Choice, ...]) -> str:
        if part.type is Type.CHOICE:
            return "radio" if len(choices) <= MOST_RADIOS else "select"
        if part.type is Type.REGION and self.places:
            return "select"
        return _CONTROLS.get(part.type, "text")

    def _own_hint(self, element: DataElement) -> str:
        if element.type is Type.REGION and not self.places:
            return _("12 位区划代码")
        return _("写全，到门牌号") if element.type is Type.ADDRESS else ""

    def _said(self, name: str, part: DataElement | Column, value: Json) -> str:
        return wording.sentences(self.errors.get(name, ()), part, value)

    def _options(self, part: DataElement | Column, choices: tuple[Choice, ...], value: Json) -> tuple[Option, ...]:
        if part.type is Type.YES_NO:
            return (Option(YES, _("是"), value is True), Option(NO, _("否"), value is False))
        if part.type is Type.REGION and self.places:
            return tuple(Option(code, name, code == value) for code, name in self.places)
        chosen = value if isinstance(value, list) else [value]
        return tuple(Option(each.code, wording.label_of(each, self.language), each.code in chosen) for each in choices)


def _checks(part: DataElement | Column, required: bool) -> str:
    """What the browser judges, with its sentences."""
    limits, codes = part.limits, ("form.required", *wording.CODES_OF_TYPE.get(part.type, ()))
    pattern = EMAIL if part.type is Type.EMAIL else limits.pattern
    told = {"max_length": limits.max_length, "minimum": limits.minimum, "maximum": limits.maximum, "pattern": pattern}
    return json.dumps(
        {
            "type": part.type.value,
            "required": required,
            **{name: value for name, value in told.items() if is_filled(value)},
            "said": {code: wording.sentences([code], part) for code in codes},
        },
        ensure_ascii=False,
    )
