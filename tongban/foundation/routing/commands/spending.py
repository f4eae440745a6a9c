"""Spending idempotency keys: a request that arrives twice has one effect."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.models import SpentKey
from tongban.foundation.routing.queries import value_of

SPEND_WHEN = (
    f'INSERT INTO "{SpentKey._meta.db_table}" (value, fingerprint, result, spent_at)'  # noqa: S608
    " SELECT %(key_value)s, %(key_digest)s, %(key_result)s, %(key_spent_at)s FROM {when} ON CONFLICT (value) DO NOTHING"
)
"""Part of a larger statement, with `Key.spent_by`: returns a row to the one who spends the key. Waits for a rival.

`when` names a part of the statement that returns one row, or none where the key is not to be spent.
"""
SPEND = SPEND_WHEN.format(when="(SELECT) AS always")
FIND = f'SELECT fingerprint, result FROM "{SpentKey._meta.db_table}" WHERE value = %(key_value)s'  # noqa: S608
"""Part of a larger statement: what `Key.result_of` reads, no row for a key that is free."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that somebody wants to spend, and the digest of what for. `value` is kept; the key itself is not."""

    value: str
    digest: bytes

    def spent_by(self, result: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
        """The values of `SPEND`."""
        told = {"key_value": self.value, "key_digest": self.digest}
        return told | {"key_result": result, "key_spent_at": now}

    def result_of(self, digest: bytes, result: uuid.UUID) -> uuid.UUID:
        """The row that whoever spent it made. Raises Conflict("idempotency.reused") if for another request."""
        if bytes(digest) != self.digest:
            raise Conflict("idempotency.reused")
        return result


def read_key(key: str, *, scope: str, fingerprint: bytes) -> Key:
    """The key of this scope and request. Raises Invalid("idempotency.malformed")."""
    return Key(value_of(key, scope), hashlib.sha256(fingerprint).digest())


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
    wanted = read_key(key, scope=scope, fingerprint=fingerprint)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(SPEND, wanted.spent_by(result, now))
            if cursor.rowcount == 1:
                return None
            cursor.execute(FIND, {"key_value": wanted.value})
            spent = cursor.fetchone()
            if spent is not None:  # else swept between the two statements: the key is free again
                return wanted.result_of(*spent)


def forget_spent_keys(*, spent_before: dt.datetime, limit: int = 10_000) -> int:
    """At most `limit` keys spent before that instant, oldest first, are free again. Returns how many."""
    oldest = SpentKey.objects.filter(spent_at__lt=spent_before).order_by("spent_at").values("value")[:limit]
    return SpentKey.objects.filter(value__in=oldest).delete()[0]
