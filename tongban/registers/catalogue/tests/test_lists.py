"""Derived lists follow the facts and keep their history; baselines and reductions."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.registers.catalogue.commands.baselines import record_baseline
from tongban.registers.catalogue.commands.lists import refresh_lists
from tongban.registers.catalogue.models import Baseline, Item, ItemVersion, ListMember
from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.queries.lists import count_members, list_changes, list_members, list_members_on
from tongban.registers.catalogue.queries.reductions import count_items_by_region, list_reductions, sum_reductions
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def offered(now: dt.datetime, count: int) -> str:
    """So many items that need one visit; the leaf's code."""
    body, leaf = make.body(now), make.leaf(now)
    make.version(now, leaf.code)
    make.offers(now, leaf.code, count, like=body)
    return leaf.code


def visits(item: Item, number: int, count: int, at: dt.datetime) -> None:
    ItemVersion.objects.filter(item=item).update(effective_until=at)
    ItemVersion.objects.create(
        item=item, number=number, visits=count, effective_from=at, effective_until=at + 100 * HOUR, published_at=at
    )  # fmt: skip


@pytest.mark.req("CAT-17")
@pytest.mark.req("KPI-09")
def test_a_list_of_209_loses_the_item_that_needs_two_visits_and_names_it(now: dt.datetime) -> None:
    offered(now, 209)
    refresh_lists(now=now)
    assert count_members(region=make.PROVINCE)["one_visit"] == 209
    item, later = Item.objects.earliest("code"), now + HOUR
    visits(item, 1, 2, later)
    assert refresh_lists(now=later)["one_visit"] == (0, 1)
    assert count_members(region=make.PROVINCE)["one_visit"] == 208
    change = list_changes("one_visit", region=make.PROVINCE, limit=1)[0]
    assert (change.item.code, change.joined, change.at) == (item.code, False, later)
    assert len(list_members_on("one_visit", region=make.PROVINCE, at=now)) == 209


@pytest.mark.req("CAT-17")
def test_a_refresh_without_a_change_writes_nothing(now: dt.datetime) -> None:
    offered(now, 3)
    refresh_lists(now=now)
    before = list(ListMember.objects.order_by("id").values_list("id", "since"))
    assert set(refresh_lists(now=now + HOUR).values()) == {(0, 0)}
    assert list(ListMember.objects.order_by("id").values_list("id", "since")) == before


def test_a_list_shows_its_items_by_page_and_only_of_the_region(now: dt.datetime) -> None:
    offered(now, 3)
    refresh_lists(now=now)
    first = list_members("one_visit", region=make.COUNTY, limit=2)
    rest = list_members("one_visit", region=make.COUNTY, after=first[-1].item.code or "")
    assert (len(first), len(rest), list_members("one_visit", region="421000000000")) == (2, 1, [])
    with pytest.raises(NotFound):
        list_members("nothing", region=make.COUNTY)


@pytest.mark.req("CAT-18")
@pytest.mark.req("KPI-24")
def test_an_item_is_measured_against_its_baseline(now: dt.datetime) -> None:
    leaf = offered(now, 1)
    told = {"leaf": leaf, "materials": 2, "steps": 6, "days": Decimal(20), "visits": 2, "as_of": now.date()}
    record_baseline(**told, source="样例", by=SYSTEM, now=now)
    (row,) = list_reductions(Scope(make.PROVINCE), at=now)
    assert row.reductions == {
        "materials": Decimal("50.00"), "steps": Decimal("50.00"), "days": Decimal("75.00"), "visits": Decimal("50.00"),
    }  # fmt: skip
    count, before, after = sum_reductions(Scope(make.PROVINCE), at=now)
    assert (count, before.days, after.days) == (1, Decimal(20), Decimal("5.0"))


@pytest.mark.req("CAT-18", part="a baseline is never rewritten")
def test_a_baseline_stands_once_for_a_date(now: dt.datetime) -> None:
    leaf = offered(now, 1)
    told = {"leaf": leaf, "materials": 8, "steps": 6, "days": Decimal(20), "visits": 2, "as_of": now.date()}
    record_baseline(**told, source="样例", by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        record_baseline(**told | {"materials": 9}, source="样例", by=SYSTEM, now=now)
    assert [row.materials for row in Baseline.objects.all()] == [8]


@pytest.mark.req("CAT-18", part="counties by number of items on application")
def test_counties_compare_by_their_items_on_application(now: dt.datetime) -> None:
    body, leaf = make.body(now), make.leaf(now, code="420125777000")
    make.version(now, leaf.code)
    make.offers(now, leaf.code, 3, like=body)
    counted = count_items_by_region([make.COUNTY, "420903000000"], within=make.PROVINCE, at=now)
    assert counted == {make.COUNTY: 3, "420903000000": 0}
