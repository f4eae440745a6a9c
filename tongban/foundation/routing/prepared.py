"""A cursor for hot statements: values go to the server apart from the text, so that it plans each text once.

Django's own cursor writes values into the text; then PostgreSQL parses and plans anew each time, which for a statement
over many tables costs more than to run it. From its third use on a connection a statement is prepared.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """As `connection.cursor()`: watched by the same wrappers, and in the same transaction."""
    connection.ensure_connection()
    raw: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(raw) as cursor:
        yield cursor
