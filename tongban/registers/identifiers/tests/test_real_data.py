"""The rules against real registers, read where they lie."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tongban.registers.identifiers.rules import item_code, region_code, samples

pytestmark = pytest.mark.req("NFR-07", part="identifiers")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_bodies_of_1135_items_of_guangan(shared) -> None:
    written = [row["local_code"] for row in rows(shared / "data/items_guangan.csv")]
    codes = [item_code.parse_local(text) for text in written]
    kinds = Counter(code.body.kind.value if code.body else "no body" for code in codes)
    assert kinds == {"credit_code": 982, "surrogate": 7, "organisation_code": 31, "unverified": 112, "no body": 3}
    assert [text for text, code in zip(written, codes, strict=True) if text != code.code] == [
        "511F0045400001-511602000000-000-11511301452259996u-1-00"  # the one credit code in lower case: 981 without it
    ]


def test_regions_of_hubei_have_the_shape_the_level_and_the_parent(shared) -> None:
    listed = rows(shared / "data/regions_hubei.csv")
    regions = [region_code.parse(row["code"]) for row in listed]
    assert len(regions) == 28_652
    assert [(region.level, region.parent or "") for region in regions] == [
        (int(row["level"]), row["parent"]) for row in listed
    ]
    assert samples.REGION not in {region.code[:6] for region in regions}
