"""Very many open cases, loaded by COPY in a minute: rows like one that went through the commands, in random buckets."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator

from django.db import connection

from tongban.foundation.routing.ids import new_id
from tongban.foundation.worklist.models import WorklistRow
from tongban.services.cases.models import Case

LATER = dt.timedelta(days=30)
_WORK_LIKE = """
INSERT INTO worklist_worklistrow (id, authority, region, kind, subject, number, title, applicant, step, due_at, warn_at,
    alarm_at, paused, order_at, version, state, claimed_by, claimed_by_name, claimed_at)
SELECT gen_random_uuid(), authority, region, kind, 'case:' || told.id, number, title, applicant, step, due_at, warn_at,
    alarm_at, paused, order_at, version, 'claimed', told.clerk, '样例戊', due_at
FROM worklist_worklistrow, unnest(%s::uuid[], %s::uuid[]) AS told (id, clerk) WHERE subject = %s
"""


def load(like: Case, count: int, due: int) -> None:
    """So many more cases like this one, spread over the table; `due` of them call when it does and are claimed by one
    of 50 clerks, the others call a month later.
    """
    columns = [field.column for field in Case._meta.local_fields if not field.generated]
    names = ", ".join(f'"{column}"' for column in columns)
    pattern = dict(zip(columns, _line_of(like.id, names).rstrip("\n").split("\t"), strict=True))
    calling: list[uuid.UUID] = []
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the holders of these cases are not there
        with cursor.copy(f"COPY cases_case ({names}) FROM STDIN") as copy:
            for line in _lines(pattern, like, count, count // due, calling):
                copy.write(line)
        cursor.execute("SET session_replication_role = DEFAULT")
        clerks = [uuid.UUID(int=number % 50 + 1) for number in range(len(calling))]
        cursor.execute(_WORK_LIKE, [calling, clerks, f"case:{like.id}"])
        cursor.execute(f"ANALYZE cases_case, {WorklistRow._meta.db_table}")


def _line_of(case_id: uuid.UUID, names: str) -> str:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {names} FROM cases_case WHERE id = '{case_id}') TO STDOUT") as copy,
    ):
        return b"".join(bytes(part) for part in copy).decode()


def _lines(pattern: dict[str, str], like: Case, count: int, every: int, calling: list[uuid.UUID]) -> Iterator[str]:
    chance = random.Random(1)
    assert like.wakes_at is not None
    assert like.warn_at is not None
    later = {"wakes_at": (like.wakes_at + LATER).isoformat(), "warn_at": (like.warn_at + LATER).isoformat()}
    for number in range(1, count + 1):
        case_id = new_id(chance.randrange(65_536))
        own = {"id": str(case_id), "bucket": str(case_id.int & 0xFFFF), "number": f"{number:016}"}
        own["sequence"] = str(1_000_000 + number)
        if number % every == 0:
            calling.append(case_id)
        yield "\t".join((pattern | own | ({} if number % every == 0 else later)).values()) + "\n"
