"""The editor's controls by element group, and the content read back from what was typed.

A control is named for the place in the content that it fills (`conditions`, `materials.0.name`). What cannot be read
is passed on as it was typed: the register refuses it and says where. Rows grow and shrink by the form's own buttons.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import words
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content, is_filled
from tongban.registers.catalogue.rules.elements import TABLES, TECHNICAL, Element, Owning

DOCUMENTS = ("form", "guidance")
"""Elements written as JSON."""

IN_ENGLISH = frozenset(
    ["name", "conditions", "result_name", "materials.name", "steps.name", "steps.action", "questions.question",
     "questions.answer", "promised_limit_note"]
)  # fmt: skip
"""Texts that readers of English meet: each has a companion control."""

_ROW_KEYS = {table: (("code", "when", "kind", "lane") if table == "steps" else ("code", "when")) for table in TABLES}
Sent = QueryDict


@dataclass(frozen=True, slots=True)
class Control:
    """One control: `kind` is text, area, number, flag, select, checks, lines or json."""

    name: str
    label: str
    kind: str
    value: Any = ""
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its controls; `title` is what its summary says."""

    at: int
    title: str
    controls: tuple[Control, ...]
    has_error: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together under one heading: single controls, or the rows of a table."""

    code: str
    controls: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held: content, proposals, what could not even be read (control → sentence), a new leaf's kind."""

    content: dict[str, Any]
    defaults: dict[str, Any]
    unreadable: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    kind_en: str = ""


def list_groups(content: Content, errors: Mapping[str, str]) -> list[Group]:
    """Common elements in the groups of the table."""
    groups = [
        Group(group, tuple(control for element in elements for control in _controls(element, "", content, errors)))
        for group, elements in _grouped(Owning.COMMON)
    ]
    return [*groups, *(_table(table, content, errors) for table in TABLES)]


def list_proposals(defaults: Content, errors: Mapping[str, str]) -> Group:
    """Proposals for individual elements that a body does not say once for all its items."""
    elements = [element for _code, group in _grouped(Owning.INDIVIDUAL) for element in group if not element.place]
    controls = [control for element in elements for control in _controls(element, "default.", defaults, errors)]
    return Group("proposals", tuple(controls))


def read(sent: Sent) -> Typed:
    """The contents that the form says; empty controls say nothing."""
    unreadable: dict[str, str] = {}
    singles = {e.code: e for e in get_elements() if not e.table and not e.derived and e.code not in TABLES}
    content: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for element in singles.values():
        layer, prefix = (content, "") if element.owning is Owning.COMMON else (defaults, "default.")
        for name in (element.code, f"{element.code}_en"):
            value = _read(element if name == element.code else None, f"{prefix}{name}", sent, unreadable)
            if is_filled(value):
                layer[name] = value
    for table in TABLES:
        rows = [_read_row(table, at, sent, unreadable) for at in range(count_rows(sent, table))]
        if rows := [row for row in rows if row]:
            content[table] = rows
    kinds = (sent.get("leaf_kind", "").strip()[:20], sent.get("leaf_kind_en", "").strip()[:60])
    return Typed(content, defaults, unreadable, *kinds)


def count_rows(sent: Sent, table: str) -> int:
    """As many as the form said it had, at most 200."""
    text = sent.get(f"{table}.rows", "0")
    return min(int(text), 200) if text.isdecimal() else 0


def change_rows(content: Mapping[str, Any], pressed: str) -> dict[str, Any]:
    """`materials.add` adds a blank row at the end, `materials.2.remove` takes the third one away."""
    table, _dot, rest = pressed.partition(".")
    if table not in TABLES:
        return dict(content)
    rows = list(content.get(table, ()))
    at = rest.removesuffix(".remove")
    if rest == "add":
        rows.append({})
    elif at.isdecimal() and int(at) < len(rows):
        del rows[int(at)]
    return {**content, table: rows}


def _grouped(owning: Owning) -> Iterator[tuple[str, list[Element]]]:
    singles = [
        element
        for element in get_elements()
        if element.owning is owning and not element.table and not element.derived and element.code not in TABLES
    ]
    for group, elements in groupby(singles, lambda element: element.group):
        yield group, list(elements)


def _table(table: str, content: Content, errors: Mapping[str, str]) -> Group:
    columns = [element for element in get_elements() if element.table == table]
    rows = [_row(table, at, row, columns, errors) for at, row in enumerate(content.get(table) or ())]
    return Group(table, rows=tuple(rows), is_table=True)


