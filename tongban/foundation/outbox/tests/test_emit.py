"""Emitting: one insert in the caller's transaction, or nothing."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.outbox import commands
from tongban.foundation.outbox.models import OutboxEvent
from tongban.foundation.routing.ids import bucket_of


@dataclass(frozen=True)
class Stored:
    name: ClassVar[str] = "files.stored"
    version: ClassVar[int] = 1
    file_id: uuid.UUID
    at: dt.datetime
    tags: tuple[str, ...] = ()


FILE = uuid.UUID("019ab000-0000-7000-8000-000000000007")


@pytest.mark.django_db
def test_emit_is_one_insert_of_plain_json(now, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        commands.emit(Stored(FILE, now, ("a", "b")), bucket=7, now=now)
    event = OutboxEvent.objects.get(bucket=7)
    assert (event.name, event.version, event.emitted_at, event.drained_at) == ("files.stored", 1, now, None)
    assert event.payload == {"file_id": str(FILE), "at": "2026-11-25T09:30:00+08:00", "tags": ["a", "b"]}
    assert bucket_of(event.id) == 7


@pytest.mark.django_db
def test_emit_vanishes_with_its_transaction(now):
    with transaction.atomic():
        commands.emit(Stored(FILE, now), bucket=7, now=now)
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.filter(bucket=7).exists()


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused(now):
    with pytest.raises(TransactionManagementError, match=r"files\.stored"):
        commands.emit(Stored(FILE, now), bucket=7, now=now)
    assert not OutboxEvent.objects.filter(bucket=7).exists()


@pytest.mark.django_db
def test_text_with_a_null_character_is_refused(now):
    with pytest.raises(Invalid) as refusal:
        commands.emit(Stored(FILE, now, ("a\x00",)), bucket=7, now=now)
    assert refusal.value.fields == {"tags[0]": ["text.null_byte"]}


@pytest.mark.django_db
def test_many_at_once_are_stored_as_one_by_one(now, django_assert_num_queries):
    one = Stored(FILE, now, ("a", "样例\n"))
    commands.emit(one, bucket=7, now=now)
    with django_assert_num_queries(1):
        commands.emit_many([(one, 7), (one, 7)], now=now)
    payloads = OutboxEvent.objects.filter(bucket=7).values_list("payload", flat=True)
    assert [dict(payload) for payload in payloads] == [dict(payloads[0])] * 3
    with pytest.raises(Invalid):
        commands.emit_many([(one, 7), (Stored(FILE, now, ("a\x00",)), 7)], now=now)
    assert OutboxEvent.objects.filter(bucket=7).count() == 3
