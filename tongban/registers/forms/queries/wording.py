"""The words of a form in one language: labels, choices, values, and the sentence for each code."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import override

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms import errors
from tongban.registers.forms.rules.definition import Field
from tongban.registers.forms.rules.dictionary import Choice, Column, DataElement, Limits, Type
from tongban.registers.forms.rules.schema import IDENTIFIERS
from tongban.registers.forms.rules.validation import canonical

Json = Any


def is_english(language: str) -> bool:
    return language.partition("-")[0] == "en"


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Inside, sentences come in that language."""
    with override("en" if is_english(language) else "zh-hans"):
        yield


def label_of(part: Field | Column | Choice, language: str) -> str:
    if isinstance(part, Field):
        return part.label_en if is_english(language) else part.label
    return part.en if is_english(language) else part.zh


def write_value(value: Json) -> str:
    """As it stands in a text box."""
    return "" if value is None or isinstance(value, bool | list | dict) else str(value)


def sentences(codes: Iterable[str], part: DataElement | Column, value: Json = None) -> str:
    """One sentence after the other for the codes of a value, in the active language."""
    return " ".join(errors.explain(code, _facts(part, code, value)) for code in codes)


def _facts(part: DataElement | Column, code: str, value: Json) -> Mapping[str, object]:
    if code.startswith("form."):
        return limits_told(part.limits)
    kind = part.type
    try:
        if kind in IDENTIFIERS and isinstance(value, str):
            canonical(kind, value)
    except Invalid as refusal:
        return refusal.facts
    return {}


def limits_told(limits: Limits) -> dict[str, object]:
    names = ("max_length", "minimum", "maximum", "min_rows", "max_rows")
    return {name: getattr(limits, name) for name in names}


_OF_NUMBERS = ("form.not_a_number", "form.too_many_decimals", "form.too_small", "form.too_great")
CODES_OF_TYPE: Mapping[Type, tuple[str, ...]] = {
    Type.NUMBER: _OF_NUMBERS,
    Type.MONEY: _OF_NUMBERS,
    Type.INTEGER: ("form.not_whole", "form.too_small", "form.too_great"),
    Type.DATE: ("form.not_a_date", "form.date_outside"),
    Type.EMAIL: ("form.not_an_email", "form.too_long"),
    Type.TEXT: ("form.too_long", "form.pattern"),
    Type.LONG_TEXT: ("form.too_long",),
    Type.ADDRESS: ("form.too_long",),
}
"""What the browser judges on leaving a field; the rest is for the server."""
