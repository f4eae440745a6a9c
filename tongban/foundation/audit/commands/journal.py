"""Recording an entry inside the caller's transaction."""

import datetime as dt
from typing import Any

from tongban.foundation.audit.models import JournalRow
from tongban.foundation.audit.rules import entry as entries
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.ids import bucket_for, new_id

_WRITTEN = (*entries.COLUMNS, "body")
INSERT = (
    f'INSERT INTO "{JournalRow._meta.db_table}" ({", ".join(_WRITTEN)})'
    f" SELECT {', '.join(f'%(journal_{name})s' for name in _WRITTEN)}"
)
"""Part of a larger statement, with the values of `entry_of`; a FROM behind it says whether the row is written."""


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
    entry = entry_of(action, by=by, now=now, subject=subject, bucket=bucket, purpose=purpose, **facts)
    routing.write({"entry": INSERT}, entry)


def entry_of(
    action: str,
    *,
    by: Actor,
    now: dt.datetime,
    subject: str,
    bucket: int | None = None,
    purpose: str = "",
    **facts: entries.Fact,
) -> dict[str, Any]:
    """The values of `INSERT`: what `record` would write. Raises as it does."""
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
    return {f"journal_{name}": getattr(entry, name) for name in _WRITTEN}
