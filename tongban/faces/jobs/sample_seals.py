"""Seals of the sample: every body that decides has one for its licences, some one for decisions (`seals.json`)."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import queries as accounts
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries
from tongban.registers.seals.rules.states import KINDS

FOLDER = Path(__file__).parents[2] / "sample"
PORTION = 20

Progress = Callable[[str, int, int], None]


def load(*, now: dt.datetime, told: Progress) -> None:
    """The authority and the seals stand; what stands already is left alone."""
    sample = json.loads((FOLDER / "seals.json").read_text(encoding="utf-8"))
    custodian = accounts.find_account(sample["custodian"])
    if custodian is None:
        return
    seals.establish_authority(now=now)
    held = {(seal.organisation, seal.kind) for seal in queries.list_seals(SYSTEM, now=now, limit=100_000)}
    facts = {name: dt.date.fromisoformat(sample[name]) for name in ("valid_from", "valid_until")}
    wanted = list(_wanted(sample))
    for done in range(0, len(wanted), PORTION):
        with transaction.atomic():
            for row in wanted[done : done + PORTION]:
                if (row["organisation"], row["kind"]) not in held:
                    _make(row, {**facts, "custodian": custodian.id}, now)
        told("seals", min(done + PORTION, len(wanted)), len(wanted))


def _wanted(sample: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What to make, the suspended one last."""
    with (FOLDER / "organisations.csv").open(encoding="utf-8", newline="") as file:
        bodies = {row["code"]: row for row in csv.DictReader(file) if sample["duty"] in row["duties"].split()}
    for code, body in bodies.items():
        for row in sample["seals"]:
            if body["region"].startswith(tuple(row["regions"])):
                yield {"organisation": code, "name": f"{body['name']}{KINDS[row['kind']]}", **row}
    row = sample["suspended"]
    yield {"name": f"{bodies[row['organisation']]['name']}{KINDS[row['kind']]}", **row}


def _make(row: Mapping[str, Any], facts: Mapping[str, Any], now: dt.datetime) -> None:
    own = {name: row[name] for name in ("organisation", "kind", "name", "steps", "automatic")}
    seal = seals.create_seal(**own, **facts, by=SYSTEM, now=now)
    if "reason" in row:
        seals.suspend_seal(seal_id=seal.id, reason=row["reason"], by=SYSTEM, now=now)
