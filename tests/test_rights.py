"""What the roles of a real site may do, tried with `SET ROLE` in the migrated database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from procrastinate.contrib.django import app

from tongban.config import rights
from tongban.foundation.audit import commands as audit
from tongban.foundation.audit.tests.make import found, journal, recorded, verified
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing.guard import fan_out_allowed

pytestmark = pytest.mark.django_db
ROLES = {"runtime": "tongban_app", "sealer": "tongban_sealer"}


@pytest.fixture(autouse=True)
def _roles_exist(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES.values())])
        if cursor.fetchone() != (2,):
            pytest.skip("this server has no roles tongban_app and tongban_sealer")


@contextmanager
def acting_as(part: str) -> Iterator[None]:
    with connection.cursor() as cursor, fan_out_allowed("rights do not depend on buckets"):
        cursor.execute(f"SET ROLE {ROLES[part]}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def refused(part: str, statement: str) -> bool:
    try:
        with acting_as(part), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.mark.req("NFR-05")
@pytest.mark.req("SEC-04", part="audit chain")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalrow SET body = ''",
        "UPDATE audit_journalrow SET leaf_index = 1",
        "INSERT INTO audit_journalrow SELECT * FROM audit_journalrow",
        "DELETE FROM audit_journalrow",
        "TRUNCATE audit_journalrow",
        "ALTER TABLE audit_journalrow DISABLE TRIGGER ALL",
        "INSERT INTO audit_node VALUES (0, 0, '', NULL)",
        "DELETE FROM audit_node",
        "INSERT INTO audit_treehead VALUES (1, '', now(), '', '')",
        "UPDATE audit_treehead SET root = ''",
        "UPDATE audit_sealing SET size = 0",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_runtime_role_cannot_touch_what_was_recorded(now, statement):
    recorded(1, now)
    assert refused("runtime", statement)
    assert [row.leaf_index for row in journal()] == [None]


def test_the_runtime_role_records_and_reads(now):
    with acting_as("runtime"):
        recorded(2, now)
    assert len(journal()) == 2


def test_the_sealer_role_seals_and_the_runtime_role_verifies(now, tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    recorded(5, now)
    with acting_as("sealer"):
        audit.seal(signer=keys.signer("audit-head"), now=now, using="default")
    with acting_as("runtime"):
        assert (verified(keys).size, found(verified(keys))) == (5, [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalrow SET body = ''",
        "DELETE FROM audit_journalrow",
        "INSERT INTO audit_journalrow (id) VALUES (NULL)",
        "DELETE FROM audit_node",
        "UPDATE audit_node SET hash = ''",
        "UPDATE audit_treehead SET signature = ''",
        "DELETE FROM audit_treehead",
        "SELECT * FROM access_account",
    ],
)
def test_the_sealer_role_places_rows_and_nothing_else(statement):
    assert refused("sealer", statement)


def test_the_runtime_role_works_with_ordinary_tables_but_empties_none():
    for table in ("django_session", "procrastinate_jobs", "routed_holder"):
        assert not refused("runtime", f"DELETE FROM {table}")
        assert refused("runtime", f"TRUNCATE {table} CASCADE")


def test_the_runtime_role_defers_and_works_jobs():
    with acting_as("runtime"), connection.cursor() as cursor:
        number = app.configure_task("nothing", allow_unknown=True).defer()
        cursor.execute("SELECT id, status FROM procrastinate_fetch_job_v2(NULL, NULL)")
        assert cursor.fetchone() == (number, "doing")
        cursor.execute("SELECT type FROM procrastinate_events WHERE job_id = %s ORDER BY id", [number])
        assert cursor.fetchall() == [("deferred",), ("started",)]


def granted() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1")
        tables = cursor.fetchall()
        cursor.execute(
            "SELECT attname, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL ORDER BY attrelid, attnum"
        )
        return [*tables, *cursor.fetchall()]


def test_applying_again_changes_nothing():
    before = granted()
    assert rights.apply(connection, **ROLES) == []
    assert granted() == before


def test_applying_again_takes_away_what_crept_in():
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON audit_journalrow TO tongban_app")
    rights.apply(connection, **ROLES)
    assert refused("runtime", "UPDATE audit_journalrow SET body = ''")


def test_a_table_of_the_next_migration_is_usable_at_once():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE next_one (id int GENERATED BY DEFAULT AS IDENTITY)")
    assert not refused("runtime", "INSERT INTO next_one DEFAULT VALUES")
    assert refused("sealer", "SELECT * FROM next_one")


def test_a_runtime_role_that_owns_the_tables_gets_a_warning():
    owner = connection.settings_dict["USER"]
    assert rights.apply(connection, runtime=owner, sealer="tongban_sealer") == [
        f"The database role {owner} owns the tables: it can change everything, the audit journal too."
    ]
    assert rights.warnings(connection)[0] == (
        f"The database role {owner} may UPDATE, DELETE, TRUNCATE on audit_journalrow, more than it needs."
    )


def test_a_role_that_does_not_exist_gets_a_warning():
    assert rights.apply(connection, runtime="tongban_app", sealer="nobody") == [
        "The database role nobody does not exist: no rights were given to it."
    ]


def test_the_roles_of_a_real_site_need_no_warning():
    with acting_as("runtime"):
        assert rights.warnings(connection) == []


def test_one_role_for_both_parts_has_the_rights_of_both(now, tmp_path):
    rights.apply(connection, runtime="tongban_app", sealer="tongban_app")
    with acting_as("runtime"):
        recorded(1, now)
        audit.seal(signer=KeyFolder(tmp_path / "keys").signer("audit-head"), now=now, using="default")
    assert [row.leaf_index for row in journal()] == [0]
    assert refused("runtime", "UPDATE audit_journalrow SET body = ''")
