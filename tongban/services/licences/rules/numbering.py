"""Printed numbers (证照编号): a pattern of the type, filled with the body's next number of the year."""

import re

HOLDER = "{holder.code}"
_VARIABLE = re.compile(r"\{[^{}]*\}")
_KNOWN = frozenset(("{year}", "{region}", "{serial}"))
_DIGITS = 6
LONGEST = 80


def is_pattern(pattern: str) -> bool:
    """True for "{holder.code}" alone, and for text with {serial} and maybe {year} and {region} (six digits)."""
    if pattern == HOLDER:
        return True
    variables = _VARIABLE.findall(pattern)
    rest = _VARIABLE.sub("", pattern)
    is_known = set(variables) <= _KNOWN and variables.count("{serial}") == 1
    return is_known and "{year}" in variables and "{" not in rest and "}" not in rest and len(pattern) <= 60


def is_counted(pattern: str) -> bool:
    """False where the number is the holder's own code."""
    return pattern != HOLDER


def write_number(pattern: str, *, year: int, region: str, serial: int, holder_code: str) -> str:
    """The number: {serial} has at least six digits.

    >>> write_number("JY1{region}{year}{serial}", year=2026, region="420902000000", serial=17, holder_code="")
    'JY14209022026000017'
    """
    if pattern == HOLDER:
        return holder_code
    told = {"{year}": str(year), "{region}": region[:6], "{serial}": f"{serial:0{_DIGITS}d}"}
    return _VARIABLE.sub(lambda found: told[found[0]], pattern)
