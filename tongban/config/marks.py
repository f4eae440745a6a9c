"""What has been prepared already, so that the next start need not ask Django: fingerprints of the sources.

What concerns the database is kept in the database itself, as its comment: another database has another mark.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import psycopg
from psycopg import sql

from tongban.config.environment import PROJECT, data_folder, owner_url

_LOCK = 7_466_297  # any constant: one migration at a time on one server


def _fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def schema_sources() -> str:
    """Changes when a migration, a model or the rights change, or a locked dependency does."""
    house = PROJECT / "tongban"
    patterns = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "config/rights.py", "config/settings.py")
    return _fingerprint(
        {path for pattern in patterns for path in house.glob(pattern)} | {PROJECT / "requirements/run.txt"}
    )


def sample_sources() -> str:
    """Changes when the sample's data files or its loader change."""
    files = {path for path in (PROJECT / "tongban/sample").rglob("*") if path.is_file()}
    return _fingerprint(files | set((PROJECT / "tongban/faces/jobs").glob("sample*.py")))


def static_sources() -> str:
    """Changes when a stylesheet, script, image, front-end package or the settings change."""
    files = {path for folder in (PROJECT / "tongban").rglob("static") for path in folder.rglob("*") if path.is_file()}
    files.add(PROJECT / "tongban/config/settings.py")
    return _fingerprint(files | {path for path in [PROJECT / "node_modules/.package-lock.json"] if path.exists()})


def is_migrated() -> bool:
    """Whether this database has been migrated from exactly these sources, and not back since."""
    with psycopg.connect(owner_url()) as connection:
        return _read(connection).get("schema") == _schema_mark(connection)


def mark_migrated() -> None:
    """Remembered until the sources or the database change."""
    with psycopg.connect(owner_url()) as connection:
        _write(connection, "schema", _schema_mark(connection))


def has_sample() -> bool:
    """Whether exactly this sample has been loaded into this database."""
    with psycopg.connect(owner_url()) as connection:
        return _read(connection).get("sample") == sample_sources()


def mark_sample() -> None:
    """Remembered until the sample or the database changes."""
    with psycopg.connect(owner_url()) as connection:
        _write(connection, "sample", sample_sources())


def has_static() -> bool:
    """Whether the collected files are those of the sources."""
    mark = data_folder() / "static.mark"
    return mark.exists() and (data_folder() / "static").exists() and mark.read_text() == static_sources()


def mark_static() -> None:
    """Remembered until a source changes."""
    (data_folder() / "static.mark").write_text(static_sources())


def one_at_a_time() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection that holds the right to migrate until it is closed."""
    connection = psycopg.connect(owner_url(), autocommit=True)
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    return connection


def _schema_mark(connection: "psycopg.Connection[tuple[object, ...]]") -> str:
    known = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    applied = connection.execute("SELECT count(*) FROM django_migrations").fetchone() if known and known[0] else (0,)
    return f"{schema_sources()}:{applied and applied[0]}"


def _read(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, str]:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    try:
        found = json.loads(str(row and row[0]))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(connection: "psycopg.Connection[tuple[object, ...]]", name: str, value: str) -> None:
    text = json.dumps(_read(connection) | {name: value})
    try:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(connection.info.dbname), sql.Literal(text))
        )
    except psycopg.errors.InsufficientPrivilege:
        connection.rollback()  # not our database: it is asked anew at each start
