"""The editor's controls by element group, and the content read back from what was typed.

A control is named for the place in the content that it fills (`conditions`, `materials.0.name`). What cannot be read
is passed on as it was typed: the register refuses it and says where. Rows grow, move and shrink by the form's own
buttons. Form and guidance have builders of their own; where these are not shown, they are carried along as JSON.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import conditions, form_sheet, guidance_sheet, rows, words
from tongban.foundation.ui.rules import unstorable
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content, is_filled
from tongban.registers.catalogue.rules.elements import TABLES, TECHNICAL, Element, Owning

SHEETS = {"form": form_sheet, "guidance": guidance_sheet}
"""Elements with a builder of their own."""

DIGITS_AT_MOST = 15
ORDER, CODES = "order", {"materials": "m", "steps": "s"}
"""The column that a row's place fills; tables whose rows have codes, with the letter these begin with."""

IN_ENGLISH = frozenset(
    ["name", "conditions", "result_name", "materials.name", "steps.name", "steps.action", "questions.question",
     "questions.answer", "promised_limit_note"]
)  # fmt: skip
"""Texts that readers of English meet: each has a companion control."""

_ROW_KEYS = {table: (("code", "when", "kind", "lane") if table == "steps" else ("code", "when")) for table in TABLES}
Sent = QueryDict


@dataclass(frozen=True, slots=True)
class Control:
    """One control: `kind` is text, area, number, select, checks, lines, when, hidden or document (a builder's JSON)."""

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


def list_groups(content: Content, errors: Mapping[str, str], opened: str = "") -> list[Group]:
    """Common elements in the groups of the table; `opened` is the row or condition to show unfolded."""
    groups = [
        Group(group, tuple(control for element in elements for control in _controls(element, "", content, errors)))
        for group, elements in _grouped(Owning.COMMON)
    ]
    return [*groups, *(_table(table, content, errors, opened) for table in TABLES)]


def list_carried(typed: "Typed", but: str) -> list[tuple[str, str]]:
    """Every control as the browser would send it back, for a page that shows only the builder of the element `but`."""
    groups = [*list_groups(typed.content, {}), list_proposals(typed.defaults, {})]
    carried = [(f"{group.code}.rows", str(len(group.rows))) for group in groups if group.is_table]
    controls = [control for group in groups for control in group.controls]
    controls += [control for group in groups for row in group.rows for control in row.controls]
    return carried + [pair for control in controls if control.name != but for pair in _carry(control)]


def _carry(control: Control) -> list[tuple[str, str]]:
    if control.kind == "checks":
        return [(control.name, str(value)) for value in control.value]
    if control.kind == "when":
        return [(control.name, control.value.written)]
    return [(control.name, str(control.value))]


def list_proposals(defaults: Content, errors: Mapping[str, str]) -> Group:
    """Proposals for individual elements that a body does not say once for all its items."""
    elements = [element for _code, group in _grouped(Owning.INDIVIDUAL) for element in group if not element.place]
    controls = [control for element in elements for control in _controls(element, "default.", defaults, errors)]
    return Group("proposals", tuple(controls))


def read(sent: Sent, *, blank_rows: bool = False) -> Typed:
    """The contents that the form says; empty controls say nothing. With `blank_rows` such a row keeps its place."""
    unreadable: dict[str, str] = {}
    singles = {e.code: e for e in get_elements().everything if not e.table and not e.derived and e.code not in TABLES}
    content: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for element in singles.values():
        layer, prefix = (content, "") if element.owning is Owning.COMMON else (defaults, "default.")
        for name in (element.code, f"{element.code}_en"):
            value = _read(element if name == element.code else None, f"{prefix}{name}", sent, unreadable)
            if is_filled(value):
                layer[name] = value
    for table in TABLES:
        read_rows = [_read_row(table, at, sent, unreadable) for at in range(form_sheet.count(sent, table))]
        if kept := [row for row in read_rows if blank_rows or _says_something(row)]:
            content[table] = kept
    guidance_sheet.tick_materials(sent, content)
    kinds = (sent.get("leaf_kind", "").strip()[:20], sent.get("leaf_kind_en", "").strip()[:60])
    return Typed(content, defaults, unreadable, *kinds)


def change_rows(content: Mapping[str, Any], press: rows.Press) -> tuple[dict[str, Any], str]:
    """The content after a button of a table's rows, and the row to show; a new row gets its code."""
    if press.path not in TABLES:
        return dict(content), ""
    letter, listed = CODES.get(press.path), content.get(press.path) or []
    blank: dict[str, Any] = {"code": rows.next_code(listed, letter)} if letter else {}
    return rows.change(content, press, blank)


