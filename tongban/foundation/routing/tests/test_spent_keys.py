"""Spent idempotency keys: one effect however often, and however concurrently, a request arrives."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, transaction

from tests.clients import at_once
from tests.refusals import codes_in
from tests.routed.models import Holder
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing import commands, errors
from tongban.foundation.routing.ids import new_id
from tongban.foundation.routing.models import SpentKey

KEY = "0192d3a0-6f3e-7c1a"


def spend(now, key=KEY, scope="holders.open:1", fingerprint=b"{}", result=None):
    return commands.spend(key, scope=scope, fingerprint=fingerprint, result=result or new_id(7), now=now)


@pytest.mark.django_db
def test_the_first_spends_and_the_second_gets_its_result(now):
    first = new_id(7)
    assert spend(now, result=first) is None
    assert spend(now) == first
    assert SpentKey.objects.count() == 1


def test_every_refusal_has_its_sentence():
    assert codes_in(errors, "idempotency.") == set(errors.SENTENCES)


@pytest.mark.django_db
def test_another_request_under_the_same_key_is_a_conflict(now):
    first = new_id(7)
    spend(now, result=first)
    with pytest.raises(Conflict, match=r"idempotency\.reused"):
        spend(now, fingerprint=b'{"a": 1}')
    assert SpentKey.objects.get().result == first


@pytest.mark.django_db
def test_scopes_never_meet(now):
    assert spend(now) is None
    assert spend(now, scope="holders.open:2", fingerprint=b"other") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["", "short", "x" * 129, "with space", "null\x00byte", "钥匙钥匙钥匙钥匙", "line\nbreak"]
)
def test_a_malformed_key_is_refused_and_nothing_kept(now, key):
    with pytest.raises(Invalid) as refused:
        spend(now, key=key)
    assert refused.value.fields == {"Idempotency-Key": ["idempotency.malformed"]}
    assert not SpentKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_key_is_not_spent_outside_a_transaction(now):
    with pytest.raises(RuntimeError):
        spend(now)


@pytest.mark.django_db
def test_spending_takes_one_statement_and_a_replay_two(now, django_assert_num_queries):
    with django_assert_num_queries(1):
        spend(now)
    with django_assert_num_queries(2):
        spend(now)


@pytest.mark.django_db
def test_old_keys_are_forgotten_oldest_first(now):
    for days in (3, 2, 1):
        spend(now - dt.timedelta(days=days), key=f"key-of-day-{days}")
    assert commands.forget_spent_keys(spent_before=now - dt.timedelta(days=1), limit=1) == 1
    assert commands.forget_spent_keys(spent_before=now - dt.timedelta(days=1)) == 1
    assert SpentKey.objects.get().spent_at == now - dt.timedelta(days=1)


def open_holder(now):
    """A command in the house's shape: spend, then write; what it answers is the row's id and who made it."""
    with transaction.atomic():
        holder = new_id(7)
        if earlier := spend(now, result=holder):
            return earlier, "replayed"
        Holder.objects.create(id=holder, name="样例甲")
        return holder, "made"


@pytest.mark.req("NFR-03", part="idempotency")
@pytest.mark.django_db(transaction=True)
def test_fifty_clients_with_one_key_have_one_effect(now):
    answers = at_once(50, lambda _: open_holder(now))
    assert sorted(how for _, how in answers) == ["made"] + ["replayed"] * 49
    assert {row for row, _ in answers} == {Holder.objects.get(bucket=7).id}
    assert SpentKey.objects.count() == 1


@pytest.mark.req("NFR-03", part="idempotency")
@pytest.mark.django_db(transaction=True)
def test_who_waited_takes_the_place_of_a_first_that_rolled_back(now):
    answer: list[uuid.UUID | None] = []

    def second():
        with transaction.atomic():
            answer.append(spend(now))
        connection.close()

    rival = threading.Thread(target=second)
    with transaction.atomic():
        spend(now)
        rival.start()
        wait_until_blocked()
        transaction.set_rollback(True)
    rival.join(10)
    assert answer == [None]


def wait_until_blocked():
    deadline = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=10)
    while dt.datetime.now(dt.UTC) < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the second client never waited")
