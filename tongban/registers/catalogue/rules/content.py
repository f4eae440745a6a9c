"""What a record says: element code → value. Checking it, laying its layers over each other, and its figures.

A guide is never copied. What is shown of an item is laid together when it is read, from four layers:
the leaf's common values · the leaf's proposals for individual ones · the body's place (address, hours, telephones) ·
the item's own individual values. A later layer wins. English stands beside a text under the same code with `_en`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.registers.catalogue.rules.elements import TABLES, TECHNICAL, Element, ElementTable, Owning

Content = Mapping[str, Any]
Dictionaries = Mapping[str, Mapping[str, Any]]

WORKING_DAY = "1"
ON_THE_SPOT = "1"
APPLY_ONLINE = 3
TEXT_AT_MOST = 4000
NUMBER_AT_MOST = 100_000
ROWS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a content: `where` names the element, with its row (`materials[2].name`, counted from 1)."""

    where: str
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a content that indicators and lists are computed from; None where it does not say.

    Limits are working days; a limit in another unit has none. `depth_level` is 1 to 4.
    """

    project_type: str | None = None
    legal_days: Decimal | None = None
    promised_days: Decimal | None = None
    visits: int | None = None
    depth_level: int | None = None
    material_count: int | None = None
    step_count: int | None = None


def is_filled(value: Any) -> bool:
    """False for nothing, an empty text and an empty list; a zero and a no are answers."""
    return value is not None and value != "" and value != []


def lay(*layers: Content) -> dict[str, Any]:
    """One content out of layers; a filled value of a later one wins."""
    laid: dict[str, Any] = {}
    for layer in layers:
        laid.update({code: value for code, value in layer.items() if is_filled(value)})
    return laid


def list_missing(content: Content, table: ElementTable) -> list[str]:
    """Codes of the required elements that the content leaves empty, in the order of the table.

    Whoever demands a visit says why (APP-03: 不见面 is the rule, an exception needs its basis).
    """
    needed = [*table.required(), *(["presence_reason"] if _demands_visit(content) else [])]
    return [code for code in needed if not is_filled(content.get(code))]


def _demands_visit(content: Content) -> bool:
    visits = str(content.get("visits") or 0)
    return visits.isdecimal() and int(visits) > 0


def compute_facts(content: Content) -> Facts:
    """The figures of a content that `check_content` has nothing against."""
    visits, level = content.get("visits"), content.get("depth_level")
    return Facts(
        project_type=content.get("project_type"),
        legal_days=_days(content, "legal_limit"),
        promised_days=_days(content, "promised_limit"),
        visits=None if visits is None else int(visits),
        depth_level=None if level is None else int(level),
        material_count=len(content["materials"]) if "materials" in content else None,
        step_count=len(content["steps"]) if "steps" in content else None,
    )


def check_limits(content: Content) -> list[Fault]:
    """The promised limit is not above the legal one; done on the spot promises at most one working day (domain A4)."""
    promised, legal = _days(content, "promised_limit"), _days(content, "legal_limit")
    faults = []
    if promised is not None and legal is not None and promised > legal:
        told = {"promised": str(promised), "legal": str(legal)}
        faults.append(Fault("promised_limit", "content.promised_above_legal", told))
    if content.get("project_type") == ON_THE_SPOT and promised is not None and promised > 1:
        faults.append(Fault("promised_limit", "content.on_the_spot_too_long", {"promised": str(promised)}))
    return faults


def check_content(
    content: Content, *, table: ElementTable, dictionaries: Dictionaries, owning: Owning | None = None
) -> list[Fault]:
    """Every fault of the content's form: unknown or derived elements, wrong types, values outside their dictionary.

    With `owning` only elements of that class may stand in it. Form and guidance have checks of their own.
    """
    faults: list[Fault] = []
    for code, value in content.items():
        faults += _check_entry(code, value, table, dictionaries, owning)
    return faults + check_limits(content)


def _check_entry(
    code: str, value: Any, table: ElementTable, dictionaries: Dictionaries, owning: Owning | None
) -> Iterable[Fault]:
    bare = code.removesuffix("_en")
    has = table.owning_of(bare)
    if has is None:
        return [Fault(code, "content.unknown_element", {})]
    if owning is not None and has is not owning:
        return [Fault(code, f"content.not_{owning}", {"element": bare})]
    if bare in TABLES:
        return _check_rows(bare, value, table, dictionaries)
    element = table[bare]
    if element.derived:
        return [Fault(code, "content.derived_element", {})]
    if bare != code:
        return _check_text(code, value)
    return _check_value(code, value, element, dictionaries)


def _check_rows(name: str, value: Any, table: ElementTable, dictionaries: Dictionaries) -> Iterable[Fault]:
    if not isinstance(value, list) or len(value) > ROWS_AT_MOST:
        return [Fault(name, "content.not_rows", {"most": ROWS_AT_MOST})]
    faults: list[Fault] = []
    for at, row in enumerate(value, 1):
        if not isinstance(row, Mapping):
            faults.append(Fault(f"{name}[{at}]", "content.not_rows", {"most": ROWS_AT_MOST}))
            continue
        faults += [
            fault for column, cell in row.items() for fault in _check_cell(name, at, column, cell, table, dictionaries)
        ]
        if not is_filled(row.get(_first_column(name, table))):
            faults.append(Fault(f"{name}[{at}].{_first_column(name, table)}", "content.empty", {}))
    return faults


def _first_column(name: str, table: ElementTable) -> str:
    first: Element = next(element for element in table if element.table == name)
    return first.code.partition(".")[2]


def _check_cell(
    name: str, at: int, column: str, cell: Any, table: ElementTable, dictionaries: Dictionaries
) -> Iterable[Fault]:
    where = f"{name}[{at}].{column}"
    element = table.find(f"{name}.{column.removesuffix('_en')}")
    if element is not None:
        return _check_text(where, cell) if column.endswith("_en") else _check_value(where, cell, element, dictionaries)
    return [] if column in TECHNICAL else [Fault(where, "content.unknown_element", {})]


def _check_value(where: str, value: Any, element: Element, dictionaries: Dictionaries) -> Iterable[Fault]:
    if not is_filled(value):
        return []
    match element.type:
        case "text" | "long" | "url" | "code" | "file" | "date":
            return _check_text(where, value)
        case "number":
            return _check_number(where, value)
        case "flag":
            return [] if isinstance(value, bool) else [Fault(where, "content.not_yes_or_no", {})]
        case "choice":
            return _check_choices(where, [value], dictionaries[element.dictionary])
        case "choices":
            return _check_choices(where, value, dictionaries[element.dictionary])
        case "texts":
            return _check_texts(where, value)
    return []


def _check_text(where: str, value: Any) -> Sequence[Fault]:
    if not isinstance(value, str) or len(value) > TEXT_AT_MOST:
        return [Fault(where, "content.not_text", {"most": TEXT_AT_MOST})]
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in value):
        return [Fault(where, "content.unseen_letters", {})]
    return []


def _check_texts(where: str, value: Any) -> Sequence[Fault]:
    if not isinstance(value, list) or len(value) > ROWS_AT_MOST:
        return [Fault(where, "content.not_rows", {"most": ROWS_AT_MOST})]
    return [fault for text in value for fault in _check_text(where, text)]


def _check_number(where: str, value: Any) -> Sequence[Fault]:
    right = isinstance(value, int | float | Decimal) and not isinstance(value, bool) and 0 <= value <= NUMBER_AT_MOST
    return [] if right and Decimal(str(value)) * 2 % 1 == 0 else [Fault(where, "content.not_number", {})]


def _check_choices(where: str, values: Any, dictionary: Mapping[str, Any]) -> Sequence[Fault]:
    if not isinstance(values, list):
        return [Fault(where, "content.not_rows", {"most": ROWS_AT_MOST})]
    unknown = [str(value) for value in values if value not in dictionary]
    return [Fault(where, "content.not_in_dictionary", {"value": value[:40]}) for value in unknown]


def _days(content: Content, element: str) -> Decimal | None:
    limit = content.get(element)
    if not isinstance(limit, int | float | Decimal) or content.get(f"{element}_unit") != WORKING_DAY:
        return None
    return Decimal(str(limit))
