"""Forms for everybody else: read a definition, draw it, read what was filled in, judge it, print it."""

from tongban.registers.forms.queries.dictionary import get_dictionary, get_form, get_schema, list_faults
from tongban.registers.forms.queries.pages import keep, read, validate, view, wants_update
from tongban.registers.forms.queries.sheets import list_sheet, sample_values

__all__ = [
    "get_dictionary",
    "get_form",
    "get_schema",
    "keep",
    "list_faults",
    "list_sheet",
    "read",
    "sample_values",
    "validate",
    "view",
    "wants_update",
]
