"""How values are written into a document: dates, and text that the fonts can really draw. Pure."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tongban.foundation.ui.rules import write_date

MISSING_GLYPH = "〓"
"""What printers in East Asia set where they have no type (geta): seen, counted, never mistaken for a character."""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_DIGITS = "〇一二三四五六七八九"
_UNSEEN = frozenset({"Cc", "Cf"})  # control and format: direction, zero width
_KEPT = {"\n": "\n", "\t": " "}


def write_formal_date(day: dt.date) -> str:
    """二〇二六年十一月二十五日, as a formal document is dated (GB/T 15835: years digit by digit)."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year}")
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    first = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return first + (_DIGITS[ones] if ones else "")


def drawable_text(text: str, can_draw: Callable[[str], bool]) -> str:
    """The text without what has no shape (control, direction, variation marks), and 〓 for what no font can draw."""
    shown = (_KEPT.get(letter, letter) for letter in text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        letter if letter == "\n" or can_draw(letter) else MISSING_GLYPH
        for letter in shown
        if letter == "\n" or not _is_unseen(letter)
    )


def _is_unseen(letter: str) -> bool:
    is_variation_mark = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return is_variation_mark or unicodedata.category(letter) in _UNSEEN


def as_json(value: object, language: str, can_draw: Callable[[str], bool]) -> Json:
    """The value for a template: text drawable, dates written out in the language, numbers plain.

    Raises TypeError for what a document cannot hold.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return drawable_text(value, can_draw)
        case dt.date():
            return write_date(value, language)
        case Decimal():
            return f"{value:f}"
        case Mapping():
            return {str(key): as_json(part, language, can_draw) for key, part in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [as_json(part, language, can_draw) for part in value]
    raise TypeError(f"A document cannot hold a {type(value).__name__}.")


def find_uneven_line(content: Json) -> str | None:
    """The place of a line that has not one cell for each of its section's columns, which no JSON Schema can say."""
    sections = content.get("sections") if isinstance(content, dict) else None
    for at, section in enumerate(sections if isinstance(sections, list) else []):
        match section:
            case {"columns": list(columns), "lines": list(lines)}:
                for number, line in enumerate(lines):
                    if isinstance(line, list) and len(line) != len(columns):
                        return f"sections/{at}/lines/{number}"
    return None
