"""A routed row by its id: the statement is written once for each model, and its plan kept by the server.

Django writes the same text anew each time, which takes as long as to find the row and to read it.
"""

import uuid
from functools import cache
from typing import TypeVar

import orjson
from django.db import connection
from django.db.models import JSONField

from tongban.foundation.routing.fields import Routed
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.prepared import Statement, fetch_one

Row = TypeVar("Row", bound=Routed)


def find_row(model: type[Row], row_id: uuid.UUID, *, lock: bool = False) -> Row | None:
    """The row as Django would have it; with `lock` nobody else changes it until the transaction ends."""
    statement, names, documents = _selection(model, lock)
    found = fetch_one(statement, {"id": row_id, "bucket": bucket_of(row_id)})
    if found is None:
        return None
    values = list(found)
    for at in documents:
        if values[at] is not None:
            values[at] = orjson.loads(values[at])
    return model.from_db(connection.alias, names, values)


@cache
def _selection(model: type[Routed], lock: bool) -> tuple[Statement, list[str], list[int]]:
    """The statement, the attributes it reads, and at which places JSON stands, which the driver leaves as text."""
    fields = model._meta.local_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    text = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE id = %(id)s AND bucket = %(bucket)s'  # noqa: S608
    documents = [at for at, field in enumerate(fields) if isinstance(field, JSONField)]
    return Statement(text + " FOR UPDATE" * lock), [field.attname for field in fields], documents
