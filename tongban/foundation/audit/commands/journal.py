"""Recording an entry inside the caller's transaction."""

import datetime as dt

from django.db import connection

from tongban.foundation.audit.models import JournalRow
from tongban.foundation.audit.rules import entry as entries
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_for, new_id

_WRITTEN = (*entries.COLUMNS, "body")
_INSERT = (
    f'INSERT INTO "{JournalRow._meta.db_table}" ({", ".join(_WRITTEN)})'  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(_WRITTEN))})"
)


def record(
    action: str,
    *,
    by: Actor,
    now: dt.datetime,
    subject: str,
    bucket: int | None = None,
    purpose: str = "",
    **facts: entries.Fact,
) -> None:
    """Afterwards the journal holds one more row, if and only if the caller's transaction commits.

    One plain INSERT. `action` reads like "worklist.claimed", `subject` like "worklist:<id>" (at most 200 characters);
    `bucket` is the holder's, by default the one that the subject hashes to. A fact named `region` is the region of the
    subject and decides who may read the row. Facts are no place for document numbers or names.

    Raises Invalid (`audit_text_unreadable`, `audit_entry_too_large`) for text that cannot be kept.
    """
    entries.check_form(action=action, at=now, subject=subject)
    entry = entries.compose(
        row_id=new_id(bucket_for(subject) if bucket is None else bucket),
        action=action,
        by=by,
        at=now,
        subject=subject,
        purpose=purpose,
        facts=facts,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [getattr(entry, name) for name in _WRITTEN])
