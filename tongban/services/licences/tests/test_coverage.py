"""KPI-27, the share of items whose result has an e-licence: golden, down to the items."""

from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
COUNTY = Scope(catalogue.COUNTY)


def five_with_a_result(now):
    """Leaves 01–05 of the entry end in a result, 06 in none."""
    body = catalogue.body(now)
    catalogue.place(now, body)
    for sequence in range(1, 7):
        leaf = catalogue.leaf(now, code=make.ENTRY, sequence=sequence).code
        catalogue.version(now, leaf, **({"result_name": "许可证", "result_type": "10"} if sequence < 6 else {}))
        catalogue.offered(now, leaf, body)


@pytest.mark.req("KPI-27", part="coverage: 3 of 5, cancelling gives none, items without a result do not count")
def test_three_of_five(now):
    five_with_a_result(now)
    make.food(now, sources={f"{make.ENTRY}01": "issue", f"{make.ENTRY}02": "change", f"{make.ENTRY}04": "cancel"})
    commands.add_type(content=replace(make.CARD, sources={f"{make.ENTRY}05": "issue"}), by=SYSTEM, now=now)
    place = (catalogue.BODY, catalogue.COUNTY)
    assert queries.tally_covered(COUNTY, at=now) == {place: (3, 5)}
    rows = queries.list_covered(COUNTY, at=now)
    assert [(row.item.leaf[-2:], row.type_name) for row in rows] == [
        ("01", "食品经营许可证"), ("02", "食品经营许可证"), ("05", "居民身份证"),
    ]  # fmt: skip
    without = queries.list_covered(COUNTY, at=now, counted=False)
    assert [(row.item.leaf[-2:], row.type_name) for row in without] == [("03", ""), ("04", "")]
    commands.end_type(code=make.CARD.code, reason="样例", by=SYSTEM, now=now)
    assert queries.tally_covered(COUNTY, at=now) == {place: (2, 5)}


def test_a_whole_entry_covers_each_of_its_leaves(now):
    five_with_a_result(now)
    make.food(now, sources={make.ENTRY: "issue", f"{make.ENTRY}04": "cancel"})
    assert queries.tally_covered(COUNTY, at=now) == {(catalogue.BODY, catalogue.COUNTY): (5, 5)}
