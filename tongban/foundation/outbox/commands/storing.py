"""Storing an event in the transaction that makes it true."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tongban.foundation.outbox.events import Event
from tongban.foundation.outbox.models import OutboxEvent
from tongban.foundation.outbox.rules import encode
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.ids import new_id

_MANY = (
    f'INSERT INTO "{OutboxEvent._meta.db_table}" (id, bucket, name, version, payload, emitted_at)'  # noqa: S608
    " SELECT id, bucket, name, version, payload, emitted_at FROM json_to_recordset(%s::json)"
    " AS told (id uuid, bucket int, name text, version int, payload jsonb, emitted_at timestamptz)"
)

INSERT = (
    f'INSERT INTO "{OutboxEvent._meta.db_table}" (id, bucket, name, version, payload, emitted_at)'
    " SELECT %(event_id)s, %(event_bucket)s, %(event_name)s, %(event_version)s, %(event_payload)s, %(event_emitted_at)s"
)
"""Part of a larger statement, with the values of `row_of`; a FROM behind it says whether the event is stored."""


def emit(event: Event, *, bucket: int, now: dt.datetime) -> None:
    """The event is stored in the holder's file when the caller's transaction commits, and not otherwise: one INSERT.

    Raises TransactionManagementError outside a transaction, Invalid for text with a null character.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError(f"{event.name} must be emitted in the transaction that makes it true")
    routing.write({"fact": INSERT}, row_of(event, bucket=bucket, now=now))


def row_of(event: Event, *, bucket: int, now: dt.datetime) -> dict[str, Any]:
    """The values of `INSERT`. Raises Invalid for text with a null character."""
    return {
        "event_id": new_id(bucket), "event_bucket": bucket, "event_name": event.name, "event_version": event.version,
        "event_payload": orjson.dumps(encode(event)).decode(), "event_emitted_at": now,
    }  # fmt: skip


def emit_many(events: Iterable[tuple[Event, int]], *, now: dt.datetime) -> None:
    """The same for many events, each with its bucket, in one INSERT."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("events must be emitted in the transaction that makes them true")
    rows = [
        {
            "id": new_id(bucket), "bucket": bucket, "name": event.name, "version": event.version,
            "payload": _payload(event), "emitted_at": now,
        }
        for event, bucket in events
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [orjson.dumps(rows).decode()])


def _payload(event: Event) -> orjson.Fragment:
    """The event's JSON as `encode` has it, made in one go. Raises as `encode`."""
    told = orjson.dumps(event)
    if b"\\u0000" in told:
        encode(event)
    return orjson.Fragment(told)
