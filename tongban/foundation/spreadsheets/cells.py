"""Addresses of cells, and texts that a spreadsheet would take for a formula."""

import re

_ADDRESS = re.compile(r"([A-Z]{1,4})([0-9]{1,8})", re.ASCII)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a text must not begin with where a spreadsheet guesses what a cell is."""


def column_letter(column: int) -> str:
    """1 is "A", 27 is "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_address(address: str) -> tuple[int, int]:
    """Row and column, counted from 1; (0, 0) for what is no address."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def is_dangerous(text: str) -> bool:
    """Whether a program that opens a csv could take the text for a formula, or for one that was defused."""
    bare = text.lstrip("'")
    return bare.startswith(DANGEROUS)
