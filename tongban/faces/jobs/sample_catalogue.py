"""The sample catalogue: entries with their leaves, the bodies' places, and who claims what. All of it is invented."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tongban.faces.jobs import sample_results
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.commands.baselines import record_baseline
from tongban.registers.catalogue.commands.editions import publish_edition
from tongban.registers.catalogue.commands.proofs import cancel_proof, record_merger
from tongban.registers.catalogue.queries.places import find_place
from tongban.registers.catalogue.queries.runs import count_bodies, count_claimed
from tongban.registers.catalogue.queries.versions import find_last_version
from tongban.registers.catalogue.rules.runs import Bodies

FOLDER = Path(__file__).parents[2] / "sample" / "catalogue"
SINCE = dt.datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
ROOTS = ("420000000000", "320300000000")

Progress = Callable[[str, int, int], None]


def load(*, now: dt.datetime, told: Progress) -> None:
    """Entries, leaves, places and claims stand as the files say; what stands already is left alone."""
    entries = sorted((_read(path) for path in (FOLDER / "entries").glob("*.json")), key=_parents_first)
    with transaction.atomic():
        for row in entries:
            _load_entry(row, now)
    # A guidance may lead to any leaf: all of them stand before the first says anything.
    for at, row in enumerate(entries, 1):
        with transaction.atomic():
            for leaf in row.get("leaves", ()):
                _load_version(f"{row['code']}{leaf['sequence']:02d}", leaf, now)
        told("items", at, len(entries))
    _load_places(now)
    _load_claims(now, told)
    _load_edition(now)
    sample_results.load(now=now)


def _load_edition(now: dt.datetime) -> None:
    """The province's list is announced; baselines, a cancelled proof, merged qualifications stand."""
    told = _read(FOLDER / "announced.json")
    with suppress(Conflict):
        publish_edition(**told["edition"], by=SYSTEM, now=now)
    for row in told["baselines"]:
        with suppress(Conflict):
            days, as_of = Decimal(row.pop("days")), dt.date.fromisoformat(row.pop("as_of"))
            record_baseline(**row, days=days, as_of=as_of, by=SYSTEM, now=now)
    for row in told["cancelled_proofs"]:
        with suppress(Conflict):
            cancel_proof(**row | {"cancelled_on": dt.date.fromisoformat(row["cancelled_on"])}, by=SYSTEM, now=now)
    for row in told["mergers"]:
        with suppress(Conflict):
            record_merger(**row | {"merged_on": dt.date.fromisoformat(row["merged_on"])}, by=SYSTEM, now=now)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _parents_first(row: Mapping[str, Any]) -> tuple[bool, str]:
    return row.get("parent") is not None, row["code"]


def _load_entry(row: Mapping[str, Any], now: dt.datetime) -> None:
    with suppress(Conflict):
        catalogue.add_entry(
            code=row["code"], name=row["name"], name_en=row.get("name_en", ""), region=row["region"],
            levels=row["levels"], parent=row.get("parent"), owner=row.get("owner"), in_force_from=min(SINCE, now),
            is_sample=True, by=SYSTEM, now=now,
        )  # fmt: skip
    for leaf in row.get("leaves", ()):
        with suppress(Conflict):
            catalogue.add_leaf(
                entry=row["code"], sequence=leaf["sequence"], kind=leaf.get("kind", ""),
                kind_en=leaf.get("kind_en", ""), heat=leaf.get("heat", 0), by=SYSTEM, now=now,
            )  # fmt: skip


def _load_version(code: str, row: Mapping[str, Any], now: dt.datetime) -> None:
    last, defaults = find_last_version(code), row.get("defaults", {})
    if last is not None and (last.content, last.defaults) == (row["content"], defaults):
        return
    catalogue.publish_version(
        leaf=code, content=row["content"], defaults=defaults, by=SYSTEM, now=now,
        effective_from=min(SINCE, now) if last is None else now,
    )  # fmt: skip


# --- who offers what ------------------------------------------------------------------------------------------


def _load_places(now: dt.datetime) -> None:
    """Each body says where it is and when it is open, unless somebody has said so before."""
    with (FOLDER / "bodies.csv").open(encoding="utf-8", newline="") as file, transaction.atomic():
        for row in csv.DictReader(file):
            organisation = row.pop("organisation")
            if find_place(organisation, at=now) is None:
                content = {code: value for code, value in row.items() if value}
                catalogue.set_place(
                    organisation=organisation, content=content, by=SYSTEM, now=now, effective_from=min(SINCE, now)
                )


def _load_claims(now: dt.datetime, told: Progress) -> None:
    """What the bodies of each kind offer, claimed and published in bulk as an office would."""
    rows = [row for path in sorted(FOLDER.glob("claims*.json")) for row in _read(path)]
    for at, row in enumerate(rows, 1):
        for root in ROOTS:
            leaves = [leaf for leaf in row["leaves"] if leaf.startswith(("00", root[:2]))]
            where = Bodies(root, tuple(row["bodies"]["levels"]), short_name=row["bodies"]["short_name"])
            _claim(leaves, where, now, publish=row.get("publish", True))
        told("claims", at, len(rows))


def _claim(leaves: Sequence[str], where: Bodies, now: dt.datetime, *, publish: bool) -> None:
    wanted = len(leaves) * count_bodies(where)
    if wanted == 0 or count_claimed(leaves, where) == wanted:
        return
    title = f"样例：{where.short_name}认领 {len(leaves)} 项"
    run = catalogue.start_claim(
        leaves=leaves, where=where, publish=publish, title=title, is_sample=True, by=SYSTEM, now=now
    )
    while catalogue.advance(run.id, now=now):
        pass
