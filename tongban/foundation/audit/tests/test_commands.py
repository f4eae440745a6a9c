import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit.tests.make import CLERK, journal
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.ids import bucket_for

pytestmark = pytest.mark.django_db


@pytest.mark.req("NFR-05")
def test_recording_is_one_plain_insert(now):
    with CaptureQueriesContext(
        connection,
    ) as statements:
        audit.record("worklist.claimed", by=CLERK, now=now, subject="worklist:1", bucket=5, purpose="办件", steps=2)
    [entry] = statements
    assert entry["sql"].startswith('WITH "entry" AS (INSERT INTO "audit_journalrow" ')


def test_the_body_holds_everything_and_the_columns_repeat_it(now):
    audit.record("worklist.claimed", by=CLERK, now=now, subject="worklist:1", bucket=5, purpose="办件", steps=2)
    [row] = journal()
    assert (row.bucket, row.at, row.action, row.account, row.role) == (
        5,
        now,
        "worklist.claimed",
        CLERK.account,
        "clerk",
    )
    assert (row.organisation, row.region, row.subject, row.leaf_index) == (
        "11420000",
        "420100000000",
        "worklist:1",
        None,
    )
    assert bytes(row.body).decode() == (
        '{"action":"worklist.claimed","actor":{"account":"00000000-0000-0000-0000-000000000007",'
        '"organisation":"11420000","region":"420100000000","role":"clerk"},"at":"2026-11-25T01:30:00.000000+00:00",'
        f'"facts":{{"steps":2}},"id":"{row.id}","purpose":"办件","subject":"worklist:1","version":1}}'
    )


def test_a_row_without_a_holder_takes_the_bucket_of_its_subject(now):
    audit.record("settings.changed", by=SYSTEM, now=now, subject="settings:quota")
    assert [row.bucket for row in journal()] == [bucket_for("settings:quota")]


def test_a_fact_named_region_decides_the_region_of_the_row(now):
    audit.record("item.viewed", by=CLERK, now=now, subject="item:1", region="420500000000")
    assert [row.region for row in journal()] == ["420500000000"]


def test_rolling_back_leaves_nothing(now):
    with transaction.atomic():
        audit.record("worklist.claimed", by=CLERK, now=now, subject="worklist:1")
        transaction.set_rollback(True)
    assert journal() == []


@pytest.mark.parametrize("text", ["\ud800", "nul\x00"])
def test_text_that_cannot_be_kept_is_refused(now, text):
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        audit.record("item.viewed", by=CLERK, now=now, subject=f"item:{text}")
    assert refusal.value.code == "audit_text_unreadable"
    assert journal() == []
