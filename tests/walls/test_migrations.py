"""Migrations change a running site without locking it: squawk reads the SQL of every one of ours."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

PROJECT = Path(__file__).resolve().parents[2]
SQUAWK = Path(sys.executable).parent / "squawk"


def squawk(sql: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "migration.sql"
    path.write_text(sql)
    command = [str(SQUAWK), "--config", str(PROJECT / ".squawk.toml"), "--reporter", "gcc", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.django_db
def test_no_migration_locks_a_running_site(tmp_path: Path) -> None:
    loader = MigrationLoader(connection, replace_migrations=False)
    ours = [key for key, node in loader.disk_migrations.items() if node.__module__.startswith("tongban.")]
    assert len(ours) >= 1
    sql = "\n".join(
        statement
        for key in sorted(ours, key=lambda key: len(loader.graph.forwards_plan(key)))
        for statement in loader.collect_sql([(loader.graph.nodes[key], False)])
    )
    done = squawk(sql, tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_dangerous_migration_is_caught(tmp_path: Path) -> None:
    done = squawk('ALTER TABLE "cases_case" ADD COLUMN "urgent" boolean NOT NULL;', tmp_path)
    assert done.returncode == 1
    assert "adding-required-field" in done.stdout


@pytest.mark.django_db
def test_no_model_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
