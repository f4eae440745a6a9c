"""What a test's commands left behind in journal and outbox, read past the apps that keep them."""

from django.db import connection

from tongban.foundation.routing.guard import fan_out_allowed


def journal_actions() -> list[str]:
    """The actions recorded so far, in the order they were written: ids of one millisecond are in none."""
    return _column(f"SELECT action FROM audit_journalrow ORDER BY at, {_place()}")


def emitted_events() -> list[str]:
    """The names of the events emitted so far, in order."""
    return _column(f"SELECT name FROM outbox_outboxevent ORDER BY emitted_at, {_place()}")


def _place() -> str:
    """Inside one transaction the number of the command, savepoints or not; else where the row lies, one after another.

    The suite's server is never vacuumed, so no row fills an earlier one's gap.
    """
    return "cmin::text::bigint" if connection.in_atomic_block else "ctid"


def _column(statement: str) -> list[str]:
    with fan_out_allowed("a test reads all that was written"), connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
