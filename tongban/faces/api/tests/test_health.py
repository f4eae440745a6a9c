import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tongban.faces.api import health
from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys.errors import KeyTrouble
from tongban.registers.access.tests import make
from tongban.registers.calendars.queries import LAST_OFFICIAL_YEAR
from tongban.registers.regions.tests import make as regions

STANDING = ["sample_keys", "journal_unprotected"]  # the tests connect as the owner of everything
WARNINGS = ["worker_silent", *STANDING]


def test_alive_asks_nobody(client):
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.fixture
def beat(monkeypatch):
    def seen(before):
        monkeypatch.setattr(health.outbox, "worker_seen_at", lambda: timezone.now() - before)

    return seen


@pytest.mark.django_db
def test_ready_with_what_is_not_as_it_should_be(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "warnings": WARNINGS})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_that_was_just_seen_is_no_warning(client, beat):
    beat(dt.timedelta(seconds=59))
    assert client.get("/readyz").json()["warnings"] == STANDING
    beat(dt.timedelta(seconds=61))
    assert client.get("/readyz").json()["warnings"] == WARNINGS


@pytest.mark.django_db
def test_a_clock_apart_from_the_databases_is_a_warning(client, monkeypatch):
    monkeypatch.setattr(health, "_database_clock", lambda: timezone.now() + dt.timedelta(seconds=6))
    assert "clock_apart" in client.get("/readyz").json()["warnings"]


@pytest.mark.django_db
def test_the_runtime_role_leaves_the_journal_as_it_is(client):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tongban_app")
    assert "journal_unprotected" not in client.get("/readyz").json()["warnings"]


@pytest.mark.django_db
def test_rows_that_wait_for_the_sealer_are_a_warning(client):
    at = timezone.now()
    audit.record("test.happened", by=SYSTEM, now=at - dt.timedelta(seconds=59), subject="test:1")
    assert "journal_waiting" not in client.get("/readyz").json()["warnings"]
    audit.record("test.happened", by=SYSTEM, now=at - dt.timedelta(seconds=61), subject="test:2")
    assert "journal_waiting" in client.get("/readyz").json()["warnings"]


@pytest.mark.django_db
@pytest.mark.req("SUP-01", part="provisional year")
def test_a_year_without_an_official_notice_is_a_warning(client, now):
    regions.tree(timezone.now())
    provisional = f"calendar_provisional_{max(timezone.now().year, LAST_OFFICIAL_YEAR) + 1}"
    assert (provisional in client.get("/readyz").json()["warnings"]) is (timezone.now().year >= LAST_OFFICIAL_YEAR)


@pytest.mark.django_db
def test_bad_keys_make_work_impossible(client, monkeypatch):
    def refuse(*_, **__):
        raise KeyTrouble("open to others")

    monkeypatch.setattr(health.keys, "check_start", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["causes"]) == (503, ["trust_material"])


@pytest.mark.django_db
def test_sample_accounts_are_a_warning_and_in_production_a_cause(client, now, settings):
    make.account(now, is_sample=True)
    assert "sample_accounts" in client.get("/readyz").json()["warnings"]
    settings.PRODUCTION = True
    assert client.get("/readyz").json()["causes"] == ["sample_accounts", "trust_material"]


@pytest.mark.django_db
def test_a_silent_database_makes_work_impossible(client):
    def silent(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(silent):
        answer = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert (answer.status_code, answer.json()["causes"]) == (503, ["database"])
