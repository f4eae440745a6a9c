"""Breaches and marks, written down once each."""

import datetime as dt
import json
import uuid
from typing import Any

from django.db import connection, transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import new_id
from tongban.foundation.routing.rows import find_row
from tongban.services.cases.models import Case, CaseFinding

_ONCE = (
    f'INSERT INTO "{CaseFinding._meta.db_table}"'  # noqa: S608
    " (id, bucket, case_id, kind, clock, since, due_at, organisation, region, account, facts, found_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


def find(case_id: uuid.UUID, kind: str, facts: dict[str, Any], *, by: Actor, now: dt.datetime) -> None:
    """A breach that somebody made or tried to make stands with their account."""
    case = find_row(Case, case_id)
    if case is not None:
        with transaction.atomic():
            write(case, kind, clock="", since=now, due_at=None, account=by.account, facts=facts, now=now)


def write(
    case: Case,
    kind: str,
    *,
    clock: str,
    since: dt.datetime,
    due_at: dt.datetime | None,
    account: uuid.UUID | None,
    facts: dict[str, Any],
    now: dt.datetime,
) -> bool:
    """One finding of this kind for this run of the clock; False when it stands already."""
    told = json.dumps(facts, ensure_ascii=False, default=str)
    row: list[Any] = [
        new_id(case.bucket),
        case.bucket,
        case.id,
        kind,
        clock,
        since,
        due_at,
        case.organisation,
        case.region,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, [*row, account, told, now])
        return bool(cursor.rowcount == 1)
