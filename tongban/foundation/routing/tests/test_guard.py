"""A statement without its bucket fails the suite."""

import pytest
from django.db import connection

from tests.routed.models import Case, Event, Holder, Item
from tongban.foundation.routing.guard import FanOut, fan_out_allowed, is_fan_out
from tongban.foundation.routing.ids import bucket_for, new_bucket, new_id

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Case.objects.count(),
        lambda: Case.objects.get(number="1"),
        lambda: list(Event.objects.filter(case__holder__name="a")),
        lambda: Holder.objects.filter(name="a").update(name="b"),
        lambda: Holder.objects.filter(name="a").delete(),
        lambda: connection.cursor().execute("SELECT count(*) FROM routed_case WHERE number = %s", ["1"]),
    ],
)
def test_statement_without_its_bucket_is_refused(ask) -> None:
    with pytest.raises(FanOut, match="names no bucket"):
        ask()


@pytest.mark.parametrize(
    ("sql", "fan_out"),
    [
        ("SELECT * FROM routed_case WHERE bucket = %s", False),
        ('SELECT * FROM "routed_case" WHERE "routed_case"."bucket" = %s', False),
        ("SELECT * FROM routed_case c WHERE c.bucket = ANY(%(buckets)s)", False),
        ("SELECT * FROM routed_case WHERE bucket IN (%s, %s)", False),
        ("SELECT * FROM routed_case WHERE bucket = 7", False),
        ("SELECT * FROM routed_case c JOIN routed_event e ON e.bucket = c.bucket", True),
        ("WITH c AS (SELECT 1 FROM routed_case) SELECT * FROM c", True),
        ("DELETE FROM routed_case", True),
        ("INSERT INTO routed_case (id, bucket) VALUES (%s, %s)", False),
        ("WITH a AS (INSERT INTO routed_case (id) SELECT $1) INSERT INTO routed_event (id) SELECT $2", False),
        ("WITH a AS (INSERT INTO routed_case (id) SELECT $1) SELECT * FROM routed_event", True),
        ("SELECT * FROM routed_item", False),
        ("SELECT * FROM routed_cases_archive", False),
    ],
)
def test_what_counts_as_naming_a_bucket(sql: str, fan_out: bool) -> None:
    assert is_fan_out(sql) is fan_out


def test_a_stated_reason_lets_it_pass() -> None:
    with fan_out_allowed("the sweeper looks into every file"):
        assert Case.objects.count() == 0
    with pytest.raises(FanOut):
        Case.objects.count()


def test_an_empty_reason_is_none() -> None:
    with pytest.raises(ValueError, match="say why"), fan_out_allowed(" "):
        pass


def test_plain_tables_are_free() -> None:
    assert Item.objects.count() == 0


@pytest.mark.parametrize("bucket", [-1, 65_536])
def test_bucket_outside_its_range(bucket: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        new_id(bucket)


def test_ids_of_one_bucket_sort_by_time_and_never_repeat() -> None:
    ids = [new_id(65_535) for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [row_id.int >> 80 for row_id in ids] == sorted(row_id.int >> 80 for row_id in ids)


def test_bucket_for_a_subject_never_changes() -> None:
    assert bucket_for("region:420000000000") == 15_189


def test_new_buckets_spread_over_the_whole_range() -> None:
    buckets = [new_bucket() for _ in range(2000)]
    assert min(buckets) < 2_000
    assert 63_500 < max(buckets) <= 65_535
