"""A value as the text of a cell, and back. What `write_cell` writes stands in the file exactly so."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.registers.catalogue.rules.content import Dictionaries, Fault, is_filled
from tongban.registers.catalogue.rules.elements import Element
from tongban.registers.catalogue.rules.workbook import Column

YES, NO = "是", "否"
BETWEEN = "、"
_SEPARATORS = re.compile(r"[、；;\n]")
_YES = frozenset({YES, "TRUE", "YES", "Y", "1", "√"})
_NO = frozenset({NO, "FALSE", "NO", "N", "0", "×"})
Cell = str | int | float | Decimal


class CellError(ValueError):
    """A cell that says nothing its element could hold: `code` and `facts` as in a fault."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def write_cell(column: Column, value: Any, dictionaries: Dictionaries) -> Cell:
    """What stands in the cell: dictionary words in Chinese, several values with 、 between, yes and no in words."""
    if not is_filled(value):
        return ""
    element = column.element
    if element is None or column.english:
        return _plain(value)
    match element.type:
        case "flag" if isinstance(value, bool):
            return YES if value else NO
        case "choice":
            return _word(value, dictionaries[element.dictionary])
        case "choices" if isinstance(value, list):
            return BETWEEN.join(_word(each, dictionaries[element.dictionary]) for each in value)
        case "texts" if isinstance(value, list):
            return _join(value)
    return _plain(value)


def read_cell(column: Column, text: str, dictionaries: Dictionaries) -> Any:
    """The value that a filled cell spells. Raises CellError."""
    element = column.element
    spelled = unicodedata.normalize("NFC", text).strip()
    if element is None or column.english:
        return spelled
    match element.type:
        case "number":
            return _read_number(spelled)
        case "flag":
            return _read_flag(spelled)
        case "choice":
            return _find_word(spelled, element, dictionaries)
        case "choices":
            words = [word.strip() for word in _SEPARATORS.split(spelled) if word.strip()]
            return list(dict.fromkeys(_find_word(word, element, dictionaries) for word in words))
        case "texts":
            return _split(unicodedata.normalize("NFC", text))
    return spelled


def as_read(cell: Cell) -> str:
    """The cell as it comes back from a file."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n")
    return format(Decimal(str(cell)).normalize(), "f")


def is_same(text: str, cell: Cell) -> bool:
    """Whether somebody left the cell as it was written."""
    return text.strip() == as_read(cell).strip()


def fault_at(where: str, problem: CellError) -> Fault:
    """The problem as a fault of this element."""
    return Fault(where, problem.code, problem.facts)


def _plain(value: Any) -> Cell:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float | Decimal):
        return value
    return value if isinstance(value, str) else _join(value) if isinstance(value, list) else str(value)


def _word(code: Any, dictionary: Mapping[str, Any]) -> str:
    row = dictionary.get(code) if isinstance(code, str) else None
    return str(row["zh"]) if row else str(code)


def _join(texts: list[Any]) -> str:
    """Between line breaks where a text has a 、 or ; of its own."""
    told = [str(text) for text in texts]
    if any(_SEPARATORS.search(text) for text in told):
        return "\n".join(told) + ("\n" if len(told) == 1 else "")
    return BETWEEN.join(told)


def _split(text: str) -> list[str]:
    parts = text.split("\n") if "\n" in text else _SEPARATORS.split(text)
    return [part.strip() for part in parts if part.strip()]


def _read_number(text: str) -> int | float:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text))
    except InvalidOperation as wrong:
        raise CellError("content.not_number", value=text[:40]) from wrong
    if not number.is_finite() or abs(number) > 10**9:
        raise CellError("content.not_number", value=text[:40])
    return int(number) if number == number.to_integral_value() else float(number)


def _read_flag(text: str) -> bool:
    spelled = unicodedata.normalize("NFKC", text).upper()
    if spelled in _YES or spelled in _NO:
        return spelled in _YES
    raise CellError("content.not_yes_or_no", value=text[:40])


def _find_word(text: str, element: Element, dictionaries: Dictionaries) -> str:
    dictionary = dictionaries[element.dictionary]
    if text in dictionary:
        return text
    spelled = unicodedata.normalize("NFKC", text).casefold()
    for code, row in dictionary.items():
        if spelled in {unicodedata.normalize("NFKC", str(row[name])).casefold() for name in ("zh", "en")}:
            return str(code)
    raise CellError("content.not_in_dictionary", value=text[:40])
