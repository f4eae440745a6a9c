"""What the clock takes from a region's profile: office hours, warning shares, promises."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.registers.calendars import queries
from tongban.registers.calendars.rules.clock import OFFICE_ZONE, Limit, Unit, compute_due
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
XUZHOU_COUNTY, HUBEI_COUNTY, XIAOGAN = "320311000000", "420602000000", "420900000000"


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=OFFICE_ZONE)


@pytest.mark.req("REG-04")
@pytest.mark.parametrize(
    ("region", "limit", "due"),
    [
        (XUZHOU_COUNTY, Limit(3, Unit.WORKING_DAY), at(30, 17, 30)),
        (HUBEI_COUNTY, Limit(1, Unit.WORKING_DAY), at(26, 17, 30)),
        (XIAOGAN, Limit(1, Unit.HALF_DAY), at(25, 17, 30)),
    ],
)
def test_opening_a_company_is_due_as_each_region_promised(
    now: dt.datetime, region: str, limit: Limit, due: dt.datetime
) -> None:
    regions.sample_profiles(now)
    promise = queries.find_promise(region, "company_opening", now.date())
    assert promise == limit
    assert compute_due(now, promise, queries.get_calendar(region, now.date())).at == due


def test_a_theme_nobody_promised_has_no_limit(now: dt.datetime) -> None:
    regions.tree(now)
    assert queries.find_promise(XIAOGAN, "some_theme", now.date()) is None


@pytest.mark.req("NFR-09", part="office hours per region")
def test_office_hours_of_the_region_close_the_day_from_their_date(now: dt.datetime) -> None:
    regions.tree(now)
    summer = {"morning": ["08:30", "11:30"], "afternoon": ["14:30", "18:00"]}
    regions.value(now, XIAOGAN, "office_hours", summer, dt.date(2026, 12, 1))
    closes = [
        compute_due(now, Limit(1, Unit.HALF_DAY), queries.get_calendar(region, day)).at
        for region, day in (
            (XIAOGAN, dt.date(2026, 11, 30)),
            (XIAOGAN, dt.date(2026, 12, 1)),
            ("421000000000", now.date()),
        )
    ]
    assert closes == [at(25, 17, 30), at(25, 18), at(25, 17, 30)]


@pytest.mark.req("SUP-01", part="shares per region")
def test_warning_shares_come_from_the_region(now: dt.datetime) -> None:
    regions.tree(now)
    assert queries.list_warning_shares(XIAOGAN, now.date()) == (Decimal("0.50"), Decimal("0.90"))
    regions.value(now, XIAOGAN, "clock.yellow_share", "0.70")
    assert queries.list_warning_shares("420902001001", now.date()) == (Decimal("0.70"), Decimal("0.90"))
