"""Which required elements an item still leaves empty (domain A5), asked of the database for many items at once.

The published layers keep the codes of what they fill in `filled`, so nothing is laid together for it. Statements built
from these pieces bind `at` and `required`.
"""

from tongban.registers.catalogue.queries.elements import get_elements


def holding(table: str, alias: str, key: str, of: str) -> str:
    """Joins the version of `of` in this table that holds at `at`, or nothing."""
    return (
        f" LEFT JOIN {table} {alias} ON {alias}.{key} = {of}"
        f" AND {alias}.effective_from <= %(at)s AND {alias}.effective_until > %(at)s"
    )


def common(leaf: str) -> str:
    """Joins what the leaf says, as `lv`."""
    return holding("catalogue_leafversion", "lv", "leaf", leaf)


def place(body: str) -> str:
    """Joins what the body says for all its items, as `pl`."""
    return holding("catalogue_place", "pl", "organisation", body)


OWN_WORDS = holding("catalogue_itemversion", "iv", "item", "i.id")
FILLED = "(coalesce(lv.filled, '{}') || coalesce(pl.filled, '{}') || coalesce(iv.filled, '{}'))"


def is_complete(filled: str = FILLED) -> str:
    """True where nothing required is missing."""
    return f"%(required)s::varchar[] <@ {filled}"


def missing(filled: str = FILLED) -> str:
    """The codes that are missing, in the order of the element table."""
    return (
        "ARRAY(SELECT wanted.code FROM unnest(%(required)s::varchar[]) WITH ORDINALITY AS wanted(code, place)"  # noqa: S608
        f" WHERE wanted.code <> ALL({filled}) ORDER BY wanted.place)"
    )


def list_required() -> list[str]:
    """Codes of the elements without which nothing is published, in the order of the table."""
    return list(get_elements().required())
