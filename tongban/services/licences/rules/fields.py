"""What a licence says: the fields of its type, and where each value comes from.

A source is "form:<data element>" of the application, one of `FACTS`, or "text:<constant>".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ELEMENT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
FACTS = frozenset(
    ("holder.name", "holder.code", "holder.address", "holder.representative", "organisation.name", "issued_on",
     "valid_until", "number", "case.number")
)  # fmt: skip
"""What is known without asking. The holder's come from the head of the file."""

FIELDS_AT_MOST = 40
LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class Field:
    """`public`: shown to whoever checks the licence; `sensitive`: shown masked even to staff."""

    code: str
    name: str
    source: str
    name_en: str = ""
    required: bool = False
    public: bool = False
    sensitive: bool = False


def read_fields(told: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The fields as a type keeps them; `check_fields` has found no fault in them."""
    return tuple(Field(**row) for row in told)


def write_fields(fields: Sequence[Field]) -> list[dict[str, Any]]:
    return [asdict(field) for field in fields]


def check_fields(told: Any) -> Iterator[tuple[str, str]]:
    """Place and code of every fault: "fields", or "fields.3.source"."""
    if not isinstance(told, list | tuple) or len(told) > FIELDS_AT_MOST:
        yield "fields", "licence.type_fields_number"
        return
    seen: set[str] = set()
    for at, row in enumerate(told):
        yield from ((f"fields.{at}.{part}" if part else f"fields.{at}", code) for part, code in _check_field(row, seen))


def _check_field(row: Any, seen: set[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(row, Mapping) or not {"code", "name", "source"} <= row.keys() <= set(Field.__slots__):
        yield "", "licence.type_field_shape"
        return
    if not isinstance(row["code"], str) or not CODE.fullmatch(row["code"]):
        yield "code", "licence.type_field_code"
    elif row["code"] in seen:
        yield "code", "licence.type_field_repeated"
    seen.add(str(row["code"]))
    if not isinstance(row["name"], str) or not 1 <= len(row["name"].strip()) <= 60:
        yield "name", "licence.type_field_name"
    if not isinstance(row.get("name_en", ""), str) or len(row.get("name_en", "")) > 120:
        yield "name_en", "licence.type_field_name"
    if not is_source(row["source"]):
        yield "source", "licence.type_field_source"
    if any(not isinstance(row.get(mark, False), bool) for mark in ("required", "public", "sensitive")):
        yield "", "licence.type_field_shape"
    elif row.get("public") and row.get("sensitive"):
        yield "public", "licence.type_field_public"


def is_source(source: Any) -> bool:
    if not isinstance(source, str) or len(source) > 200:
        return False
    kind, _, rest = source.partition(":")
    return source in FACTS or (kind == "form" and bool(_ELEMENT.fullmatch(rest))) or (kind == "text" and bool(rest))


def form_key(source: str) -> str:
    """The key in the form's values of a source "form:food.items": "food_items"."""
    return source.removeprefix("form:").replace(".", "_")


def find_missing(fields: Sequence[Field], values: Mapping[str, str]) -> list[str]:
    """Codes of required fields without a value."""
    return [field.code for field in fields if field.required and not values.get(field.code)]


def pick_public(fields: Sequence[Field], values: Mapping[str, str]) -> list[dict[str, str]]:
    """What of the values anybody may read, in the order of the fields."""
    return [
        {"code": field.code, "name": field.name, "name_en": field.name_en, "value": values[field.code]}
        for field in fields
        if field.public and values.get(field.code)
    ]
