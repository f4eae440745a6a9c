"""The number that tells every worker's cache that something public has changed."""

from django.db import connection


def count_up() -> None:
    """The last write of a transaction that changes what guides or lists show; its row is locked until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_generation (id, number) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET number = catalogue_generation.number + 1"
        )
