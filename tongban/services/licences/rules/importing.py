"""Lists of licences that somebody hands in: which columns they have, and what a line says."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tongban.services.licences.rules.fields import LONGEST_VALUE, Field

HOLDER_TYPE, HOLDER_CODE, HOLDER_NAME = "持证主体代码类型", "持证主体代码", "持证主体"
NUMBER, IDENTIFIER = "证照编号", "电子证照标识"
ISSUED_ON, VALID_FROM, VALID_UNTIL = "颁发日期", "有效期起始", "有效期截止"
LONG_TERM = "长期"
KNOWN = (HOLDER_TYPE, HOLDER_CODE, HOLDER_NAME, NUMBER, IDENTIFIER, ISSUED_ON, VALID_FROM, VALID_UNTIL)
ROWS_AT_MOST = 60_000

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_DERIVED = ("holder.name", "holder.code", "organisation.name", "issued_on", "valid_until", "number", "text:")
_TOO_LONG = {NUMBER: 80, HOLDER_NAME: 200, HOLDER_CODE: 60, IDENTIFIER: 120}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. `texts` by field code; a `number` of "" is still to be given."""

    holder_type: str
    holder_code: str
    holder_name: str
    number: str
    identifier: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    is_stated: bool
    texts: Mapping[str, str]


class LineFault(Exception):
    """A line that cannot be taken in: codes by column."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__(faults)
        self.faults = faults


def list_columns(fields: Sequence[Field], *, has_numbers: bool) -> list[str]:
    """The columns of a list of this type, in order: what a template has."""
    known = [name for name in KNOWN if has_numbers or name not in (NUMBER, IDENTIFIER)]
    return [*known, *(field.name for field in asked_fields(fields))]


def asked_fields(fields: Sequence[Field]) -> list[Field]:
    """The fields that a line tells; the others follow from the rest."""
    return [field for field in fields if not field.source.startswith(_DERIVED)]


def check_header(header: Sequence[str], fields: Sequence[Field], *, has_numbers: bool) -> Iterator[tuple[str, str]]:
    """Column and code of what is wrong with the first row."""
    needed = [HOLDER_CODE, HOLDER_NAME, *([NUMBER, ISSUED_ON] if has_numbers else [])]
    needed += [field.name for field in asked_fields(fields) if field.required]
    known = set(list_columns(fields, has_numbers=has_numbers))
    yield from ((name, "licence.column_missing") for name in needed if name not in header)
    for at, name in enumerate(header):
        if name and name not in known:
            yield name, "licence.column_unknown"
        elif name and name in header[:at]:
            yield name, "licence.column_repeated"


def read_line(
    cells: Mapping[str, str], fields: Sequence[Field], *, holder_type: str, has_numbers: bool, today: dt.date
) -> Line:  # fmt: skip
    """The line as it is meant; `holder_type` is that of a line without one. Raises LineFault."""
    told = {name: unicodedata.normalize("NFC", text).strip() for name, text in cells.items()}
    faults: dict[str, list[str]] = {}
    asked = asked_fields(fields)
    _check_filled(told, asked, faults, has_numbers=has_numbers)
    days = {name: _read_day(told, name, faults) for name in (ISSUED_ON, VALID_FROM, VALID_UNTIL)}
    issued_on = days[ISSUED_ON] or today
    valid_from = days[VALID_FROM] or issued_on
    valid_until = days[VALID_UNTIL]
    if issued_on > today:
        faults.setdefault(ISSUED_ON, ["licence.day_in_future"])
    if valid_until is not None and valid_until < valid_from:
        faults.setdefault(VALID_UNTIL, ["licence.day_before_first"])
    if faults:
        raise LineFault(faults)
    return Line(
        told.get(HOLDER_TYPE) or holder_type, told[HOLDER_CODE], told[HOLDER_NAME], told.get(NUMBER, ""),
        told.get(IDENTIFIER, ""), issued_on, valid_from, valid_until, bool(told.get(VALID_UNTIL)),
        {field.code: told[field.name] for field in asked if told.get(field.name)},
    )  # fmt: skip


def _check_filled(
    told: Mapping[str, str], asked: Sequence[Field], faults: dict[str, list[str]], *, has_numbers: bool
) -> None:  # fmt: skip
    needed = [HOLDER_CODE, HOLDER_NAME, *([NUMBER, ISSUED_ON] if has_numbers else [])]
    needed += [field.name for field in asked if field.required]
    for name in needed:
        if not told.get(name):
            faults[name] = ["licence.cell_missing"]
    for name, text in told.items():
        is_readable = all(sign.isprintable() or sign in "\n\t" for sign in text)
        if len(text) > _TOO_LONG.get(name, LONGEST_VALUE) or not is_readable:
            faults.setdefault(name, ["licence.cell_unreadable"])


def _read_day(told: Mapping[str, str], name: str, faults: dict[str, list[str]]) -> dt.date | None:
    text = told.get(name, "")
    if not text or (name == VALID_UNTIL and text == LONG_TERM):
        return None
    if found := _DAY.fullmatch(text):
        with suppress(ValueError):
            return dt.date(*(int(part) for part in found.groups() if part is not None))
    faults.setdefault(name, ["licence.day_wrong"])
    return None


def write_line(line: Line) -> dict[str, Any]:
    """The line as JSON."""
    days = {name: day.isoformat() if (day := getattr(line, name)) else None for name in _DAYS}
    return {name: getattr(line, name) for name in Line.__slots__} | days | {"texts": dict(line.texts)}


def parse_line(told: Mapping[str, Any]) -> Line:
    """The line that `write_line` wrote."""
    days = {name: dt.date.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
    return Line(**{**told, **days})


_DAYS = ("issued_on", "valid_from", "valid_until")
