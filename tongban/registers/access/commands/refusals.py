"""Every refusal is written down, after the refused transaction is gone."""

import datetime as dt
from typing import Any

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed

PATH_AT_MOST = 300


@transaction.atomic
def record_refusal(error: NotAllowed, *, by: Actor, now: dt.datetime, path: str) -> None:
    """Journals access.refused: who was refused what, where they asked. Called by a face after its rollback.

    `path` is the address without its query, which may hold what somebody typed.
    """
    subject = f"account:{by.account}" if by.account else f"role:{by.role}"
    facts: dict[str, Any] = {
        "code": error.code,
        "refused": str(error.facts.get("action", "")),
        "path": path[:PATH_AT_MOST],
    }
    audit.record("access.refused", by=by, now=now, subject=subject, **facts)
