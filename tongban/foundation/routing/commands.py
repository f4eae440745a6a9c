"""Spending idempotency keys: a request that arrives twice has one effect."""

import datetime as dt
import hashlib
import uuid

from django.db import connection

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.models import SpentKey
from tongban.foundation.routing.queries import value_of

_INSERT = (
    f'INSERT INTO "{SpentKey._meta.db_table}" (value, fingerprint, result, spent_at)'  # noqa: S608
    " VALUES (%s, %s, %s, %s) ON CONFLICT (value) DO NOTHING"
)


def spend(key: str, *, scope: str, fingerprint: bytes, result: uuid.UUID, now: dt.datetime) -> uuid.UUID | None:
    """Spends `key` for the caller's transaction; call it before the transaction's other writes.

    None: the key was free, the caller does its work and makes the row `result`. An id: the same request was done
    before and made that row; the caller changes nothing and answers from it. Whoever comes while the first is still
    at work waits for its commit (and takes its place if it rolls back).

    `scope` says who spends what ("cases.submit:<account>"): keys of different scopes never meet. `fingerprint` is
    whatever tells two requests apart, such as the body; its digest is kept.
    Raises Invalid("idempotency.malformed"), Conflict("idempotency.reused") for another request under the same key.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a key is spent inside the transaction that does the work")
    value, digest = value_of(key, scope), hashlib.sha256(fingerprint).digest()
    while not _first(value, digest, result, now):
        spent = SpentKey.objects.filter(value=value).values_list("fingerprint", "result").first()
        if spent is None:
            continue  # swept between the two statements: the key is free again
        if bytes(spent[0]) != digest:
            raise Conflict("idempotency.reused")
        return spent[1]
    return None


def forget_spent_keys(*, spent_before: dt.datetime, limit: int = 10_000) -> int:
    """At most `limit` keys spent before that instant, oldest first, are free again. Returns how many."""
    oldest = SpentKey.objects.filter(spent_at__lt=spent_before).order_by("spent_at").values("value")[:limit]
    return SpentKey.objects.filter(value__in=oldest).delete()[0]


def _first(value: str, digest: bytes, result: uuid.UUID, now: dt.datetime) -> bool:
    """True when this transaction is the one that spends the value. Waits for a rival's commit."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [value, digest, result, now])
        return bool(cursor.rowcount == 1)
