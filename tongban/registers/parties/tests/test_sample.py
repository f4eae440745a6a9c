"""The sample persons and enterprises: sound, and obviously invented."""

import csv
import json
from pathlib import Path

import pytest

from tongban.registers.identifiers.rules.samples import is_sample
from tongban.registers.parties import rules
from tongban.registers.parties.rules import Given, Kind

SAMPLE = Path(__file__).parents[3] / "sample"
TOLD = json.loads((SAMPLE / "parties.json").read_text(encoding="utf-8"))
OF_ENTERPRISES = {"document_kind": "001", "representative_kind": "111"}
ROWS = [(Kind.PERSON, row) for row in TOLD["persons"]]
ROWS += [(Kind.ENTERPRISE, row | OF_ENTERPRISES) for row in TOLD["enterprises"]]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[row["name"] for _, row in ROWS])
def test_a_sample_is_sound_and_nobody_s(kind, row):
    given = Given(**{field: text for field, text in row.items() if field != "region"})
    read = rules.read_details(kind, given)
    assert read.document.warnings == ()
    assert "样例" in row["name"] or "SAMPLE" in row["name"]
    assert read.document.type == "414" or is_sample(read.document.number)


def test_every_sample_has_its_own_number_and_a_region_of_the_sample_trees():
    regions = set()
    for name in ("hubei", "xuzhou"):
        with (SAMPLE / f"regions_{name}.csv").open(encoding="utf-8", newline="") as file:
            regions |= {row["code"] for row in csv.DictReader(file)}
    assert len({row["number"] for _, row in ROWS}) == len(ROWS) == 20
    assert {row["region"] for _, row in ROWS} <= regions
