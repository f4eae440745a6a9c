"""The number that tells a cache whether anything public may have changed."""

from tongban.foundation.routing.prepared import prepared_cursor


def get_generation() -> int:
    """How many transactions have changed what guides or lists show; 0 before the first. One statement."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT number FROM catalogue_generation")
        row = cursor.fetchone()
    return row[0] if row else 0
