"""Hot statements: values go to the server apart from the text, so that it plans each text once.

Django's own cursor writes values into the text; then PostgreSQL parses and plans anew each time, which for a statement
over many tables costs more than to run it. From its third use on a connection a statement is prepared.
"""

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
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
            with _django.make_debug_cursor(_Named(_django.connection)) as cursor:
                return _first(cursor, self.text, values)
        return _first(_django.make_cursor(_kept.cursor()), self._numbered, [values[name] for name in self._names])


class _Kept(threading.local):
    """One cursor of each thread's connection: what it has learnt of types serves the next statement too.

    Making one, and asking anew how each value is written and each column read, costs as much as all the rest.
    """

    made: psycopg.RawCursor[Any] | None = None

    def cursor(self) -> psycopg.RawCursor[Any]:
        if self.made is None or self.made.connection is not connection.connection:
            self.made = psycopg.RawCursor(connection.connection)
        return self.made


_kept = _Kept()
_django: Any = connection  # whose types know no cursors but Django's own
_Named: Any = ServerBindingCursor
_statement = lru_cache(maxsize=256)(Statement)


def fetch_one(statement: str | Statement, values: Mapping[str, Any] | None = None) -> tuple[Any, ...] | None:
    """The first row, or None; watched like any statement, and in the same transaction.

    A connection that the server has dropped is opened anew, so none is asked for its health beforehand: a statement
    that writes must do so once only, however often it runs.
    """
    asked = _statement(statement) if isinstance(statement, str) else statement
    try:
        return asked.run(values or {})
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return asked.run(values or {})


def _first(cursor: Any, text: str, values: Any) -> tuple[Any, ...] | None:
    cursor.execute(text, values)
    row: tuple[Any, ...] | None = cursor.fetchone()
    return row
