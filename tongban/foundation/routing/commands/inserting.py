"""Rows of models as parts of one larger statement: the text is made once, the values each time.

The rows are written when the common table expression `when` has a row, as the key that somebody has just spent.
A command that leaves several rows behind writes them in one statement (`write`): each by itself would cost as much.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import JSONField, Model

from tongban.foundation.routing.prepared import Statement

ALWAYS = "(SELECT) AS always"


def write(parts: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Every part is written in the caller's transaction, or none. No part sees what another writes."""
    _together(tuple(parts.items())).run(values)  # not tried again where the server is lost: who knows what it wrote


@lru_cache(maxsize=256)
def _together(parts: tuple[tuple[str, str], ...]) -> Statement:
    named = ", ".join(f'"{name}" AS ({text})' for name, text in parts)
    return Statement(f"WITH {named} SELECT")


@cache
def insert(model: type[Model], name: str, *, when: str = ALWAYS) -> str:
    """The text that writes one row; its values are `values_of(row, name)`."""
    columns = _columns(model)
    listed = ", ".join(f'"{column}"' for column, _, _ in columns)
    values = ", ".join(f"%({name}_{attribute})s" for _, attribute, _ in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({listed}) SELECT {values} FROM {when}'  # noqa: S608


@cache
def update(model: type[Model], name: str, *only: str) -> str:
    """The text that changes a routed row, all of it or these attributes; its values are `values_of(row, name)`."""
    changed = [(column, attribute) for column, attribute, _ in _columns(model) if attribute not in ("id", "bucket")]
    told = ", ".join(
        f'"{column}" = %({name}_{attribute})s' for column, attribute in changed if not only or attribute in only
    )
    here = f"id = %({name}_id)s AND bucket = %({name}_bucket)s"
    return f'UPDATE "{model._meta.db_table}" SET {told} WHERE {here}'  # noqa: S608


def values_of(row: Model, name: str) -> dict[str, Any]:
    """The row's values as `insert` and `update` name them."""
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
