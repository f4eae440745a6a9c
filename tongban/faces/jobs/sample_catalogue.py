"""The sample catalogue: entries with their leaves, the bodies' places, and who claims what. All of it is invented."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.queries.versions import find_last_version

FOLDER = Path(__file__).parents[2] / "sample" / "catalogue"
SINCE = dt.datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
ROOTS = ("420000000000", "320300000000")

Progress = Callable[[str, int, int], None]


def load(*, now: dt.datetime, told: Progress) -> None:
    """Entries, leaves, places and claims stand as the files say; what stands already is left alone."""
    entries = sorted((_read(path) for path in (FOLDER / "entries").glob("*.json")), key=_parents_first)
    for at, row in enumerate(entries, 1):
        with transaction.atomic():
            _load_entry(row, now)
        told("items", at, len(entries))
    _load_places(now)
    _load_claims(now, told)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _parents_first(row: Mapping[str, Any]) -> tuple[bool, str]:
    return row.get("parent") is not None, row["code"]


def _load_entry(row: Mapping[str, Any], now: dt.datetime) -> None:
    facts = {name: row.get(name) for name in ("code", "name", "region", "levels", "parent", "owner")}
    with suppress(Conflict):
        catalogue.add_entry(
            **facts, name_en=row.get("name_en", ""), in_force_from=min(SINCE, now), is_sample=True, by=SYSTEM, now=now
        )
    for leaf in row.get("leaves", ()):
        _load_leaf(row["code"], leaf, now)


def _load_leaf(entry: str, row: Mapping[str, Any], now: dt.datetime) -> None:
    facts = {name: row.get(name, "") for name in ("kind", "kind_en")}
    with suppress(Conflict):
        catalogue.add_leaf(entry=entry, sequence=row["sequence"], heat=row.get("heat", 0), by=SYSTEM, now=now, **facts)
    code = f"{entry}{row['sequence']:02d}"
    last, defaults = find_last_version(code), row.get("defaults", {})
    if last is not None and (last.content, last.defaults) == (row["content"], defaults):
        return
    catalogue.publish_version(
        leaf=code, content=row["content"], defaults=defaults, by=SYSTEM, now=now,
        effective_from=min(SINCE, now) if last is None else now,
    )  # fmt: skip
