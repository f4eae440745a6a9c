"""Items out of the sample's own files, offered by bodies of the small tree of regions."""

import datetime as dt
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.tests import make as catalogue

ENTRIES = Path(__file__).resolve().parents[3] / "sample/catalogue/entries"
FOOD, OLD_AGE, OLD_AGE_BY_PROXY, COMPANY = "000125010000", "420508337000", "422008602000", "000125001001"
BUREAU, STATION = "TE4209020000000002", "TE4209020010000001"


@cache
def sample(code: str) -> dict[str, Any]:
    """The entry as its file says."""
    told: dict[str, Any] = json.loads((ENTRIES / f"{code}.json").read_text(encoding="utf-8"))
    return told


def offered(
    now: dt.datetime,
    code: str,
    *,
    organisation: str = BUREAU,
    region: str = catalogue.COUNTY,
    kind: str = "county",
    name: str = "孝南区样例市场监督管理局",
    changes: dict[str, Any] | None = None,
) -> list[str]:
    """The entry of the sample with all its leaves, claimed and published by one body; the codes of the items."""
    catalogue.body(now, code=organisation, region=region, kind=kind, name=name)
    catalogue.place(now, organisation, window="3 号窗口", directions="乘 1 路公交车到样例路站，向东走 200 米。")
    return [_publish(now, leaf, organisation, changes or {}) for leaf in _leaves(now, code)]


def _leaves(now: dt.datetime, code: str) -> list[tuple[str, dict[str, Any]]]:
    """The entry's leaves stand, and so does every leaf that their guidance leads to."""
    leaves = sample(code)["leaves"]
    for target in {code, *(found[:12] for leaf in leaves for found in _led_to(leaf))}:
        _stand(now, target)
    return [(f"{code}{leaf['sequence']:02d}", leaf) for leaf in leaves]


def _led_to(leaf: dict[str, Any]) -> list[str]:
    questions = leaf["content"].get("guidance", {}).get("questions", ())
    return [choice["leads_to"] for question in questions for choice in question["choices"] if "leads_to" in choice]


def _stand(now: dt.datetime, code: str) -> None:
    told = sample(code)
    with suppress(Conflict):
        commands.add_entry(
            code=code, name=told["name"], name_en=told["name_en"], region=told["region"], levels=[2, 3, 4, 5, 6],
            by=SYSTEM, now=now, in_force_from=now - dt.timedelta(days=1),
        )  # fmt: skip
        for leaf in told["leaves"]:
            add_leaf(now, code, leaf)


def add_leaf(now: dt.datetime, entry: str, leaf: dict[str, Any]) -> str:
    facts = {key: leaf[key] for key in ("sequence", "kind", "kind_en", "heat") if key in leaf}
    return commands.add_leaf(entry=entry, by=SYSTEM, now=now, **facts).code


def _publish(now: dt.datetime, told: tuple[str, dict[str, Any]], organisation: str, changes: dict[str, Any]) -> str:
    code, leaf = told
    commands.publish_version(
        leaf=code, content=leaf["content"] | changes, defaults=leaf["defaults"], by=SYSTEM, now=now
    )
    item = commands.claim(leaf=code, organisation=organisation, by=SYSTEM, now=now)
    published = commands.publish(item=item.code or "", by=SYSTEM, now=now)
    return published.code or ""
