"""Records from elsewhere become drafts; what is only odd is told, what is unusable keeps all of them out."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item, ItemDraft
from tongban.registers.catalogue.rules.records import RawRecord, name_bodies, read_records
from tongban.registers.catalogue.tests import make
from tongban.registers.regions.tests import make as regions

BODY = "115116020083722041"
TYPES = {"01", "20"}


def row(line: int = 2, **changes: str) -> RawRecord:
    facts = {
        "department": "样例市监局",
        "name": "公司设立登记",
        "region": make.COUNTY,
        "local_code": f"511A0064100{line:03d}-511602000000-000-{BODY}-1-00",
        "item_type": "1",
    }
    return RawRecord(line, **(facts | changes))


def test_a_row_takes_its_body_from_the_local_code_and_its_type_with_two_digits() -> None:
    (record,) = read_records([row()], types=TYPES).records
    assert (record.body, record.item_type, record.name) == (BODY, "01", "公司设立登记")


def test_a_code_without_a_body_goes_to_the_usual_body_of_the_department_with_a_warning() -> None:
    reading = read_records([row(2), row(3, local_code="E-1", name="另一件")], types=TYPES)
    assert [record.body for record in reading.records] == [BODY, BODY]
    assert "records.body_assumed" in [note.code for note in reading.warnings if note.line == 3]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"name": " "}, "name", "records.name_malformed"),
        ({"local_code": "x" * 61}, "local_code", "records.code_malformed"),
        ({"item_type": "77"}, "type_code", "records.type_unknown"),
        ({"department": ""}, "department", "records.department_missing"),
        ({"local_code": row(2).local_code}, "local_code", "records.code_twice"),
        ({"department": "没有机构的局", "local_code": "E-1"}, "local_code", "records.body_unknown"),
    ],
)
def test_one_unusable_row_keeps_all_out(changes: dict[str, str], column: str, code: str) -> None:
    reading = read_records([row(2), row(3, **changes)], types=TYPES)
    assert reading.records == []
    assert (3, column, code) in [(note.line, note.column, note.code) for note in reading.faults]


def test_a_name_used_twice_by_one_body_is_a_warning() -> None:
    reading = read_records([row(2), row(3)], types=TYPES)
    assert len(reading.records) == 2
    assert [(n.line, n.code, n.facts["first"]) for n in reading.warnings if n.column == "name"] == [
        (3, "records.name_twice", 2)
    ]


def test_a_department_behind_two_codes_keeps_its_bare_name_for_the_most_used() -> None:
    other = "TE5116020105116050"
    rows = [row(2), row(3), row(4, local_code=f"511A0064100004-511602000000-000-{other}-1-00")]
    names = name_bodies(read_records(rows, types=TYPES).records)
    assert names == {BODY: "样例市监局", other: f"样例市监局（{other}）"}


@pytest.mark.django_db
def test_taking_over_twice_adds_nothing_and_a_dry_run_writes_nothing(now: dt.datetime) -> None:
    regions.tree(now)
    told = {"rows": [row(2), row(3)], "region": make.COUNTY, "source": "样例.csv", "by": SYSTEM, "now": now}
    assert commands.take_over(**told, dry_run=True).added == 2
    assert Item.objects.count() == 0
    assert (commands.take_over(**told).added, commands.take_over(**told).added) == (2, 0)
    assert Item.objects.filter(state="draft", code=None).count() == 2


@pytest.mark.django_db
def test_refused_rows_are_named_by_line_and_column_and_leave_nothing(now: dt.datetime) -> None:
    regions.tree(now)
    with pytest.raises(Invalid) as refused:
        commands.take_over(
            rows=[row(2), row(3, item_type="77")], region=make.COUNTY, source="x", by=SYSTEM, now=now
        )  # fmt: skip
    assert refused.value.fields == {"line 3, type_code": ["records.type_unknown"]}
    assert (Item.objects.count(), ItemDraft.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_real_district_is_taken_over_whole(now: dt.datetime, shared: Path) -> None:
    with (shared / "data/items_guangan.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            RawRecord(at, r["department"], r["name"], r["region_code"], r["local_code"], r["type_code"], r["main_item"])
            for at, r in enumerate(csv.DictReader(file), 2)
        ]
    regions.tree(now, "510000000000 四川省 1 -\n511600000000 广安市 2 510000000000\n511602000000 广安区 3 511600000000")
    report = commands.take_over(rows=rows, region="511602000000", source="items_guangan.csv", by=SYSTEM, now=now)
    told = Counter(note.code for note in report.warnings)
    assert (report.rows, report.added, told["records.name_twice"], told["records.body_assumed"]) == (1135, 1135, 2, 3)
    assert (told["uscc.surrogate"], report.missing["laws"], "name" in report.missing) == (7, 1135, False)
    assert Item.objects.filter(region="511602000000").exclude(state="draft").count() == 0
