"""Region trees for tests, loaded as any other."""

import csv
import datetime as dt
from pathlib import Path

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.regions import commands
from tongban.registers.regions.rules import RawRow

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
