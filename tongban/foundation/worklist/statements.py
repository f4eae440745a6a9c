"""The statements that lists are read with, put together from `conditions`."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tongban.foundation.worklist import conditions
from tongban.foundation.worklist.conditions import Where
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import State

TABLE = f'"{WorklistRow._meta.db_table}"'
COLUMNS = [str(field.column) for field in WorklistRow._meta.concrete_fields]


def fetch(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All lines of the statement."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def first(columns: Where, condition: Where, limit: int) -> Where:
    """The first so many rows in the order of every list."""
    text = f"(SELECT {columns.text} FROM {TABLE} WHERE {condition.text} ORDER BY order_at, id LIMIT %s)"  # noqa: S608
    return Where(text, (*columns.values, *condition.values, limit))


def either(parts: Sequence[Where]) -> Where:
    """One select after the other."""
    return Where(" UNION ALL ".join(part.text for part in parts), sum((part.values for part in parts), ()))


def first_ids(within: Sequence[Where], states: Sequence[State], asked: Where, limit: int) -> Where:
    """The ids of the first so many rows of these places and states, each read in the order of its index."""
    columns, places = (
        Where("id, order_at"),
        [place & conditions.in_state(state) for place in within for state in states],
    )
    found = either([first(columns, place & asked, limit) for place in places])
    text = f"SELECT id FROM ({found.text}) AS found ORDER BY order_at, id LIMIT %s"  # noqa: S608
    return Where(text, (*found.values, limit))


def read_rows(within: Sequence[Where], ids: Where) -> list[WorklistRow]:
    """These rows, as far as they lie in one of the places, in the order of every list."""
    places = Where(" OR ".join(f"({place.text})" for place in within), sum((place.values for place in within), ()))
    text = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE ({places.text}) AND {ids.text} ORDER BY order_at, id"  # noqa: S608
    return [WorklistRow.from_db("default", COLUMNS, line) for line in fetch(text, (*places.values, *ids.values))]
