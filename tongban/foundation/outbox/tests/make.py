"""Makers: events through `emit`, reactions that leave a trace, fail or refuse."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection, transaction

from tests.routed.models import Holder, Item
from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.outbox import commands
from tongban.foundation.outbox.events import EventEnvelope, Reaction, Reactions
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import new_id

STAFF = Actor(
    account=None,
    role="operator",
    grants=tuple(Grant(action, "000000000000", "999999999999") for action in ("jobs.read", "jobs.rerun")),
)


@dataclass(frozen=True)
class Happened:
    name: ClassVar[str] = "test.happened"
    version: ClassVar[int] = 1
    number: int


@dataclass(frozen=True)
class HappenedDifferently(Happened):
    version: ClassVar[int] = 2


def emit(count: int, *, now: dt.datetime, bucket: int | None = None, first: int = 0) -> None:
    """`count` events numbered from `first`, in bucket `number % 50` or the given one."""
    with transaction.atomic():
        for number in range(first, first + count):
            commands.emit(Happened(number), bucket=number % 50 if bucket is None else bucket, now=now)


def counter() -> None:
    """The counter that `leave_trace` raises; begins at 0."""
    Item.objects.create(code="counter", name="0")


def counted() -> int:
    return int(Item.objects.get(code="counter").name)


def leave_trace(event: EventEnvelope, now: dt.datetime) -> None:
    """One row named after the event's number: a doubled reaction leaves two."""
    Holder.objects.create(id=new_id(event.bucket), name=str(event.payload["number"]))


def leave_trace_and_count(event: EventEnvelope, now: dt.datetime) -> None:
    """A row in the holder's file, and one more on a counter that all events share."""
    leave_trace(event, now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE routed_item SET name = (name::int + 1)::text WHERE code = 'counter'")


def traces() -> list[int]:
    """The numbers of the events that left a trace, sorted, doubles included."""
    with fan_out_allowed("counts every trace"):
        return sorted(int(name) for name in Holder.objects.values_list("name", flat=True))


def fail(event: EventEnvelope, now: dt.datetime) -> None:
    raise ValueError("no good\nDETAIL: Key (phone)=(13900000000)")


def table(*runs: Callable[[EventEnvelope, dt.datetime], None], alone: bool = False) -> Reactions:
    """A table with these reactions to `test.happened`, each named after its function."""
    return {"test.happened": tuple(Reaction(run.__name__, run, alone=alone) for run in runs)}
