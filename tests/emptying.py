"""How the tables are emptied after a test that committed: only those that hold something.

Django's own way truncates every table and makes content types and permissions anew, 0.7 s a test with a hundred tables.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from tongban.foundation.routing.guard import fan_out_allowed

_MADE_BY_MIGRATING = frozenset({"django_content_type", "auth_permission"})


def empty_what_was_filled(_test_case: Any) -> None:
    """No row of a test is left; a row that another connection still holds is waited for."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - _MADE_BY_MIGRATING)
    columns = ", ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables)
    with fan_out_allowed("every row of a test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        filled = [f'"{table}"' for table, is_filled in zip(tables, cursor.fetchone(), strict=True) if is_filled]
        if filled:
            # Deleting would leave the statistics of an empty table, by which the next test's would be planned.
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


def install() -> None:
    """For every transactional test of this process."""
    TransactionTestCase._fixture_teardown = empty_what_was_filled  # type: ignore[attr-defined]
