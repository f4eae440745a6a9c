"""The 118同 report over a province's items: full records compared by value, planted differences found, no others."""

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import reports
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.reports import find_report, list_deviations
from tongban.registers.catalogue.tests import make

ENTRIES = Path(__file__).parents[2] / "tongban/sample/catalogue/entries"
LEAVES, SECONDS = 50, 15
PLANTED: dict[str, Any] = {"conditions": "另有规定。", "legal_limit": 99.5, "laws": [{"name": "另一部条例"}]}

_ITEMS = """
INSERT INTO catalogue_item (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
SELECT o.code || '4' || l.code, l.code, o.code, o.region, 'published', '', '', '', %(now)s, false
FROM orgs_organisation o CROSS JOIN catalogue_leaf l WHERE o.code LIKE 'TE000000%%'
"""
# A record from elsewhere is written by other hands: full-width commas, spaces, keys in another order.
_RECORDS = """
INSERT INTO catalogue_itemversion (item, number, content, own, effective_from, effective_until, published_at, filled)
SELECT i.id, 1, '{}', replace(v.content::text, '，', ', ')::jsonb, %(now)s, %(forever)s, %(now)s, '{}'
FROM catalogue_item i JOIN catalogue_leafversion v ON v.leaf = i.leaf WHERE i.id %% 10 = 0
"""
_PLANT = """
UPDATE catalogue_itemversion version SET own = own || %(changed)s::jsonb
FROM catalogue_item item WHERE item.id = version.item AND version.id %% 100 = %(rest)s RETURNING item.code
"""


def _without_guidance(content: dict[str, Any]) -> dict[str, Any]:
    kept = {code: value for code, value in content.items() if code not in ("guidance", "form")}
    for table in ("materials", "steps"):
        kept[table] = [{name: cell for name, cell in row.items() if name != "when"} for row in kept.get(table, ())]
    return kept


def contents() -> list[dict[str, Any]]:
    """Common contents of the sample catalogue, over and over."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ENTRIES.glob("*.json"))]
    # Guidance leads to leaves that do not stand here.
    told = [_without_guidance(leaf["content"]) for row in files for leaf in row.get("leaves", ())]
    return [told[number % len(told)] for number in range(LEAVES)]


def catalogue(now: dt.datetime, items: int) -> set[tuple[str, str]]:
    """So many items, every tenth with a full record of its own; item and element of each difference planted."""
    body = make.body(now)
    for number, content in enumerate(contents(), 1):
        leaf = make.leaf(now, sequence=number)
        commands.publish_version(leaf=leaf.code, content=content, by=SYSTEM, now=now)
    make.bodies(now, items // LEAVES, like=body)
    planted = set()
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, {"now": now})
        cursor.execute(_RECORDS, {"now": now, "forever": FOREVER})
        for rest, (element, value) in enumerate(PLANTED.items()):
            cursor.execute(_PLANT, {"changed": json.dumps({element: value}), "rest": rest})
            planted |= {(code, element) for (code,) in cursor.fetchall()}
        for table in ("catalogue_item", "catalogue_itemversion", "catalogue_leafversion"):
            cursor.execute(f"ANALYZE {table}")
    return planted


def found(now: dt.datetime) -> set[tuple[str, str]]:
    report = find_report("all", region=make.PROVINCE, actor=SYSTEM)
    assert report is not None
    rows, after, told = [], 0, set()
    while rows or not after:
        rows = list_deviations(report, after=after, limit=5000)
        told |= {(row.code, row.element) for row in rows}
        after = rows[-1].id if rows else 1
    return told


@pytest.mark.parametrize("items", [2_500, pytest.param(250_000, marks=pytest.mark.long)])
@pytest.mark.req("CAT-03", part="planted differences are found, all of them and no others")
@pytest.mark.req("NFR-01", part="the full 118同 report over 250,000 items")
@pytest.mark.django_db(transaction=True)
def test_planted_differences_are_found_all_of_them_and_no_others(now: dt.datetime, items: int) -> None:
    planted = catalogue(now, items)
    reports.ask_report("all", region=make.PROVINCE, by=SYSTEM, now=now)
    began = time.monotonic()
    assert reports.work_off_next_report(now=now)
    took = time.monotonic() - began
    report = find_report("all", region=make.PROVINCE, actor=SYSTEM)
    print(f"\n118同 over {items} items, {report.compared} records by value, {len(planted)} planted: {took:.1f} s")
    assert (report.items, report.compared, report.items - report.consistent) == (items, items // 10, len(planted))
    assert found(now) == planted
    assert took <= SECONDS
