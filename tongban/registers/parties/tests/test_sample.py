"""The sample persons and enterprises: sound, and obviously invented."""

import csv
import json
from pathlib import Path

import pytest

from tongban.registers.identifiers.rules.samples import is_sample
from tongban.registers.parties import rules
from tongban.registers.parties.rules import Given, Kind

SAMPLE = Path(__file__).parents[3] / "sample"
ROWS = json.loads((SAMPLE / "parties.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_sample_is_sound_and_nobody_s(row):
    given = Given(**{field: text for field, text in row.items() if field not in ("kind", "region")})
    read = rules.read_details(Kind(row["kind"]), given)
    assert read.document.warnings == ()
    assert "样例" in row["name"] or "SAMPLE" in row["name"]
    assert read.document.type == "414" or is_sample(read.document.number)


def test_every_sample_has_its_own_number_and_a_region_of_the_sample_trees():
    regions = set()
    for name in ("hubei", "xuzhou"):
        with (SAMPLE / f"regions_{name}.csv").open(encoding="utf-8", newline="") as file:
            regions |= {row["code"] for row in csv.DictReader(file)}
    assert len({row["number"] for row in ROWS}) == len(ROWS) == 20
    assert {row["region"] for row in ROWS} <= regions
