"""Region trees and profiles for tests, loaded as any other."""

import csv
import datetime as dt
import json
from pathlib import Path

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.registers.regions import commands
from tongban.registers.regions.commands import profiles
from tongban.registers.regions.models import ProfileValue
from tongban.registers.regions.rules import RawRow, subtree

SAMPLE = Path(__file__).parents[3] / "sample"

SMALL = """
420000000000 湖北省 1 -
420900000000 孝感市 2 420000000000
420902000000 孝南区 3 420900000000
420902001000 书院街道 4 420902000000
420902001001 城隍潭社区 5 420902001000
420902001002 书院社区 5 420902001000
420903000000 云梦县 3 420900000000
421000000000 荆州市 2 420000000000
"""


def rows(text: str = SMALL) -> list[RawRow]:
    """One row per line: code, name, level, parent (`-` for none); the first line has number 2, as below a head."""
    lines = (line.split(" ") for line in text.strip().splitlines())
    return [RawRow(at, code, name, level, parent.strip("-")) for at, (code, name, level, parent) in enumerate(lines, 2)]


def sample_rows(name: str) -> list[RawRow]:
    """The rows of `tongban/sample/regions_<name>.csv`."""
    with (SAMPLE / f"regions_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [RawRow(at, **row) for at, row in enumerate(csv.DictReader(file), 2)]


def tree(now: dt.datetime, text: str = SMALL) -> commands.LoadReport:
    return commands.load(rows=rows(text), source="test", by=SYSTEM, now=now)


# --- profiles ---------------------------------------------------------------------------------------------------

PROVINCES = """
420000000000 湖北省 1 -
420200000000 黄石市 2 420000000000
420600000000 襄阳市 2 420000000000
420602000000 襄城区 3 420600000000
420900000000 孝感市 2 420000000000
420902000000 孝南区 3 420900000000
420902001000 书院街道 4 420902000000
420902001001 城隍潭社区 5 420902001000
"""
XUZHOU = """
320300000000 徐州市 2 -
320311000000 泉山区 3 320300000000
320311001000 王陵街道 4 320311000000
320311001001 中枢社区居委会 5 320311001000
"""


def editor(region: str, *actions: str) -> Actor:
    """Somebody who may read and set the profiles of this subtree, and do `actions` there."""
    granted = (profiles.SET, "regions.read_profile", *actions)
    return Actor(None, "administrator", region=region, grants=tuple(Grant(what, *subtree(region)) for what in granted))


def value(
    now: dt.datetime, region: str, key: str, said: object, since: dt.date | None = None, **more: object
) -> ProfileValue:
    """The region says so from `since` on, by default from today."""
    facts = {"effective_from": since or now.date(), "basis": "样例〔2026〕1号", "by": SYSTEM, **more}
    return profiles.set_value(region=region, key=key, value=said, now=now, **facts)


def sample_values() -> list[profiles.RawValue]:
    """The values of `tongban/sample/profiles.json`."""
    rows = json.loads((SAMPLE / "profiles.json").read_text(encoding="utf-8"))
    return [profiles.RawValue(**row | {"effective_from": dt.date.fromisoformat(row["effective_from"])}) for row in rows]


def sample_profiles(now: dt.datetime) -> None:
    """Both trees in small, with the sample profiles."""
    tree(now, PROVINCES)
    tree(now, XUZHOU)
    profiles.load(values=sample_values(), by=SYSTEM, now=now)
