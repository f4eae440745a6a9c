"""Hot reads: values go to the server apart from the text, so that it plans each text once.

Django's own cursor writes values into the text; then PostgreSQL parses and plans anew each time, which for a statement
over many tables costs more than to run it. From its third use on a connection a statement is prepared.
"""

from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import ServerBindingCursor


def fetch_one(statement: str, values: Mapping[str, Any] | None = None) -> tuple[Any, ...] | None:
    """The first row, or None; watched like any statement, and in the same transaction.

    A connection that the server has dropped is opened anew, so none is asked for its health beforehand.
    """
    try:
        return _fetch_one(statement, values)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _fetch_one(statement, values)


def _fetch_one(statement: str, values: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    connection.ensure_connection()
    raw: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(raw) as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
