"""The number that tells a cache whether anything public may have changed."""

from tongban.foundation.routing.prepared import fetch_one


def get_generation() -> int:
    """How many transactions have changed what guides or lists show; 0 before the first. One statement."""
    row = fetch_one("SELECT number FROM catalogue_generation")
    return row[0] if row else 0
