"""Reads of the region register: the tree here, the profiles in `queries.profiles`."""

from tongban.registers.regions.queries.tree import (
    PAGE,
    PAGE_AT_MOST,
    count_subtree,
    find_path,
    find_region,
    find_regions,
    get_region,
    get_standing_region,
    list_children,
    list_path,
    page_of_regions,
)

__all__ = [
    "PAGE",
    "PAGE_AT_MOST",
    "count_subtree",
    "find_path",
    "find_region",
    "find_regions",
    "get_region",
    "get_standing_region",
    "list_children",
    "list_path",
    "page_of_regions",
]
