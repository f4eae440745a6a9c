"""Hot statements: values go to the server apart from the text, so that it plans each text once.

Django's own cursor writes values into the text; then PostgreSQL parses and plans anew each time, which for a statement
over many tables costs more than to run it. From its third use on a connection a statement is prepared.
"""

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import ServerBindingCursor


class Statement:
    """A long text with %(named)s values, written once as the server wants it: `$1`, `$2` …

    The driver would read a text of more than 4,096 characters or 50 values anew each time.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
        places = {name: f"${at}" for at, name in enumerate(self._names, 1)}
        self._numbered = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], text).replace("%%", "%")

    def run(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        connection.ensure_connection()
        if connection.queries_logged:  # whose log reads names only
            return _run(ServerBindingCursor, self.text, values)
        return _run(psycopg.RawCursor, self._numbered, [values[name] for name in self._names])


def fetch_one(statement: str | Statement, values: Mapping[str, Any] | None = None) -> tuple[Any, ...] | None:
    """The first row, or None; watched like any statement, and in the same transaction.

    A connection that the server has dropped is opened anew, so none is asked for its health beforehand: a statement
    that writes must do so once only, however often it runs.
    """
    try:
        return _fetch_one(statement, values)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _fetch_one(statement, values)


def _fetch_one(statement: str | Statement, values: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    if isinstance(statement, Statement):
        return statement.run(values or {})
    connection.ensure_connection()
    return _run(ServerBindingCursor, statement, values)


def _run(kind: Any, text: str, values: Any) -> tuple[Any, ...] | None:
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(kind(connection.connection)) as cursor:
        cursor.execute(text, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
