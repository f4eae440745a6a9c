"""Forms as JSON Schema 2020-12.

The schema judges `{"answers": {…}, "values": {…}}` and accepts exactly what `prune` leaves as it is and `validate`
finds nothing wrong with. A hidden field's value must be absent. Numbers of people, bodies, places and telephones carry
a `format` of our own; a reader who does not know these checks everything but their check digits.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tongban.registers.forms.rules.conditions import Condition, take_apart
from tongban.registers.forms.rules.definition import Field, Form, Section
from tongban.registers.forms.rules.dictionary import DECIMALS, Choice, Column, DataElement, Limits, Type

Json = Any
Schema = dict[str, Json]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIERS = {
    Type.PHONE: "phone-cn",
    Type.RESIDENT_ID: "resident-id",
    Type.CREDIT_CODE: "credit-code",
    Type.REGION: "region-code",
}
"""Type → the `format` that `validation` checks with the rules of `registers/identifiers`."""

ONE_LINE = "^[^\\u0000-\\u001F\\u007F]+$"
ANY_LINES = "^[^\\u0000]+$"
EMAIL = "^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$"
_NOTHING: list[Json] = [None, "", [], {}]


def compile_schema(form: Form) -> Schema:
    """The schema of the whole form; its `$id` is made from the form's content."""
    properties = {field.key: _described(field) for field in form.fields}
    rules = [
        _rule(section, field) for section in form.sections for field in section.fields if _can_fail(section, field)
    ]
    return {
        "$schema": DIALECT,
        "$id": f"urn:tongban:form:{form_digest(form.definition)}",
        "title": form.title,
        "type": "object",
        "properties": {
            "answers": {"type": "object"},
            "values": {"type": "object", "properties": properties, "additionalProperties": False},
        },
        "required": ["values"],
        "additionalProperties": False,
    } | ({"allOf": rules} if rules else {})


def form_digest(definition: Mapping[str, Json]) -> str:
    """32 hexadecimal digits that stand for this very definition."""
    written = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _described(field: Field) -> Schema:
    told = {"title": field.label, "x-title-en": field.label_en, "x-element": field.element.code}
    if field.hint:
        told |= {"description": field.hint, "x-description-en": field.hint_en}
    return told | value_schema(field.element, field.choices)


def _can_fail(section: Section, field: Field) -> bool:
    return bool(field.required or section.when or field.when)


def _rule(section: Section, field: Field) -> Schema:
    """Shown: there if required. Hidden: not there."""
    shown = {"properties": {"values": {"required": [field.key]}}} if field.required else {}
    conditions = [when for when in (section.when, field.when) if when]
    if not conditions:
        return shown
    hidden = {"properties": {"values": {"properties": {field.key: False}}}}
    return {"if": {"allOf": [condition_schema(when) for when in conditions]}, "then": shown, "else": hidden}


def condition_schema(condition: Condition) -> Schema:
    """Accepts the documents of which the condition is true."""
    if "all" in condition:
        return {"allOf": [condition_schema(each) for each in condition["all"]]}
    if "any" in condition:
        return {"anyOf": [condition_schema(each) for each in condition["any"]]}
    if "not" in condition:
        return {"not": condition_schema(condition["not"])}
    source, name, operator, wanted = take_apart(condition)
    if operator == "filled" and not wanted:
        return {"not": condition_schema({source: name, "filled": True})}
    where = "values" if source == "field" else "answers"
    inner = {"required": [name], "properties": {name: _test(operator, wanted)}}
    return {"required": [where], "properties": {where: inner}}


def _test(operator: str, wanted: Json) -> Schema:
    if operator == "filled":
        return {"not": {"enum": _NOTHING}}
    if operator == "is":
        return {"const": wanted}
    if operator == "in":
        return {"enum": list(wanted)}
    if operator == "has":
        return {"type": "array", "contains": {"const": wanted}}
    if isinstance(wanted, str):
        return {"type": "string", "pattern": date_pattern(wanted, later=operator == "at_least")}
    return {"type": "number", ("minimum" if operator == "at_least" else "maximum"): wanted}


def date_pattern(bound: str, *, later: bool) -> str:
    """Matches the dates (yyyy-mm-dd) from the bound on, or up to it: JSON Schema has no order of its own for dates."""
    shape = "dddd-dd-dd"
    ways = [bound]
    for at in (at for at, sign in enumerate(shape) if sign == "d"):
        least, most = (int(bound[at]) + 1, 9) if later else (0, int(bound[at]) - 1)
        if least <= most:
            ways.append(f"{bound[:at]}[{least}-{most}]{shape[at + 1 :].replace('d', '[0-9]')}")
    return f"^({'|'.join(ways)})$"


def value_schema(element: DataElement | Column, choices: tuple[Choice, ...] = ()) -> Schema:
    """What one filled value must satisfy; `choices` narrows those of the element."""
    limits, kind = element.limits, element.type
    codes = [choice.code for choice in choices or element.choices]
    if kind in (Type.NUMBER, Type.MONEY):
        return {"type": "number", "multipleOf": float(f"1e-{DECIMALS}"), **_bounds(limits)}
    if kind is Type.INTEGER:
        return {"type": "integer", **_bounds(limits)}
    if kind is Type.YES_NO:
        return {"type": "boolean"}
    if kind is Type.CHOICE:
        return {"enum": codes}
    if kind is Type.CHOICES:
        return {"type": "array", "items": {"enum": codes}, "minItems": 1, "uniqueItems": True}
    if kind is Type.ROWS:
        assert isinstance(element, DataElement)
        return _rows_schema(element)
    return {"type": "string", "minLength": 1, "maxLength": limits.max_length, **_text_schema(kind, limits)}


def _bounds(limits: Limits) -> Schema:
    return {"minimum": limits.minimum, "maximum": limits.maximum}


def _text_schema(kind: Type, limits: Limits) -> Schema:
    if kind is Type.DATE:
        between = [date_pattern(str(limits.minimum), later=True), date_pattern(str(limits.maximum), later=False)]
        return {"format": "date", "allOf": [{"pattern": pattern} for pattern in between]}
    if kind in IDENTIFIERS:
        return {"format": IDENTIFIERS[kind]}
    if kind is Type.EMAIL:
        return {"pattern": EMAIL}
    if limits.pattern:
        return {"pattern": limits.pattern}
    return {"pattern": ANY_LINES if kind is Type.LONG_TEXT else ONE_LINE}


def _rows_schema(element: DataElement) -> Schema:
    row = {
        "type": "object",
        "properties": {
            column.code: {"title": column.zh, "x-title-en": column.en, **value_schema(column)}
            for column in element.columns
        },
        "required": [column.code for column in element.columns if column.required],
        "additionalProperties": False,
    }
    return {"type": "array", "items": row, "minItems": element.limits.min_rows, "maxItems": element.limits.max_rows}
