"""What somebody filled in, as a licence prints it: in the language of the seal, whatever language it was typed in."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tongban.registers.forms import queries as forms
from tongban.registers.forms.rules.dictionary import Column, DataElement, Type
from tongban.services.licences.rules.fields import LONGEST_VALUE

YES, NO = "是", "否"


def write_day(day: dt.date) -> str:
    """2026年11月25日, as on paper."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def write_value(source: str, value: Any) -> str:
    """The value of a source "form:<element>"; an element that the dictionary does not know is written as it is."""
    element = forms.get_dictionary().get(source.removeprefix("form:"))
    text = str(value) if element is None else _write(element, value)
    return text.strip()[:LONGEST_VALUE]


def _write(part: DataElement | Column, value: Any) -> str:
    if part.type in (Type.CHOICE, Type.CHOICES):
        words = {choice.code: choice.zh for choice in part.choices}
        return "、".join(words.get(code, str(code)) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list) and isinstance(part, DataElement):
        return "；".join(_write_row(part, row) for row in value)
    if part.type is Type.DATE:
        with suppress(ValueError):
            return write_day(dt.date.fromisoformat(str(value)))
    return f"{value:,.2f}" if part.type is Type.MONEY and isinstance(value, int | float) else str(value)


def _write_row(element: DataElement, row: Mapping[str, Any]) -> str:
    told = (_write(column, row[column.code]) for column in element.columns if row.get(column.code) not in (None, ""))
    return " ".join(told)
