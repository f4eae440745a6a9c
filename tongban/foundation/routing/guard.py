"""The fan-out guard: no statement reads or changes a routed table without naming a bucket.

On one PostgreSQL such a statement is merely slow; on a distributed one it asks every shard. The guard runs in the
tests as an execute wrapper; `fan_out_allowed` marks the few places that mean it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps

from tongban.foundation.routing.fields import Routed

_reason: ContextVar[str | None] = ContextVar("fan_out_reason", default=None)

_BOUND = re.compile(r'\bbucket"?\s*(?:=|in)\s*(?:any\s*)?\(?\s*(?:%s|%\(\w+\)s|\$\d+|\d+)', re.IGNORECASE)
_INSERTED = re.compile(r'\binsert\s+into\s+"?\w+', re.IGNORECASE)
"""A row that is written names its own bucket."""
_VERB = re.compile(r"^\s*(?:with|select|update|delete|merge)\b", re.IGNORECASE)


class FanOut(AssertionError):
    """A statement on a routed table that names no bucket."""


@contextmanager
def fan_out_allowed(reason: str) -> Iterator[None]:
    """Inside, statements may reach every bucket. The reason is for the reader; an empty one is refused."""
    if not reason.strip():
        raise ValueError("say why the statement must reach every bucket")
    token = _reason.set(reason)
    try:
        yield
    finally:
        _reason.reset(token)


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper: raises FanOut before a statement without its bucket reaches the database."""
    if _reason.get() is None and is_fan_out(str(sql)):
        raise FanOut(f"names no bucket: {sql}")
    return execute(sql, params, many, context)


def is_fan_out(sql: str) -> bool:
    """True when the statement reads or changes a routed table and binds no bucket to a value."""
    return bool(_VERB.match(sql)) and bool(_routed_tables().search(_INSERTED.sub("", sql))) and not _BOUND.search(sql)


@cache
def _routed_tables() -> re.Pattern[str]:
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Routed)]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, tables))})\b") if tables else re.compile(r"(?!)")
