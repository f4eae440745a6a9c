"""The rules of a form by one name: read it, check it, drop what is hidden, write it as JSON Schema."""

from tongban.registers.forms.rules.checking import Fault, check_form, parse_form
from tongban.registers.forms.rules.definition import Field, Form, Section, prune, shown_fields
from tongban.registers.forms.rules.schema import compile_schema

__all__ = [
    "Fault",
    "Field",
    "Form",
    "Section",
    "check_form",
    "compile_schema",
    "parse_form",
    "prune",
    "shown_fields",
]
