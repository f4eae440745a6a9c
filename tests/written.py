"""What a test's commands left behind in journal and outbox, read past the apps that keep them."""

from django.db import connection

from tongban.foundation.routing.guard import fan_out_allowed


def journal_actions() -> list[str]:
    """The actions recorded so far, in the order of their rows: ids of one millisecond are in none."""
    return _column("SELECT action FROM audit_journalrow ORDER BY at, ctid")


def emitted_events() -> list[str]:
    """The names of the events emitted so far, in order."""
    return _column("SELECT name FROM outbox_outboxevent ORDER BY emitted_at, ctid")


def _column(statement: str) -> list[str]:
    with fan_out_allowed("a test reads all that was written"), connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