def _row(table: str, at: int, row: Mapping[str, Any], columns: Sequence[Element], errors: Mapping[str, str]) -> Row:
    prefix = f"{table}.{at}."
    controls = [control for element in columns for control in _cells(element, prefix, row, errors)]
    taken = {element.code.partition(".")[2] for element in columns}
    controls += [_technical(prefix, key, row, errors) for key in _ROW_KEYS[table] if key not in taken]
    first = columns[0].code.partition(".")[2]
    title = str(row.get(first) or _("（新的一行）"))
    return Row(at, title, tuple(controls), any(control.error for control in controls) or not row)


def _technical(prefix: str, key: str, row: Mapping[str, Any], errors: Mapping[str, str]) -> Control:
    name, value = f"{prefix}{key}", _written(row.get(key))
    choices = {"kind": words.STEP_KINDS, "lane": words.LANES}.get(key)
    options = [("", _("没有填")), *((code, str(text)) for code, text in choices.items())] if choices else []
    kind = "select" if choices else "area" if key == "when" and value else "text"
    return Control(name, words.element_name(key), kind, value, tuple(options), errors.get(name, ""))


def _cells(element: Element, prefix: str, row: Mapping[str, Any], errors: Mapping[str, str]) -> Iterator[Control]:
    column = element.code.partition(".")[2]
    yield _control(element, f"{prefix}{column}", row.get(column), errors)
    if element.code in IN_ENGLISH or row.get(f"{column}_en"):
        yield _companion(element, f"{prefix}{column}_en", row.get(f"{column}_en"), errors)


def _controls(element: Element, prefix: str, content: Content, errors: Mapping[str, str]) -> Iterator[Control]:
    yield _control(element, f"{prefix}{element.code}", content.get(element.code), errors)
    if element.code in IN_ENGLISH or content.get(f"{element.code}_en"):
        yield _companion(element, f"{prefix}{element.code}_en", content.get(f"{element.code}_en"), errors)


def _companion(element: Element, name: str, value: Any, errors: Mapping[str, str]) -> Control:
    kind = "area" if element.type == "long" else "text"
    return Control(name, words.element_name(f"{element.code}_en"), kind, value or "", error=errors.get(name, ""))


def _control(element: Element, name: str, value: Any, errors: Mapping[str, str]) -> Control:
    kinds = {"long": "area", "number": "number", "flag": "select", "choice": "select", "choices": "checks",
             "texts": "lines", "form": "json", "guidance": "json"}  # fmt: skip
    kind = kinds.get(element.type, "text")
    options: list[tuple[str, str]] = []
    if element.type == "flag":
        options, value = (
            [("", _("没有填")), ("yes", _("是")), ("no", _("否"))],
            {True: "yes", False: "no"}.get(value, value),
        )
    elif element.dictionary:
        options = ([("", _("没有填"))] if kind == "select" else []) + words.options(element.dictionary)
    return Control(name, words.named(element), kind, _shown(kind, value), tuple(options), errors.get(name, ""))


def _shown(kind: str, value: Any) -> Any:
    if kind == "checks":
        return value if isinstance(value, list) else []
    if kind == "lines":
        return "\n".join(value) if isinstance(value, list) else value or ""
    return "" if value is None else _written(value)


def _written(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return "" if value is None else str(value)


def _read_row(table: str, at: int, sent: Sent, unreadable: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for element in get_elements():
        if element.table != table:
            continue
        column = element.code.partition(".")[2]
        for name in (column, f"{column}_en"):
            value = _read(element if name == column else None, f"{table}.{at}.{name}", sent, unreadable)
            if is_filled(value):
                row[name] = value
    for key in _ROW_KEYS[table]:
        if key in row:
            continue
        text = sent.get(f"{table}.{at}.{key}", "").strip()
        if text:
            row[key] = _read_json(f"{table}.{at}.{key}", text, unreadable) if text.startswith("{") else text
    return row if set(row) - TECHNICAL else {}


def _read(element: Element | None, name: str, sent: Sent, unreadable: dict[str, str]) -> Any:
    """None stands for an English companion: always text."""
    kind = element.type if element is not None else "text"
    if kind == "choices":
        return sent.getlist(name)
    text = sent.get(name, "").replace("\r\n", "\n").strip()
    if not text:
        return None
    match kind:
        case "number":
            return _read_number(text)
        case "flag":
            return {"yes": True, "no": False}.get(text, text)
        case "texts":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "form" | "guidance":
            return _read_json(name, text, unreadable)
    return text


def _read_number(text: str) -> int | float | str:
    """Kept as JSON keeps it: whole numbers whole."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _read_json(name: str, text: str, unreadable: dict[str, str]) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        told = {"line": fault.lineno, "column": fault.colno}
        unreadable[name] = _("第 %(line)s 行第 %(column)s 个字符起不是 JSON。") % told
    except RecursionError:
        unreadable[name] = _("嵌套太深。")
    return text
