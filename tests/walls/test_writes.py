"""Writes stand in `commands` and nowhere else."""

from pathlib import Path

import pytest

from tests.walls.writes import writes_in

PROJECT = Path(__file__).resolve().parents[2]


def may_write(path: Path) -> bool:
    """An app's `commands`, its migrations and tests; a management command only calls them."""
    parts = set(path.relative_to(PROJECT).with_suffix("").parts)
    return "management" not in parts and bool(parts & {"commands", "migrations", "tests"})


def test_writes_stand_in_commands() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{line} {text}"
        for path in sorted((PROJECT / "tongban").rglob("*.py"))
        if not may_write(path)
        for line, text in writes_in(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "row.save()",
        "row.delete()",
        "Case.objects.create(number='1')",
        "Case.objects.filter(pk=1).update(state='x')",
        "holder.cases.all().delete()",
        "Case._default_manager.using('x').get_or_create(pk=1)",
        "cursor.execute('INSERT INTO cases_case VALUES (1)')",
        "cursor.execute('WITH gone AS (DELETE FROM cases_case RETURNING 1) SELECT 1')",
        "cursor.execute('UPDATE cases_case SET state = 1')",
        "cursor.execute(f'UPDATE cases_case AS c SET {column} = 1')",
        "cursor.copy('COPY regions_region (code, name) FROM STDIN')",
        "cursor.execute('TRUNCATE cases_case')",
    ],
)
def test_a_write_is_seen(source: str) -> None:
    assert len(writes_in(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "facts.update(a=1)",
        "hashlib.sha256().update(b'x')",
        "request.session.delete('x')",
        "Actor.create()",
        "'''UPDATE cases_case SET state = 1'''",
        "cursor.execute('SELECT 1 FROM cases_case FOR UPDATE SKIP LOCKED')",
    ],
)
def test_other_calls_are_no_writes(source: str) -> None:
    assert writes_in(source) == []
