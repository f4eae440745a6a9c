"""Codes, trees and names of regions."""

from tongban.registers.regions.rules.names import Wanted, grams, read_search, simplify
from tongban.registers.regions.rules.tree import (
    ANYWHERE,
    CodeRange,
    Fault,
    Level,
    RawRow,
    check_tree,
    codes_outside,
    is_code,
    is_pseudo_city,
    is_within,
    list_ancestor_codes,
    name_paths,
    significant,
    subtree,
)

__all__ = [
    "ANYWHERE",
    "CodeRange",
    "Fault",
    "Level",
    "RawRow",
    "Wanted",
    "check_tree",
    "codes_outside",
    "grams",
    "is_code",
    "is_pseudo_city",
    "is_within",
    "list_ancestor_codes",
    "name_paths",
    "read_search",
    "significant",
    "simplify",
    "subtree",
]
