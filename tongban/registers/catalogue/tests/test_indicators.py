"""The golden figures come out of counted items, exactly, and every figure names the items behind it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tongban.registers.catalogue.models import ItemVersion, LeafVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.queries.indicators import list_behind, list_figures
from tongban.registers.catalogue.rules.indicators import (
    INDICATORS,
    Before,
    Sums,
    compute_figure,
    compute_reductions,
)
from tongban.registers.catalogue.tests import make

ALL = Scope(make.PROVINCE)
PERMIT_CODE = "420125777000"
_OWN_FIGURES = """
INSERT INTO catalogue_itemversion
    (item, number, content, effective_from, effective_until, published_at, filled, visits, promised_days)
SELECT id, 1, '{}', %(now)s, %(forever)s, %(now)s, '{}', %(visits)s, %(promised_days)s
FROM catalogue_item WHERE substr(organisation, 3)::bigint BETWEEN %(first)s AND %(last)s
"""


def value_of(code: str, **sums: Any) -> Decimal | None:
    return compute_figure(INDICATORS[code], Sums(**sums)).value


@pytest.mark.parametrize(
    ("code", "sums", "value"),
    [
        pytest.param("online", {"base": 10_000, "counted": 9_687}, "96.87", marks=pytest.mark.req("KPI-01")),
        pytest.param("on_the_spot", {"base": 824, "counted": 742}, "90.05", marks=pytest.mark.req("KPI-04")),
        pytest.param("one_visit", {"base": 10_000, "counted": 6_357}, "63.57", marks=pytest.mark.req("KPI-07")),
        pytest.param("no_visit", {"base": 10_000, "counted": 3_571}, "35.71", marks=pytest.mark.req("KPI-08")),
        pytest.param("one_visit_at_most", {"base": 10_000, "counted": 9_928}, "99.28"),
    ],
)
@pytest.mark.req("NFR-06", part="rates of the catalogue")
def test_golden_shares(code: str, sums: dict[str, int], value: str) -> None:
    assert value_of(code, **sums) == Decimal(value)


@pytest.mark.req("KPI-05")
def test_golden_time_saved() -> None:
    sums = {"base": 1, "counted": 1, "legal": Decimal(10_000), "promised": Decimal(2_217)}
    assert (value_of("time_saved", **sums), value_of("days_saved", **sums)) == (Decimal("77.83"), Decimal(7_783))


@pytest.mark.req("KPI-24")
def test_golden_reductions() -> None:
    before, after = (Before(*map(Decimal, values)) for values in ((8, 6, 20, 2), (5, 4, 5, 0)))
    assert list(compute_reductions(before, after).values()) == [
        Decimal("37.50"), Decimal("33.33"), Decimal("75.00"), Decimal("100.00"),
    ]  # fmt: skip
    assert compute_reductions(*(Before(Decimal(0), Decimal(0), Decimal(d), Decimal(0)) for d in (79, 6))) == {
        "materials": None, "steps": None, "days": Decimal("92.41"), "visits": None,
    }  # fmt: skip


def catalogue(now: dt.datetime, cases: list[tuple[int, dict[str, Any]]]) -> None:
    """Published items of one permit leaf: so many with each set of own figures."""
    body, leaf = make.body(now), make.leaf(now, code=PERMIT_CODE)
    make.version(now, leaf.code)
    make.offers(now, leaf.code, sum(count for count, _ in cases), like=body)
    first = 1
    for count, figures in cases:
        own_figures(now, first, first + count - 1, figures)
        first += count


def own_figures(now: dt.datetime, first: int, last: int, figures: dict[str, Any]) -> None:
    """The items of the bodies with these numbers say so of their own."""
    figures = {"visits": None, "promised_days": None} | figures
    told = {"now": now, "forever": FOREVER, "first": first, "last": last, **figures}
    with connection.cursor() as cursor:
        cursor.execute(_OWN_FIGURES, told)


def figures(now: dt.datetime, scope: Scope = ALL) -> dict[str, Decimal | None]:
    return {figure.indicator.code: figure.value for figure in list_figures(scope, at=now)}


@pytest.mark.django_db
@pytest.mark.req("KPI-01")
@pytest.mark.req("KPI-07")
@pytest.mark.req("KPI-08")
def test_ten_thousand_items_give_the_golden_shares(now: dt.datetime) -> None:
    catalogue(now, [(6_357, {"visits": 1}), (3_571, {"visits": 0}), (72, {"visits": 2})])
    told = figures(now)
    assert (told["one_visit"], told["no_visit"], told["one_visit_at_most"]) == (
        Decimal("63.57"), Decimal("35.71"), Decimal("99.28"),
    )  # fmt: skip
    rest = list_behind("one_visit_at_most", ALL, at=now, counted=False, limit=100)
    assert (len(rest), {row.visits for row in rest}) == (72, {2})
    ItemVersion.objects.filter(visits=0).update(depth_level=2)
    ItemVersion.objects.filter(visits__in=[1, 2]).update(depth_level=4)
    assert figures(now)["online"] == Decimal("64.29")


CITY_BODIES = "UPDATE catalogue_item SET code = overlay(code placing '3' from 19), region = %s WHERE " + (
    "substr(organisation, 3)::bigint <= 1000"
)


def two_scopes(now: dt.datetime) -> None:
    """A city of 2,000 items with a legal limit of 20 days: 1,000 of the city's own bodies, which save 16,848 days
    together, and 1,000 of a county, with which the whole city saves 31,132 of 40,000."""
    promised = [(848, 3), (152, 4), (716, 6), (284, 5)]
    catalogue(now, [(count, {"promised_days": Decimal(days)}) for count, days in promised])
    with connection.cursor() as cursor:
        cursor.execute(CITY_BODIES, [make.CITY])


@pytest.mark.django_db
@pytest.mark.req("KPI-05")
@pytest.mark.req("KPI-06")
def test_the_days_of_the_citys_own_bodies_and_the_rate_of_the_whole_city_are_never_mixed(now: dt.datetime) -> None:
    two_scopes(now)
    own, whole = figures(now, Scope(make.CITY, level=3)), figures(now, Scope(make.CITY))
    assert (own["days_saved"], own["time_saved"]) == (Decimal("16848.0"), Decimal("84.24"))
    assert (whole["days_saved"], whole["time_saved"]) == (Decimal("31132.0"), Decimal("77.83"))
    behind = list_behind("days_saved", Scope(make.CITY, level=3), at=now, limit=2_000)
    saved = sum((row.legal_days or 0) - (row.promised_days or 0) for row in behind)
    assert (len(behind), saved, {row.region for row in behind}) == (1_000, Decimal("16848.0"), {make.CITY})


@pytest.mark.django_db
@pytest.mark.req("KPI-05")
@pytest.mark.req("KPI-06")
def test_time_saved_adds_working_days_and_leaves_out_what_has_no_legal_limit(now: dt.datetime) -> None:
    catalogue(now, [(10, {"promised_days": Decimal("4.5")}), (10, {})])
    told = figures(now)
    assert (told["time_saved"], told["days_saved"]) == (Decimal("76.25"), Decimal("305.0"))
    LeafVersion.objects.all().delete()
    make.version(now, f"{PERMIT_CODE}01", legal_limit_unit="2")
    assert (figures(now)["time_saved"], figures(now)["days_saved"]) == (None, Decimal(0))


@pytest.mark.django_db
@pytest.mark.req("KPI-04")
def test_scope_narrows_to_a_level_and_cancelled_entries_do_not_count(now: dt.datetime) -> None:
    catalogue(now, [(3, {"visits": 0})])
    assert figures(now, Scope(make.PROVINCE, level=4))["no_visit"] == Decimal("100.00")
    assert figures(now, Scope(make.PROVINCE, level=3))["no_visit"] is None
    assert figures(now, Scope("421000000000"))["no_visit"] is None
    LeafVersion.objects.get().leaf.__class__.objects.update(cancelled_from=now)
    assert figures(now)["no_visit"] is None
