"""Licences of the sample: the types that its items name, and what the sample people and enterprises hold already.

Both enter as anybody would bring them: the types as a load, the licences as lists that are checked and then written.
Where the issuing body has a seal for it, a run makes them trusted in the background.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.seals import queries as seals
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import TypeContent

FOLDER = Path(__file__).parents[2] / "sample/licences"
Rows = Sequence[Mapping[str, str]]


def load(*, now: dt.datetime, told: Callable[[str, int, int], None]) -> None:
    """The types stand and the licences are held; what stands already is left alone."""
    types = [TypeContent(**row) for row in _read("types.json")]
    commands.load_types(contents=types, reason="样例证照目录", by=SYSTEM, now=now)
    wanted = _read("held.json")
    total, done = sum(len(each["rows"]) for each in wanted), 0
    for each in wanted:
        told("licences", done, total)
        _take_in(each["type"], each["issuer"], each["rows"], now)
        done += len(each["rows"])
    told("licences", total, total)


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return rows


def _take_in(type_code: str, issuer: str, rows: Rows, now: dt.datetime) -> None:
    """The list is written, once: the same file is not taken a second time."""
    name = f"样例-{queries.get_type(type_code).content.name}.csv"
    try:
        run = commands.start_import(
            content=_as_csv(rows), name=name, type_code=type_code, issuer=issuer, by=SYSTEM, now=now
        )
    except Conflict as refusal:
        if refusal.code != "licence.run_repeated":
            raise
        return
    if run.refused:
        first = queries.list_refused(run.id, actor=SYSTEM, limit=1)[0]
        raise ValueError(f"{name}: line {first.line}: {dict(first.faults)}")
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    while commands.advance_run(run.id, now=now):
        pass
    kind = queries.get_type(type_code).content.seal_kind
    if seals.find_seal(issuer, kind, step="upgrade", now=now) is not None:
        commands.start_upgrade(type_code=type_code, issuer=issuer, by=SYSTEM, now=now)


def _as_csv(rows: Rows) -> bytes:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()
