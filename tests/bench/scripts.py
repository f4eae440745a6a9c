"""What a request executed, as a script for pgbench: every statement, each time with fresh keys where rows are made."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from psycopg import sql

_SETTINGS = "\\set u random(10000000, 99999999)\n\\set v random(1000, 9999)\n\\set s random(10000000000, 90000000000)\n"
Statements = list[tuple[str, Any]]


@contextmanager
def watched_statements() -> Iterator[Statements]:
    """Text and values of every statement in the block."""
    seen: Statements = []

    def watch(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
        seen.append((text, values))
        return execute(text, values, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def as_script(statements: Statements, fresh: dict[Any, str]) -> str:
    """The statements with their values written out; values in `fresh`, and new ids among it, are other ones each time.

    `fresh` names what must differ: an id by "id", a number by "number", a key by "key".
    """
    settings = _SETTINGS if fresh else ""
    return settings + "".join(f"{' '.join(_written(text, values, fresh).split())};\n" for text, values in statements)


def captured(paths: Sequence[str], most: int | None = None) -> list[str]:
    """For each path a script of all statements that its request executes; no more than `most`."""
    scripts = []
    for path in paths:
        Client().get(path)  # what is kept is read now
        with watched_statements() as statements:
            assert Client().get(path).status_code == 200, path
        assert most is None or len(statements) <= most, [text for text, _ in statements]
        scripts.append(as_script(statements, {}))
    return scripts


def _written(text: str, values: Any, fresh: dict[Any, str]) -> str:
    if isinstance(values, dict):
        found: Callable[[re.Match[str]], str] = lambda name: _literal(values[name[1]], fresh)  # noqa: E731
        return re.sub(r"%\((\w+)\)s", found, text)
    if "%s" in text:
        rest = iter(values)
        return re.sub("%s", lambda _: _literal(next(rest), fresh), text)
    return re.sub(r"\$(\d+)", lambda place: _literal(values[int(place[1]) - 1], fresh), text)


def _literal(value: Any, fresh: dict[Any, str]) -> str:
    if isinstance(value, list):
        return f"ARRAY[{', '.join(_literal(each, fresh) for each in value)}]" if value else "'{}'"
    kind = None if value is None or isinstance(value, list | bool) else fresh.get(value)
    if kind == "number":
        return ":s"
    if kind == "key":
        return "('bench-' || :u::text || :v::text)"
    if isinstance(value, uuid.UUID) and kind == "id":
        return f"{_fresh_id(value)}::uuid"
    if isinstance(value, str):
        for made in (each for each, of in fresh.items() if of == "id" and str(each) in value and len(value) < 80):
            before, after = value.split(str(made))
            return f"({_quoted(before)} || {_fresh_id(made)} || {_quoted(after)})"
        return _quoted(value)
    return _uncoloned(sql.Literal(value).as_string(connection.connection))


def _fresh_id(made: uuid.UUID) -> str:
    return f"(:u::text || '-' || :v::text || '{str(made)[13:]}')"


def _quoted(text: str) -> str:
    return _uncoloned(sql.Literal(str(text)).as_string(connection.connection))


def _uncoloned(literal: str) -> str:
    """pgbench takes a colon before a letter for a variable, even inside quotes."""
    quoted, quote, kind = literal.rpartition("'")
    if ":" not in quoted:
        return literal
    plain = quoted if quoted.lstrip().startswith("E'") else "E" + quoted.lstrip().replace("\\", "\\\\")
    return plain.replace(":", "\\072") + quote + kind
