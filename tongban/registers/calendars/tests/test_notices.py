"""Loading notices, overlaying them down the tree, and provisional years."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from tongban.registers.calendars import commands, queries
from tongban.registers.calendars.models import Notice, SettledDay
from tongban.registers.calendars.rules.clock import Limit, Unit, compute_due
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HUBEI, XIAOGAN, JINGZHOU = "420000000000", "420900000000", "421000000000"
BUREAU = Actor(None, "administrator", grants=(Grant(commands.LOAD, HUBEI, "429999999999"),))
REST_2027 = {dt.date(2027, 2, day): (False, "春节") for day in range(5, 12)} | {dt.date(2027, 1, 30): (True, "")}


@pytest.fixture(autouse=True)
def _tree(now: dt.datetime) -> None:
    regions.tree(now)


def load(
    now: dt.datetime, *, number: str = "国办发明电〔2026〕7号", region: str = HUBEI, by: Actor = BUREAU, **what
) -> Notice:
    facts = {"year": 2027, "published_on": dt.date(2026, 11, 20), "days": REST_2027, "settles_year": True} | what
    return commands.load_notice(number=number, region=region, by=by, now=now, **facts)


def test_a_year_without_notice_is_provisional_and_runs_on_festivals(now: dt.datetime) -> None:
    calendar = queries.get_calendar(XIAOGAN, now.date())
    assert queries.list_provisional_years(XIAOGAN, now) == [2027]
    assert [day for day in range(1, 14) if not calendar.is_worked(dt.date(2027, 2, day))] == [5, 6, 7, 8, 13]
    due = compute_due(dt.datetime(2027, 2, 4, 9, tzinfo=now.tzinfo), Limit(1, Unit.WORKING_DAY), calendar)
    assert (due.at.date(), due.provisional) == (dt.date(2027, 2, 9), True)


@pytest.mark.req("SUP-01", part="calendar change")
def test_an_official_notice_moves_open_dates_and_ends_the_provisional_state(now: dt.datetime) -> None:
    load(now)
    calendar = queries.get_calendar(XIAOGAN, now.date())
    due = compute_due(dt.datetime(2027, 2, 4, 9, tzinfo=now.tzinfo), Limit(1, Unit.WORKING_DAY), calendar)
    assert (due.at.date(), due.provisional) == (dt.date(2027, 2, 12), False)
    assert calendar.is_worked(dt.date(2027, 1, 30))
    assert queries.list_provisional_years(XIAOGAN, now) == []


def test_a_local_notice_holds_in_its_subtree_only(now: dt.datetime) -> None:
    load(now, number="孝政办样例〔2026〕1号", region=XIAOGAN, days={dt.date(2026, 12, 1): (False, "样例")}, year=2026)
    worked = [
        queries.get_calendar(region, now.date()).is_worked(dt.date(2026, 12, 1))
        for region in (XIAOGAN, "420902001002", JINGZHOU)
    ]
    assert worked == [False, False, True]


def test_the_nearest_notice_wins(now: dt.datetime) -> None:
    load(now, number="样例1号", region=XIAOGAN, days={dt.date(2026, 12, 1): (True, "")}, year=2026)
    load(now, number="样例2号", region=HUBEI, days={dt.date(2026, 12, 1): (False, "")}, year=2026)
    assert queries.get_calendar(XIAOGAN, now.date()).is_worked(dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("change", "refusal", "code"),
    [
        ({"by": Actor(None, "clerk")}, NotAllowed, "calendar.not_allowed"),
        ({"region": "320300000000"}, NotAllowed, "calendar.not_allowed"),
        ({"days": {}}, Invalid, "calendar.no_days"),
        ({"days": {dt.date(2025, 2, 1): (False, "")}}, Invalid, "calendar.days_outside_year"),
    ],
)
def test_refusals_change_nothing(now: dt.datetime, change: dict, refusal: type[DomainError], code: str) -> None:
    with pytest.raises(refusal, match=code):
        load(now, **change)
    assert (Notice.objects.count(), SettledDay.objects.count()) == (0, 0)


def test_the_same_notice_is_loaded_once(now: dt.datetime) -> None:
    load(now)
    with pytest.raises(Conflict, match="notice_loaded_already"):
        load(now, days={dt.date(2027, 3, 1): (False, "")})
    assert SettledDay.objects.count() == len(REST_2027)


def test_asking_for_a_calendar_costs_two_statements(now: dt.datetime, django_assert_num_queries) -> None:
    queries.get_calendar(XIAOGAN, now.date())
    with django_assert_num_queries(2):
        queries.get_calendar(XIAOGAN, now.date())
