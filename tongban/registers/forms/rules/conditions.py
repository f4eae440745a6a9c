"""Conditions on values and answers: one small language for the server, the schema and the browser.

    {"field": KEY, OP: value} · {"answer": QUESTION, OP: value} · {"all": […]} · {"any": […]} · {"not": CONDITION}

`is`, `in`: equal to the value, or to one of the list. `has`: a list that contains it. `at_least`, `at_most`: a number
against a number, or a date against a date written 2026-11-25. `filled`: whether there is anything at all.
`ui/form.js` holds the same rule for the browser; `tests/conditions.json` is the proof that both agree.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = Any
Condition = Mapping[str, Json]

OPERATORS = ("is", "in", "has", "at_least", "at_most", "filled")
SOURCES = ("field", "answer")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOTHING: tuple[Json, ...] = (None, "", [], {})


def holds(condition: Condition, values: Mapping[str, Json], answers: Mapping[str, Json]) -> bool:
    """Whether the condition is true of the values that are shown; a hidden field must not be among them."""
    if "all" in condition:
        return all(holds(each, values, answers) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, values, answers) for each in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], values, answers)
    source, name, operator, wanted = take_apart(condition)
    return _compare(operator, (values if source == "field" else answers).get(name), wanted)


def take_apart(condition: Condition) -> tuple[str, str, str, Json]:
    """`field` or `answer`, its name, the operator and the wanted value of a simple condition."""
    source = next(each for each in SOURCES if each in condition)
    operator = next(each for each in OPERATORS if each in condition)
    return source, condition[source], operator, condition[operator]


def simple_conditions(condition: Condition) -> Iterator[Condition]:
    """Every comparison inside the condition, in reading order."""
    for inner in [*condition.get("all", ()), *condition.get("any", ())]:
        yield from simple_conditions(inner)
    if "not" in condition:
        yield from simple_conditions(condition["not"])
    elif "all" not in condition and "any" not in condition:
        yield condition


def names_in(condition: Condition) -> set[tuple[str, str]]:
    """("field", key) and ("answer", question) of everything the condition looks at."""
    return {take_apart(each)[:2] for each in simple_conditions(condition)}


def is_filled(value: Json) -> bool:
    """False for nothing, an empty text, an empty list and an empty row; no and 0 are something."""
    return not any(_is_same(value, nothing) for nothing in _NOTHING)


def _compare(operator: str, value: Json, wanted: Json) -> bool:
    if operator == "filled":
        return is_filled(value) is bool(wanted)
    if operator == "is":
        return _is_same(value, wanted)
    if operator == "in":
        return any(_is_same(value, each) for each in wanted)
    if operator == "has":
        return isinstance(value, list) and any(_is_same(each, wanted) for each in value)
    return _is_ordered(value, wanted) and (value >= wanted if operator == "at_least" else value <= wanted)


def _is_same(left: Json, right: Json) -> bool:
    """As JSON sees it: true is not 1, and 1 is 1.0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _is_ordered(left: Json, right: Json) -> bool:
    """Two numbers, or two dates: nothing else has an order here."""
    if isinstance(left, str) and isinstance(right, str):
        return bool(ISO_DATE.fullmatch(left) and ISO_DATE.fullmatch(right))
    return _is_number(left) and _is_number(right)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
