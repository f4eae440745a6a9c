"""Makers: many cases like one that went through the commands, copied with their events inside the database."""

import uuid

from django.db import connection

from tongban.foundation.routing.ids import bucket_of
from tongban.services.cases.models import Case, CaseEvent, CaseMaterial

_CASE_ID = "(lpad(to_hex(%(start)s + n), 28, '0') || right(c.id::text, 4))::uuid"
_ROW_ID = "(lpad(to_hex({salt} + (%(start)s + n) * 100 + row_number), 28, '0') || right(id::text, 4))::uuid"


def copy(case_id: uuid.UUID, count: int, *, start: int, **changed: str) -> list[uuid.UUID]:
    """So many more cases with their events and materials. `start` keeps the ids of several copies apart; `changed`
    are SQL expressions of the copies' columns over `n`, from 1 on.
    """
    told = {"start": start, "count": count, "id": case_id, "bucket": bucket_of(case_id)}
    changes = {
        "id": _CASE_ID, "sequence": "1000000 + %(start)s + n", "number": "lpad((%(start)s + n)::text, 16, '0')",
    } | changed  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_insert(Case, changes, f"{Case._meta.db_table} c"), told)
        for salt, part in ((10**12, CaseEvent), (10**13, CaseMaterial)):
            source = (
                f"(SELECT *, row_number() OVER (ORDER BY id) FROM {part._meta.db_table}"
                " WHERE case_id = %(id)s AND bucket = %(bucket)s) c"
            )
            row = {"id": _ROW_ID.format(salt=salt), "case_id": _CASE_ID.replace("c.id", "c.case_id")}
            cursor.execute(_insert(part, row, source, where="true"), told)
    return [uuid.UUID(f"{start + n:028x}{case_id.hex[-4:]}") for n in range(1, count + 1)]


def _insert(model: type, changed: dict[str, str], source: str, where: str = "c.id = %(id)s AND c.bucket = %(bucket)s"):
    columns = [field.column for field in model._meta.local_fields]  # type: ignore[attr-defined]
    names, values = (
        ", ".join(f'"{column}"' for column in columns),
        ", ".join(changed.get(column, f'c."{column}"') for column in columns),
    )
    table = model._meta.db_table  # type: ignore[attr-defined]
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}, generate_series(1, %(count)s) n WHERE {where}"
