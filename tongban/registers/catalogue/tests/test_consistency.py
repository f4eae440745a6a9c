"""What agrees by construction, what by comparison, and each planted difference: all of them and no others."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.catalogue.models import Item, ItemVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.consistency import report_consistency
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.consistency import EIGHT, FOUR, Counting, compare, scheme_of_all
from tongban.registers.catalogue.tests import make

BODIES = {"TE4209020000000001": (make.COUNTY, "county"), "TE4209000000000002": (make.CITY, "municipal")}


def own_record(now: dt.datetime, item: Item, **own: Any) -> None:
    """The item's record states these common values of its own, as an imported one does."""
    ItemVersion.objects.create(
        item=item, number=1, own=own, effective_from=now, effective_until=FOREVER, published_at=now
    )  # fmt: skip


@pytest.fixture
def items(now: dt.datetime) -> list[Item]:
    """The same leaf claimed by a county's and a city's body."""
    leaf = make.leaf(now)
    make.version(now, leaf.code)
    for code, (region, kind) in BODIES.items():
        make.body(now, code=code, region=region, kind=kind)
    return [make.claimed(now, leaf.code, code) for code in BODIES]


@pytest.mark.req("CAT-03", part="the element table")
def test_the_table_declares_118_elements() -> None:
    assert len(get_elements()) == 118
    assert [element.number for element in get_elements()] == list(range(1, 119))


def test_spaces_width_and_technical_keys_make_no_difference() -> None:
    rows = [{"code": "m1", "name": "居民身份证", "name_en": "ID"}]
    catalogue = {"conditions": "年满 80 周岁", "materials": rows}
    record = {"conditions": "年满８０周岁", "materials": [{"code": "x", "name": " 居民身份证 "}]}
    assert compare(catalogue, record, ("conditions", "materials")) == ([], ["conditions", "materials"])


def test_a_record_counts_only_what_it_states() -> None:
    counting = Counting(EIGHT, items=2)
    counting.add({"name": "甲", "legal_limit": 20}, {"name": "甲", "legal_limit": 15})
    report = counting.report()
    assert (report.items, report.consistent, report.compared, report.rate) == (2, 1, 1, Decimal("50.00"))
    name, limit, laws = (report.tallies[element] for element in ("name", "legal_limit", "laws"))
    assert (name.by_construction, name.by_comparison, limit.different, laws.by_construction) == (1, 1, 1, 2)
    assert limit.rate == Decimal("50.00")


def test_all_means_every_common_element_that_a_record_can_state() -> None:
    elements = scheme_of_all(get_elements()).elements
    assert {"name", "laws", "materials", "fees", "questions", "form", "guidance"} <= set(elements)
    assert not {"address", "promised_limit", "materials.name", "version"} & set(elements)


@pytest.mark.django_db
@pytest.mark.req("CAT-03", part="one altered element is one difference")
@pytest.mark.req("KPI-30")
def test_one_altered_element_of_one_record_is_one_difference(now: dt.datetime, items: list[Item]) -> None:
    clean, _ = report_consistency("all", region=make.PROVINCE, actor=SYSTEM, at=now)
    assert (clean.items, clean.consistent, clean.compared, clean.rate) == (2, 2, 0, Decimal("100.00"))
    own_record(now, items[0], name="高龄津贴发放", conditions="年满 90 周岁。")
    report, (deviation,) = report_consistency("all", region=make.PROVINCE, actor=SYSTEM, at=now)
    assert (report.consistent, report.compared, report.rate) == (1, 1, Decimal("50.00"))
    (difference,) = deviation.differences
    assert (deviation.item, deviation.level) == (items[0].code, 4)
    assert (difference.element, difference.catalogue, difference.record) == (
        "conditions", "年满 80 周岁，户籍在本地。", "年满 90 周岁。",
    )  # fmt: skip


OTHER_WORDS = {
    "name": "高龄补贴", "basic_code": "420120001999", "item_type": "05", "laws": [{"name": "样例市办法"}],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.req("CAT-05")
@pytest.mark.parametrize("element", OTHER_WORDS)
def test_each_of_the_four_lowers_the_rate_by_that_item_and_lists_it(
    now: dt.datetime, items: list[Item], element: str
) -> None:
    own_record(now, items[0], **{element: OTHER_WORDS[element]})
    report, (deviation,) = report_consistency("four", region=make.PROVINCE, actor=SYSTEM, at=now)
    assert (report.items, report.consistent, report.rate) == (2, 1, Decimal("50.00"))
    assert (deviation.item, [difference.element for difference in deviation.differences]) == (items[0].code, [element])
    assert set(report.tallies) == set(FOUR.elements) == set(OTHER_WORDS)


@pytest.mark.django_db
@pytest.mark.req("CAT-06")
def test_a_differing_legal_limit_is_one_of_the_eight(now: dt.datetime, items: list[Item]) -> None:
    own_record(now, items[0], legal_limit=15)
    report, (deviation,) = report_consistency("eight", region=make.PROVINCE, actor=SYSTEM, at=now)
    assert [difference.element for difference in deviation.differences] == ["legal_limit"]
    assert [element for element, tally in report.tallies.items() if tally.different] == ["legal_limit"]


@pytest.mark.django_db
def test_towns_do_not_count_among_three_levels(now: dt.datetime, items: list[Item]) -> None:
    town = make.body(now, code="TE4209020010000003", region=make.TOWN, kind="township")
    item = make.claimed(now, items[0].leaf_id or "", town)
    own_record(now, item, legal_limit=15)
    report, deviations = report_consistency("eight", region=make.PROVINCE, actor=SYSTEM, at=now)
    assert (report.items, deviations) == (2, [])


@pytest.mark.django_db
def test_an_unknown_scheme_is_refused(now: dt.datetime) -> None:
    with pytest.raises(NotFound):
        report_consistency("nine", region=make.PROVINCE, actor=SYSTEM, at=now)
