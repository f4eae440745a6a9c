"""What a test's commands left behind in the journal, read past the app that keeps it."""

from django.db import connection

from tongban.foundation.routing.guard import fan_out_allowed


def journal_actions() -> list[str]:
    """The actions recorded so far, in order."""
    return _column("SELECT action FROM audit_journalrow ORDER BY at, id")


def _column(statement: str) -> list[str]:
    with fan_out_allowed("a test reads all that was written"), connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
