"""Two contents side by side, by the order of the element table."""

from typing import Any

from tongban.faces.workbench.items import words
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content, is_filled


def compare(new: Content, old: Content) -> list[dict[str, Any]]:
    """Rows for `review.compare`: each element that either side fills, English companions after their text."""
    codes = [code for each in get_elements().everything for code in (each.code, f"{each.code}_en")]
    pairs = [(code, new.get(code), old.get(code)) for code in codes]
    return [_row(*pair) for pair in pairs if is_filled(pair[1]) or is_filled(pair[2])]


def compare_record(record: Content, common: Content) -> list[dict[str, Any]]:
    """What a record from elsewhere states beside what the leaf says of the same."""
    return compare(record, {code: value for code, value in common.items() if code in record})


def _row(code: str, new: Any, old: Any) -> dict[str, Any]:
    return {"name": words.element_name(code), "typed": _say(code, new), "known": _say(code, old), "same": new == old}


def _say(code: str, value: Any) -> str:
    element = get_elements().find(code)
    if not is_filled(value):
        return ""
    return str(value) if element is None else words.say(element, value)
