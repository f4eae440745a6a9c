"""The dictionary of data elements: what may be asked on any form, of which type, and where government holds it already.

Numbers have at most fifteen digits, so that a JSON number carries them exactly and every reader compares them alike.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Any

PARTY_FIELDS = (
    *("name", "kind", "region", "document_kind", "document_number", "phone", "address"),
    *("representative_name", "representative_kind", "representative_number"),
)
"""What `party.<field>` may name: the head of a holder's file."""

LONGEST_LINE, LONGEST_TEXT = 200, 2000
GREATEST = 999_999_999_999
DECIMALS = 2
EARLIEST, LATEST = "1900-01-01", "2999-12-31"
MOST_ROWS = 50

_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LICENCE = re.compile(r"licence:([^.:\s]{2,60})\.([a-z][a-z_]{0,39})")
_LIMITS = ("max_length", "pattern", "minimum", "maximum", "min_rows", "max_rows")
_KNOWN = {
    *_LIMITS,
    "spare_rows",
    *("zh", "en", "type", "source", "standard", "sample", "hint", "hint_en", "choices", "columns", "unit", "unit_en"),
}


class Type(StrEnum):
    """What a value is; `schema.value_schema` says how each is written in JSON."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PHONE = "phone"
    EMAIL = "email"
    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    REGION = "region"
    ADDRESS = "address"
    ROWS = "rows"


NUMBERS = frozenset({Type.NUMBER, Type.INTEGER, Type.MONEY})


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a value; what does not apply to its type stays at the default."""

    max_length: int = LONGEST_LINE
    pattern: str = ""
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    min_rows: int = 1
    max_rows: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of a row: a value of its own, without conditions."""

    code: str
    zh: str
    en: str
    type: Type
    required: bool
    limits: Limits
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class DataElement:
    """A row of `data_elements.json`. `source` is None where only the applicant can tell."""

    code: str
    zh: str
    en: str
    type: Type
    limits: Limits
    sample: Json
    source: str | None = None
    standard: str = ""
    hint: str = ""
    hint_en: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    spare_rows: int = 1


Dictionary = Mapping[str, DataElement]


def read_dictionary(data: Mapping[str, Json]) -> dict[str, DataElement]:
    """The elements of `data_elements.json` by code; `check_dictionary` says beforehand whether the file is sound."""
    return {code: _read_element(code, row) for code, row in data.items()}


def _read_element(code: str, row: Mapping[str, Json]) -> DataElement:
    kept = {name: row[name] for name in ("source", "standard", "hint", "hint_en", "spare_rows") if name in row}
    return DataElement(
        code, row["zh"], row["en"], Type(row["type"]), _read_limits(row), row["sample"], **kept,
        choices=_read_choices(row), columns=tuple(_read_column(each) for each in row.get("columns", ())),
    )  # fmt: skip


def _read_column(row: Mapping[str, Json]) -> Column:
    return Column(
        row["code"], row["zh"], row["en"], Type(row["type"]), row["required"], _read_limits(row), _read_choices(row)
    )


def _read_choices(row: Mapping[str, Json]) -> tuple[Choice, ...]:
    return tuple(Choice(each["code"], each["zh"], each["en"]) for each in row.get("choices", ()))


def _read_limits(row: Mapping[str, Json]) -> Limits:
    """The limits of the row, with those of its type where it says nothing."""
    told = {name: row[name] for name in _LIMITS if name in row}
    if row["type"] in NUMBERS:
        return Limits(**{"minimum": 0, "maximum": GREATEST} | told)
    if row["type"] == Type.DATE:
        return Limits(**{"minimum": EARLIEST, "maximum": LATEST} | told)
    return Limits(**({"max_length": LONGEST_TEXT} if row["type"] == Type.LONG_TEXT else {}) | told)


def check_dictionary(data: Mapping[str, Json]) -> list[str]:
    """What is wrong with the file, a sentence for its author each; empty when it may be read."""
    return [f"{code}: {fault}" for code, row in data.items() for fault in _faults(code, row)]


def _faults(code: str, row: Mapping[str, Json]) -> Iterator[str]:
    if not _CODE.fullmatch(code):
        yield "the code is not dotted lower case"
    if missing := {"zh", "en", "type", "sample"} - row.keys():
        yield f"lacks {sorted(missing)}"
        return
    if unknown := row.keys() - _KNOWN:
        yield f"says {sorted(unknown)}, which means nothing"
    if row["type"] not in list(Type):
        yield f"type {row['type']} is unknown"
        return
    if not is_source(row.get("source")):
        yield f"source {row['source']} is not in the language of sources"
    yield from _faults_of_parts(row)


def _faults_of_parts(row: Mapping[str, Json]) -> Iterator[str]:
    if (row["type"] in (Type.CHOICE, Type.CHOICES)) is not bool(row.get("choices")):
        yield "choices belong to a choice, and a choice has some"
    if (row["type"] == Type.ROWS) is not bool(row.get("columns")):
        yield "columns belong to rows, and rows have some"
    for column in row.get("columns", ()):
        if column["type"] == Type.ROWS or "required" not in column:
            yield f"column {column['code']} holds rows, or does not say whether it is required"
        yield from _faults_of_parts(column)
    for parts in (row.get("choices", ()), row.get("columns", ())):
        codes = [part["code"] for part in parts]
        if len(set(codes)) < len(codes):
            yield "a code stands twice"


def is_source(source: str | None) -> bool:
    """True for None, `party.<field>` and `licence:<name of the licence>.<field>`."""
    if source is None:
        return True
    if source.startswith("party."):
        return source.removeprefix("party.") in PARTY_FIELDS
    return bool(_LICENCE.fullmatch(source))
