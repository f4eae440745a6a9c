"""What is wrong with the values of a form: shown fields only, each against its own compiled schema."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.rules.conditions import ISO_DATE
from tongban.registers.forms.rules.definition import Field, Form, refuse_unknown, shown_fields
from tongban.registers.forms.rules.dictionary import Column, DataElement, Type
from tongban.registers.forms.rules.schema import IDENTIFIERS, compile_schema, value_schema
from tongban.registers.identifiers.rules import phone, region_code, resident_id, uscc

Json = Any
Validators = Mapping[str, Draft202012Validator]

_CANONICAL: Mapping[Type, Callable[[str], str]] = {
    Type.PHONE: lambda text: phone.parse(text).number,
    Type.RESIDENT_ID: lambda text: resident_id.parse(text).number,
    Type.CREDIT_CODE: lambda text: uscc.parse(text).code,
    Type.REGION: lambda text: region_code.parse(text).code,
}
_REFUSED = {
    "required": "form.required",
    "maxLength": "form.too_long",
    "minLength": "form.required",
    "enum": "form.choice_wrong",
    "minimum": "form.too_small",
    "maximum": "form.too_great",
    "multipleOf": "form.too_many_decimals",
    "uniqueItems": "form.choice_repeated",
    "minItems": "form.too_few_rows",
    "maxItems": "form.too_many_rows",
    "additionalProperties": "form.unknown_field",
}
_MISSHAPEN = {
    Type.NUMBER: "form.not_a_number",
    Type.MONEY: "form.not_a_number",
    Type.INTEGER: "form.not_whole",
    Type.DATE: "form.not_a_date",
    Type.YES_NO: "form.choice_wrong",
    Type.EMAIL: "form.not_an_email",
    Type.LONG_TEXT: "form.malformed_value",
}


def canonical(kind: Type, text: str) -> str:
    """The number in its one spelling; raises Invalid with the code of `registers/identifiers`."""
    return _CANONICAL[kind](text)


def _is_canonical(kind: Type) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return canonical(kind, text) == text
        except Invalid:
            return False

    return check


FORMATS = {name: _is_canonical(kind) for kind, name in IDENTIFIERS.items()}


def compiled(schema: Mapping[str, Json]) -> Draft202012Validator:
    """A validator that also knows our formats."""
    return Draft202012Validator(dict(schema), validate_formats=True, formats=FORMATS)


@lru_cache(maxsize=512)
def _validators(form: Form) -> Validators:
    return {field.key: compiled(value_schema(field.element, field.choices)) for field in form.fields}


@lru_cache(maxsize=512)
def document_validator(form: Form) -> Draft202012Validator:
    """The validator of the whole schema, for documents that come from outside."""
    return compiled(compile_schema(form))


def validate(form: Form, values: Mapping[str, Json], answers: Mapping[str, Json]) -> dict[str, list[str]]:
    """Key (`shareholder_rows.0.name` for a cell) → codes of what is wrong there; empty when it may be submitted.

    Hidden fields are not looked at. Raises Invalid form.unknown_field.
    """
    refuse_unknown(form, values)
    validators, found = _validators(form), dict[str, list[str]]()
    for key, value in shown_fields(form, values, answers).items():
        field = form.by_key[key]
        if value is None or (field.required and isinstance(value, str) and not value.strip()):
            if field.required:
                found[key] = ["form.required"]
            continue
        for where, code in _faults(field, validators[key], value):
            if code not in found.setdefault(where, []):
                found[where].append(code)
    return found


def _faults(field: Field, validator: Draft202012Validator, value: Json) -> Iterator[tuple[str, str]]:
    try:
        errors = list(validator.iter_errors(value))
    except UnicodeEncodeError:  # half a character: no text at all
        yield field.key, "form.malformed_value"
        return
    for error in errors:
        path, wrong = list(error.instance_path), value
        for step in path:
            wrong = wrong[step]
        code = _code(_part(field.element, path), error.kind.name, wrong)
        if error.kind.name == "required":
            path.append(error.kind.as_dict()["property"])
        yield ".".join(map(str, [field.key, *path])), code


def _part(element: DataElement, path: list[str | int]) -> DataElement | Column:
    """The column in which the fault lies, else the element itself."""
    return next((column for column in element.columns if path[1:2] == [column.code]), element)


def _code(part: DataElement | Column, keyword: str, value: Json) -> str:
    if keyword == "format" and part.type in _CANONICAL:
        return _code_of_identifier(part.type, value)
    if keyword == "pattern" and part.type is Type.DATE and _is_date(value):
        return "form.date_outside"
    if keyword == "pattern" and not part.limits.pattern and part.type not in _MISSHAPEN:
        return "form.one_line"
    if keyword in ("type", "format", "pattern"):
        return _MISSHAPEN.get(part.type, "form.pattern" if keyword == "pattern" else "form.malformed_value")
    return _REFUSED.get(keyword, "form.malformed_value")


def _code_of_identifier(kind: Type, value: str) -> str:
    try:
        canonical(kind, value)
    except Invalid as refusal:
        return refusal.code
    return "form.spelling"


def _is_date(text: str) -> bool:
    try:
        return bool(ISO_DATE.fullmatch(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False
