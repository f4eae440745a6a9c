"""A million stored cases: rows like those that one submission left behind, loaded by COPY, indexes built afterwards."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tongban.services.cases import sealing

PARTIES = 50_000
BLOCK = 20_000
NULL = r"\N"
INSTANTS = ("wakes_at", "warn_at", "submitted_at", "due_at", "order_at", "at", "emitted_at", "spent_at")
Row = dict[str, str]


class Filled:
    """The case of this order: whose it is, and where it lies."""

    __slots__ = ("after", "bucket", "id", "order", "party")

    def __init__(self, order: int) -> None:
        party = order % PARTIES
        self.order, self.bucket = order, party * 31 % 65_536
        self.id, self.party = self._uuid("0191", order), self._uuid("0190", party)
        self.after = dt.timedelta(seconds=order)

    def part(self, at: int) -> str:
        """The id of its row at this place among those of a kind."""
        return self._uuid("0191", self.order, at)

    def key(self) -> str:
        return "filled:" + hashlib.sha256(str(self.order).encode()).hexdigest()

    def _uuid(self, head: str, number: int, at: int = 0) -> str:
        return f"{head}{number:08x}70008{at:03x}00000000{self.bucket:04x}"


class Pattern:
    """A row as it stands in the table: `text` of the whole, with a place for each column that differs by case.

    `at` is its place among the rows that the case has there; `instants` are those of the columns that differ.
    """

    def __init__(self, at: int, line: str, columns: list[str], changed: list[str]) -> None:
        row = dict(zip(columns, line.split("\t"), strict=True))
        places = {name: f"%({name})s" for name in changed if name not in INSTANTS or row[name] != NULL}
        self.at, self.text = at, "\t".join(places.get(name, row[name].replace("%", "%%")) for name in columns) + "\n"
        self.instants = {name: dt.datetime.fromisoformat(row[name]) for name in places if name in INSTANTS}

    def later(self, each: Filled) -> Row:
        """Its instants, a second later for each case before."""
        return {name: str(instant + each.after) for name, instant in self.instants.items()}


def fill(like: str, first: int, last: int) -> None:
    """Cases `first` to `last` like the one of this number, with everything that it left behind."""
    if first > last:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # nothing here has to be checked
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        patterns = _read(cursor, like)
        with _without_indexes(cursor):
            for begin in range(first, last + 1, BLOCK):
                made = [Filled(order) for order in range(begin, min(begin + BLOCK, last + 1))]
                for table in _TABLES:
                    _write(cursor, table, *patterns[table], made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")


def _read(cursor: Any, like: str) -> dict[str, tuple[str, list[Pattern]]]:
    """By table its columns and the rows of that case."""
    asked = [sealing.pair_of(like)[0], like]
    cursor.execute("SELECT id, bucket, holder_id FROM cases_case WHERE bucket = %s AND number = %s", asked)
    place = dict(zip(("case", "bucket", "holder"), map(str, cursor.fetchone()), strict=True))
    found = {}
    for table, (where, changed, _) in _TABLES.items():
        cursor.execute(_COLUMNS, [table])
        columns = [name for (name,) in cursor.fetchall()]
        names = ", ".join(f'"{name}"' for name in columns)
        with cursor.copy(f"COPY (SELECT {names} FROM {table} WHERE {where.format(**place)}) TO STDOUT") as copy:
            lines = b"".join(bytes(part) for part in copy).decode().splitlines()
        assert lines, table
        found[table] = (names, [Pattern(at, line, columns, changed.split()) for at, line in enumerate(lines)])
    return found


def _write(cursor: Any, table: str, names: str, patterns: list[Pattern], made: list[Filled]) -> None:
    values = _TABLES[table][2]
    if table == "parties_party":
        made = [each for each in made if each.order <= PARTIES]
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for pattern in patterns:
            copy.write("".join(pattern.text % values(each, pattern) for each in made))


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Indexes that are no constraints are built once, at the end."""
    cursor.execute(_INDEXES, [list(_TABLES)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        cursor.execute(definition)


_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def _party(each: Filled, pattern: Pattern) -> Row:
    return {"id": each.party, "bucket": str(each.bucket)}


def _case(each: Filled, pattern: Pattern) -> Row:
    own = {"id": each.id, "bucket": str(each.bucket), "holder_id": each.party, "number": f"{each.order:016d}"}
    return own | {"sequence": str(1_000_000_000 + each.order)} | pattern.later(each)


def _of_case(each: Filled, pattern: Pattern) -> Row:
    return {"id": each.part(pattern.at), "bucket": str(each.bucket), "case_id": each.id}


def _work(each: Filled, pattern: Pattern) -> Row:
    own = {"id": each.part(pattern.at), "authority": f"BODY{each.order % 1000}", "subject": f"case:{each.id}"}
    return own | pattern.later(each)


def _entry(each: Filled, pattern: Pattern) -> Row:
    own = {"id": each.part(pattern.at), "bucket": str(each.bucket), "subject": f"case:{each.id}"}
    return own | {"leaf_index": str(each.order * 8 + pattern.at)} | pattern.later(each)


def _fact(each: Filled, pattern: Pattern) -> Row:
    emitted_at = pattern.later(each)["emitted_at"]  # and drained at once
    own = {"id": each.part(pattern.at), "bucket": str(each.bucket)}
    return own | {"emitted_at": emitted_at, "drained_at": emitted_at}


def _spent(each: Filled, pattern: Pattern) -> Row:
    return {"value": each.key(), "result": each.id} | pattern.later(each)


_OF_CASE = "case_id = '{case}' AND bucket = {bucket}"
_TABLES: dict[str, tuple[str, str, Callable[[Filled, Pattern], Row]]] = {
    "parties_party": ("id = '{holder}' AND bucket = {bucket}", "id bucket", _party),
    "cases_case": (
        "id = '{case}' AND bucket = {bucket}",
        "id bucket holder_id number sequence wakes_at warn_at submitted_at",
        _case,
    ),
    "cases_caseevent": (_OF_CASE, "id bucket case_id", _of_case),
    "cases_casedocument": (_OF_CASE, "id bucket case_id", _of_case),
    "cases_casematerial": (_OF_CASE, "id bucket case_id", _of_case),
    "worklist_worklistrow": ("subject = 'case:{case}'", "id authority subject due_at order_at", _work),
    "audit_journalrow": ("subject = 'case:{case}' AND bucket = {bucket}", "id bucket subject leaf_index at", _entry),
    "outbox_outboxevent": (
        "payload->>'case' = '{case}' AND bucket = {bucket}", "id bucket emitted_at drained_at", _fact,
    ),
    "routing_spentkey": ("result = '{case}'", "value result spent_at", _spent),
}  # fmt: skip
"""By table: the rows of the case that is copied, the columns that differ, and what stands in them."""