def _grouped(owning: Owning) -> Iterator[tuple[str, list[Element]]]:
    singles = [
        element
        for element in get_elements().everything
        if element.owning is owning and not element.table and not element.derived and element.code not in TABLES
    ]
    for group, elements in groupby(singles, lambda element: element.group):
        yield group, list(elements)


def _table(table: str, content: Content, errors: Mapping[str, str], opened: str) -> Group:
    columns = [element for element in get_elements().everything if element.table == table]
    questions = guidance_sheet.subjects_of(content.get(guidance_sheet.NAME))
    listed = [
        _row(f"{table}.{at}", row, columns, errors, opened, questions)
        for at, row in enumerate(content.get(table) or ())
    ]
    return Group(table, rows=tuple(listed), is_table=True)


def _row(
    path: str, row: Mapping[str, Any], columns: Sequence[Element], errors: Mapping[str, str], opened: str,
    questions: Sequence[conditions.Subject],
) -> Row:  # fmt: skip
    table, _dot, at = path.partition(".")
    controls = [control for element in columns for control in _cells(element, f"{path}.", row, errors)]
    taken = {element.code.partition(".")[2] for element in columns}
    controls += [
        _when(f"{path}.when", row, opened, questions, errors)
        if key == "when"
        else _technical(f"{path}.{key}", row, errors)
        for key in _ROW_KEYS[table]
        if key not in taken
    ]
    title = str(row.get(columns[0].code.partition(".")[2]) or _("（新的一行）"))
    is_open = any(control.error for control in controls) or not _says_something(row)
    return Row(int(at), title, tuple(controls), is_open or opened in (path, f"{path}.when"))


def _says_something(row: Mapping[str, Any]) -> bool:
    return bool(set(row) - TECHNICAL - {ORDER})


def _when(
    name: str, row: Mapping[str, Any], opened: str, questions: Sequence[conditions.Subject], errors: Mapping[str, str]
) -> Control:
    error = errors.get(name, "")
    shown = conditions.show(name, row.get("when"), questions, opened=opened == name, error=error)
    return Control(name, words.element_name("when"), "when", shown, error=error)


def _technical(name: str, row: Mapping[str, Any], errors: Mapping[str, str]) -> Control:
    key = name.rpartition(".")[2]
    choices = {"kind": words.STEP_KINDS, "lane": words.LANES}.get(key)
    options = [("", _("没有填")), *((code, str(text)) for code, text in choices.items())] if choices else []
    kind = "select" if choices else "hidden"
    return Control(name, words.element_name(key), kind, written(row.get(key)), tuple(options), errors.get(name, ""))


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
             "texts": "lines", "form": "document", "guidance": "document"}  # fmt: skip
    kind = "hidden" if name.endswith(f".{ORDER}") else kinds.get(element.type, "text")
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
    return "" if value is None else written(value)


def written(value: Any) -> str:
    """A value as its control carries it: JSON where it is more than a word."""
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return "" if value is None else str(value)


def _read_row(table: str, at: int, sent: Sent, unreadable: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for element in get_elements().everything:
        if element.table != table:
            continue
        column = element.code.partition(".")[2]
        for name in (column, f"{column}_en"):
            value = _read(element if name == column else None, f"{table}.{at}.{name}", sent, unreadable)
            if is_filled(value):
                row[name] = value
    for key in _ROW_KEYS[table]:
        name = f"{table}.{at}.{key}"
        if key not in row and (value := conditions.read(sent, name) if key == "when" else sent.get(name, "").strip()):
            row[key] = value
    return row


def _read(element: Element | None, name: str, sent: Sent, unreadable: dict[str, str]) -> Any:
    """None stands for an English companion: always text."""
    kind = element.type if element is not None else "text"
    if kind == "choices":
        return sent.getlist(name)
    if kind in SHEETS and f"{name}.built" in sent:
        return SHEETS[kind].read(sent)
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
            return read_json(name, text, unreadable)
    return text


def _read_number(text: str) -> int | float | str:
    """Kept as JSON keeps it: whole numbers whole."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > DIGITS_AT_MOST:  # 1e999999999 would be written out
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def read_json(name: str, text: str, unreadable: dict[str, str]) -> Any:
    """What the text says; what is no JSON stays text and is told under the control's name."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
        if unstorable(value) is None:
            return value
        unreadable[name] = _("里面有存不下的数或者字符，例如 NaN、几千位的数、空字符。")
    except json.JSONDecodeError as fault:
        told = {"line": fault.lineno, "column": fault.colno}
        unreadable[name] = _("第 %(line)s 行第 %(column)s 个字符起不是 JSON。") % told
    except ValueError:  # NaN, infinity, thousands of digits
        unreadable[name] = _("里面有存不下的数或者字符，例如 NaN、几千位的数、空字符。")
    except RecursionError:
        unreadable[name] = _("嵌套太深。")
    return text
