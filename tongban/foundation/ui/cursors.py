"""Where a page of a list that is newest first ended: an instant and an id, as one word in an address."""

import datetime as dt
import uuid

from tongban.foundation.kernel.errors import NotFound


def write_cursor(at: dt.datetime, row_id: uuid.UUID) -> str:
    return f"{at.timestamp():.6f}_{row_id}"


def read_cursor(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """None for an empty text. Raises NotFound page.not_found for one that nobody wrote."""
    if not text:
        return None
    seconds, _, row_id = text.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(seconds), dt.UTC), uuid.UUID(row_id)
    except (ValueError, OverflowError, OSError) as nothing:
        raise NotFound("page.not_found") from nothing
