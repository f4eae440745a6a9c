"""Region codes and the shape of a region tree.

A code has 12 digits in groups of 2 + 2 + 2 + 3 + 3: province, city, county, town, village (statistical divisions
of the National Bureau of Statistics). A city is its 6 digits and 000000; trailing zero groups mean "all below".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category

DIGITS = 12
NAME_LENGTH = 60
# Controls, invisible marks, spaces. Characters for private use stay: the official list writes rare ones with them.
_NO_PART_OF_A_NAME = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
_ENDS = tuple(accumulate((2, 2, 2, 3, 3)))


class Level(IntEnum):
    """The five levels. A tree may start at any of them; a code's level comes from the data, not from its zeros."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5


class CodeRange(NamedTuple):
    """Every code of a subtree lies in `first`..`last`, both included."""

    first: str
    last: str


ANYWHERE = CodeRange("0" * DIGITS, "9" * DIGITS)


def is_code(text: str) -> bool:
    """True for 12 ASCII digits that do not begin with 00."""
    return len(text) == DIGITS and text.isascii() and text.isdecimal() and not text.startswith("00")


def significant(code: str) -> str:
    """The code without its trailing zero groups: 420900000000 → 4209."""
    for start, end in reversed(list(pairwise((0, *_ENDS)))):
        if code[start:end].strip("0"):
            return code[:end]
    return ""


def subtree(code: str) -> CodeRange:
    """The code range of a region and everything below it: 420900000000 → 420900000000..420999999999."""
    stem = significant(code)
    return CodeRange(stem.ljust(DIGITS, "0"), stem.ljust(DIGITS, "9"))


def is_within(code: str, region: str) -> bool:
    """True when `code` is `region` itself or lies below it."""
    return code.startswith(significant(region))


def is_pseudo_city(code: str) -> bool:
    """True for 省直辖县级行政区划 (429000000000): a heading in the list and no place with a government."""
    return code[2:4] == "90" and subtree(code).first == code and len(significant(code)) == _ENDS[1]


def list_ancestor_codes(code: str) -> list[str]:
    """The codes that may stand above this one, highest first. Which of them exist is a matter of the data."""
    stem = significant(code)
    codes = [code[:end].ljust(DIGITS, "0") for end in _ENDS if end < len(stem)]
    return list(dict.fromkeys(codes))


# --- a tree as it arrives in a file -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a region file as text, not yet believed. `line` is its number in the file, the head being 1."""

    line: int
    code: str
    name: str
    level: str
    parent: str


class Fault(NamedTuple):
    """What is wrong with one line: a stable code that a face turns into a sentence."""

    line: int
    code: str


def codes_outside(rows: Iterable[RawRow]) -> set[str]:
    """The codes outside the file that its rows may hang under: parents it names, regions a root of its own lies in."""
    rows = list(rows)
    named = {row.parent for row in rows} - {row.code for row in rows}
    around = {above for row in rows if not row.parent and is_code(row.code) for above in list_ancestor_codes(row.code)}
    return {code for code in named | around if is_code(code)}


def check_tree(rows: Iterable[RawRow], standing: Mapping[str, int] = MappingProxyType({})) -> list[Fault]:
    """Every line that cannot stand in one tree, in the order of the file; empty when the file is sound.

    The file is a tree of its own, or a branch whose root names a parent among `standing` (code → level of the regions
    that stand outside the file). Codes: code_malformed, name_missing, name_malformed, level_malformed, code_repeated,
    root_missing, second_root, parent_missing (the root lies in a standing region), parent_unknown, parent_outside,
    level_gap.
    """
    rows = list(rows)
    if not rows:
        return [Fault(1, "root_missing")]
    lone = [Fault(row.line, what) for row in rows if (what := _check_alone(row))]
    if lone:
        return lone
    first_lines: dict[str, int] = {}
    for row in rows:
        first_lines.setdefault(row.code, row.line)
    repeated = [Fault(row.line, "code_repeated") for row in rows if first_lines[row.code] != row.line]
    return repeated or list(_check_parents(rows, standing))


def _check_alone(row: RawRow) -> str | None:
    if not is_code(row.code):
        return "code_malformed"
    if not row.name.strip():
        return "name_missing"
    if len(row.name) > NAME_LENGTH or any(category(character) in _NO_PART_OF_A_NAME for character in row.name):
        return "name_malformed"
    if row.level not in {"1", "2", "3", "4", "5"}:
        return "level_malformed"
    return None


def _check_parents(rows: list[RawRow], standing: Mapping[str, int]) -> Iterator[Fault]:
    own = {row.code: int(row.level) for row in rows}
    levels = {**standing, **own}
    roots = [row for row in rows if not row.parent or (row.parent in standing and row.parent not in own)]
    if not roots:
        yield Fault(rows[0].line, "root_missing")
    yield from (Fault(row.line, "second_root") for row in roots[1:])
    for row in rows:
        if row.parent:
            what = _check_place(row, levels)
        else:
            what = "parent_missing" if any(above in standing for above in list_ancestor_codes(row.code)) else None
        if what:
            yield Fault(row.line, what)


def _check_place(row: RawRow, levels: Mapping[str, int]) -> str | None:
    if row.parent not in levels:
        return "parent_unknown"
    if row.parent == row.code or not is_within(row.code, row.parent):
        return "parent_outside"
    above, level = levels[row.parent], int(row.level)
    if level <= above:
        return "level_gap"
    # A city without counties has its towns directly below it: the groups of the levels left out are zero.
    skipped = row.code[_ENDS[above - 1] : _ENDS[level - 2]]
    return "level_gap" if skipped.strip("0") else None


def name_paths(
    rows: Iterable[RawRow], names: Mapping[str, str], standing: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """For each code the `names` from the root down to it, separated by spaces. Rows must have passed `check_tree`.

    `standing` holds the path of the region outside the file that its root hangs under.
    """
    paths = dict(standing)
    for code, parent in sorted((row.code, row.parent) for row in rows):  # a parent's code sorts before its children's
        paths[code] = f"{paths[parent]} {names[code]}" if parent else names[code]
    return paths
