"""Claim rates: exact figures, half up, down to the body and its refusals."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item
from tongban.registers.catalogue.queries import rates
from tongban.registers.catalogue.queries.rates import BodyRate, RegionRate
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db


def run(started: object, now: dt.datetime) -> None:
    while commands.advance(started.id, now=now):  # type: ignore[attr-defined]
        pass


@pytest.mark.req("CAT-07", part="claim rate per body")
@pytest.mark.req("NFR-06", part="claim rate")
def test_a_body_that_refused_one_of_94_shows_its_reason_and_its_rate(now: dt.datetime) -> None:
    leaves, (body,) = make.template(now, 94), make.villages(now, 1)
    commands.refuse(leaf=leaves[7], organisation=body, reason="本村没有这类业务", by=SYSTEM, now=now)
    run(commands.start_claim(leaves=leaves, where=Bodies(make.CITY), by=SYSTEM, now=now), now)
    rate = rates.claim_rate(organisation=body, at=now, actor=SYSTEM)
    assert (rate.due, rate.claimed, rate.refused, rate.rate) == (94, 93, 1, Decimal("98.94"))
    [refusal] = rates.list_refusals(organisation=body, at=now, actor=SYSTEM)
    assert (refusal.leaf, refusal.reason) == (leaves[7], "本村没有这类业务")


@pytest.mark.req("KPI-10", part="the golden value, on service items")
@pytest.mark.req("NFR-06", part="claim rate")
def test_7487_of_7771_is_96_35(now: dt.datetime) -> None:
    """7,771 = 19 leaves due to each of 409 bodies, of which 284 were never claimed."""
    leaves, bodies = make.template(now, 19), make.villages(now, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_organisation"
            " (code, name, short_name, kind, region, path, duties, address, phone, is_sample)"
            " SELECT 'TE43' || lpad(n::text, 14, '0'), '样例村' || n, '村居委会', 'village', %s, '', '{}', '', '', true"
            " FROM generate_series(2, 409) n",
            [make.VILLAGE],
        )
    run(commands.start_claim(leaves=leaves, where=Bodies(make.CITY), by=SYSTEM, now=now), now)
    Item.objects.filter(id__in=Item.objects.order_by("-id").values("id")[:284]).delete()
    assert bodies
    rate = rates.claim_rate(region=make.PROVINCE, at=now, actor=SYSTEM)
    assert (rate.due, rate.claimed, rate.waiting, rate.rate) == (7771, 7487, 284, Decimal("96.35"))


def test_the_regions_below_and_their_bodies_add_up(now: dt.datetime) -> None:
    leaves, (body, other) = make.template(now, 3), make.villages(now, 2)
    make.claimed(now, leaves[0], body)
    commands.refuse(leaf=leaves[1], organisation=other, reason="不归本村", by=SYSTEM, now=now)
    assert rates.list_region_rates(make.CITY, at=now, actor=SYSTEM) == [RegionRate(6, 1, 1, make.COUNTY, 2)]
    assert rates.list_region_rates(make.TOWN, at=now, actor=SYSTEM) == [RegionRate(6, 1, 1, make.VILLAGE, 2)]
    listed = rates.list_body_rates(make.VILLAGE, at=now, actor=SYSTEM)
    assert [(row.organisation, row.due, row.claimed, row.refused) for row in listed] == [
        (body, 3, 1, 0), (other, 3, 0, 1),
    ]  # fmt: skip
    assert rates.list_body_rates(make.CITY, at=now, actor=SYSTEM) == []
    assert listed[0] == BodyRate(3, 1, 0, body, f"样例村{body}")


def test_a_department_owes_what_its_own_line_owns(now: dt.datetime) -> None:
    owner = make.body(now, code="TE4200000000000001", region=make.PROVINCE, kind="provincial", short_name="民政厅")
    mine = make.body(now, short_name="民政局")
    make.body(now, code="TE4209020000000002", short_name="公安局")
    make.entry(now, levels=(4,), owner=owner)
    make.leaf(now)
    assert rates.claim_rate(organisation=mine, at=now, actor=SYSTEM).due == 1
    assert rates.claim_rate(region=make.CITY, at=now, actor=SYSTEM).due == 1


def test_what_is_cancelled_or_withdrawn_is_not_counted(now: dt.datetime) -> None:
    leaves, (body,) = make.template(now, 2), make.villages(now, 1)
    item = make.claimed(now, leaves[0], body)
    commands.withdraw(item=item.code or "", reason="撤并", by=SYSTEM, now=now)
    rate = rates.claim_rate(organisation=body, at=now, actor=SYSTEM)
    assert (rate.due, rate.claimed, rate.refused) == (2, 0, 0)


def test_nothing_due_has_no_rate(now: dt.datetime) -> None:
    assert rates.claim_rate(organisation=make.body(now), at=now, actor=SYSTEM).rate is None


def test_another_county_sees_no_rate(now: dt.datetime) -> None:
    (body,) = make.villages(now, 1)
    reader = make.staff("catalogue.read", region="420903000000")
    for ask in (rates.claim_rate, rates.list_refusals):
        with pytest.raises(NotAllowed):
            ask(organisation=body, at=now, actor=reader)
    with pytest.raises(NotAllowed):
        rates.list_region_rates(make.COUNTY, at=now, actor=reader)
