"""From what a browser posts to the values of a form: one spelling where there is one, else as it was typed.

Nothing is refused here: what cannot be read stays text, and `validate` says what is wrong with it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.rules.conditions import is_filled
from tongban.registers.forms.rules.definition import Form
from tongban.registers.forms.rules.dictionary import NUMBERS, Column, DataElement, Type
from tongban.registers.forms.rules.schema import IDENTIFIERS
from tongban.registers.forms.rules.validation import canonical

Json = Any
Posted = Mapping[str, Sequence[str]]

UPDATE = "form.update"
YES, NO = "yes", "no"
_WHOLE = re.compile(r"-?[0-9]{1,30}")
_DECIMAL = re.compile(r"-?[0-9]{1,30}\.[0-9]{1,30}")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def read_values(form: Form, posted: Posted) -> dict[str, Json]:
    """Key → value of every field that was posted; rows keep their blank ones, behind the others, as {}.

    A field that was not posted is absent: a browser leaves disabled controls out.
    """
    read = {field.key: _read(field.element, field.key, posted) for field in form.fields}
    return {key: value for key, value in read.items() if value is not None}


def wants_update(posted: Posted) -> bool:
    """True when the press was "update the form" or "one more row": nothing is submitted, the page comes back."""
    return any(name == UPDATE or name.endswith(".more") for name in posted)


def read_value(kind: Type, typed: str) -> Json:
    """The value of one control."""
    text = typed.strip()
    if kind in NUMBERS:
        return _read_number(text)
    if kind is Type.YES_NO:
        return {YES: True, NO: False}.get(text, text)
    if kind is Type.DATE:
        return _read_date(text)
    if kind in IDENTIFIERS:
        return _read_identifier(kind, text)
    return text.replace("\r\n", "\n") if kind is Type.LONG_TEXT else re.sub(r"\s*[\r\n]+\s*", " ", text)


def _read(element: DataElement, key: str, posted: Posted) -> Json:
    if element.type is Type.ROWS:
        return _read_rows(element, key, posted)
    if key not in posted:
        return None
    if element.type is Type.CHOICES:
        return [code for code in posted[key] if code]
    return read_value(element.type, posted[key][-1])


def _read_rows(element: DataElement, key: str, posted: Posted) -> Json:
    """`key.rows` tells how many rows the page had; `key.more` asks for one more."""
    told = posted.get(f"{key}.rows", ("",))[-1]
    if not re.fullmatch(r"[0-9]{1,4}", told):
        return None
    most = element.limits.max_rows
    rows = [_read_row(element.columns, f"{key}.{at}", posted) for at in range(min(int(told), most))]
    filled = [row for row in rows if row]
    wanted = min(len(rows) + (f"{key}.more" in posted), most)
    return filled + [{}] * (wanted - len(filled))


def _read_row(columns: Sequence[Column], name: str, posted: Posted) -> dict[str, Json]:
    cells = {each.code: read_value(each.type, posted.get(f"{name}.{each.code}", ("",))[-1]) for each in columns}
    return {code: value for code, value in cells.items() if is_filled(value)}


def _read_number(text: str) -> Json:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removeprefix("¥")
    if _WHOLE.fullmatch(plain):
        return int(plain)
    if _DECIMAL.fullmatch(plain):
        number = float(plain)
        return int(number) if number.is_integer() else number
    return text


def _read_date(text: str) -> str:
    """2026年1月5日 and 2026/1/5 are written 2026-01-05."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def _read_identifier(kind: Type, text: str) -> str:
    try:
        return canonical(kind, text)
    except Invalid:
        return text
