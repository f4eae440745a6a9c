"""What a test's commands left behind in journal and outbox, read past the apps that keep them."""

from django.db import connection

from tongban.foundation.routing.guard import fan_out_allowed

_WRITTEN = "xmin::text::bigint, cmin::text::bigint"
"""Transaction, then command in it. A row's place says nothing: it may fill a gap that a vacuum has left."""


def journal_actions() -> list[str]:
    """The actions recorded so far, in the order they were written: ids of one millisecond are in none."""
    return _column(f"SELECT action FROM audit_journalrow ORDER BY at, {_WRITTEN}")


def emitted_events() -> list[str]:
    """The names of the events emitted so far, in order."""
    return _column(f"SELECT name FROM outbox_outboxevent ORDER BY emitted_at, {_WRITTEN}")


def _column(statement: str) -> list[str]:
    with fan_out_allowed("a test reads all that was written"), connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
