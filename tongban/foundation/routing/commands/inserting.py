"""Rows of models as parts of one larger statement: the text is made once, the values each time.

The rows are written when the common table expression `when` has a row, as the key that somebody has just spent.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import JSONField, Model


def insert(model: type[Model], name: str, *, when: str) -> str:
    """The text that writes one row; its values are `values_of(row, name)`."""
    columns = _columns(model)
    listed = ", ".join(f'"{column}"' for column, _, _ in columns)
    values = ", ".join(f"%({name}_{attribute})s" for _, attribute, _ in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({listed}) SELECT {values} FROM {when}'  # noqa: S608


def values_of(row: Model, name: str) -> dict[str, Any]:
    """The row's values as `insert` names them."""
    return {f"{name}_{attribute}": _value(row, attribute, is_json) for _, attribute, is_json in _columns(type(row))}


def insert_many(model: type[Model], name: str, *, when: str) -> str:
    """The text that writes any number of rows, also none; its values are `values_of_many(rows, model, name)`."""
    columns = _columns(model)
    types = {field.attname: field.db_type(connection) for field in model._meta.local_fields}
    listed = ", ".join(f'"{column}"' for column, _, _ in columns)
    arrays = ", ".join(f"%({name}_{attribute})s::{types[attribute]}[]" for _, attribute, _ in columns)
    chosen = ", ".join(f'told."{column}"' for column, _, _ in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({listed})'  # noqa: S608
        f" SELECT {chosen} FROM {when}, unnest({arrays}) AS told ({listed})"
    )


def values_of_many(rows: Sequence[Model], model: type[Model], name: str) -> Mapping[str, Any]:
    return {
        f"{name}_{attribute}": [_value(row, attribute, is_json) for row in rows]
        for _, attribute, is_json in _columns(model)
    }


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, str, bool], ...]:
    """Column, attribute and whether it holds JSON, of every field."""
    fields = model._meta.local_fields
    return tuple((str(field.column), field.attname, isinstance(field, JSONField)) for field in fields)


def _value(row: Model, attribute: str, is_json: bool) -> Any:
    value = getattr(row, attribute)
    return orjson.dumps(value).decode() if is_json and value is not None else value
