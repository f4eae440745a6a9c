"""Figures over cases at the desk of a supervisor: exact, by body, down to the case; who answers for default grants."""

import pytest
from django.core.cache import cache

from tongban.faces.workbench.tests.cases import sit
from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.access.tests import make as accounts
from tongban.services.cases import commands
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.copies import copy
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db
BOARD = "/workbench"
FIGURES, WAYS, QUALITY = f"{BOARD}/case-figures", f"{BOARD}/case-ways", f"{BOARD}/entry-quality"
GRANTS = f"{BOARD}/default-grants"
PAGES = (FIGURES, f"{FIGURES}/in_time", WAYS, QUALITY, GRANTS)
DAY = {"first": "2026-11-25", "last": "2026-11-25"}


@pytest.fixture
def world(monkeypatch):
    """Pages read this clock, the day after the cases."""
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("12-11 09:30"))
    return make.world(at("11-10 09:00"), default_grant=True)


@pytest.fixture
def desk(client, world, now):
    sit(client, now, "supervisor")
    return client


@pytest.mark.parametrize("page", PAGES)
def test_without_cases_every_page_says_so(desk, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        answer = desk.get(page)
    assert answer.status_code == 200
    assert "tb-empty" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_clerk_may_not_look(client, now, page):
    sit_down(client, now, "clerk")
    assert client.get(page).status_code == 403
    assert f'href="{FIGURES}"' not in client.get(f"{BOARD}/desk").text


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=%00", "from=-1", "region=430000000000", "first=2026-13-01", "last=0001-01-01", "channel=x"],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_senseless_address_is_no_500(desk, page, query):
    assert desk.get(f"{page}?{query}").status_code in (200, 400, 404)


@pytest.mark.req("KPI-02", part="at the desk, by body, drilled down to the cases")
def test_a_share_is_told_exactly_and_leads_to_its_cases(desk, world, now):
    case = make.submitted(world, now, channel=Channel.WINDOW, by=world.clerk).case
    copy(case, 149, start=0)
    copy(case, 850, start=1000, channel="'web'")
    page = desk.get(FIGURES, DAY).text
    assert ("85.00%" in page, "1,000 件里的 850 件" in page, f"样例局{make.BODY}" in page) == (True, True, True)
    first = desk.get(f"{FIGURES}/online_cases", DAY | {"counted": "no"}).text
    assert first.count('<tr><th scope="row"') == 50
    rest = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert desk.get(rest).text.count('<tr><th scope="row"') == 50


@pytest.mark.req("KPI-23", part="at the desk: a default grant counts as too late and names who answers")
@pytest.mark.req("SUP-04", part="the list of who answers, at the desk")
def test_a_default_grant_is_counted_and_answered_for(desk, world, now):
    make.at_decision(world, now)
    while commands.sweep(now=at("12-10 09:00")).cases:
        pass
    month = {"first": "2026-11-01", "last": "2026-12-31"}
    assert "高龄津贴" in desk.get(f"{FIGURES}/overdue", month).text
    page = desk.get(GRANTS).text
    assert ("没有人领，单位负责" in page, "决定" in page) == (True, True)


def test_whoever_supervises_a_place_sees_the_regions_below(client, world, now):
    case = make.submitted(world, now).case
    copy(case, 1, start=0, region="'420903000000'")
    account = accounts.account(now, "19900000079")
    accounts.post(now, account, "supervisor", "420900000000")
    client.post("/workbench/sign-in", {"phone": account.phone, "password": accounts.PASSWORD})
    page = client.get(FIGURES, DAY).text
    assert ("网办件占比，分下级地区" in page, "region=420903000000" in page) == (True, True)
    one = client.get(FIGURES, DAY | {"region": "420903000000"}).text
    assert ("分下级地区" in one, "1 件里的 1 件" in one) == (False, True)


def test_the_ways_tell_how_much_and_how_late(desk, world, now):
    make.submitted(world, now)
    page = desk.get(WAYS, DAY).text
    assert ("网上" in page, "共 1 件" in page, "0 秒" in page) == (True, True, True)
    assert "没有这样的办件" in desk.get(WAYS, DAY | {"channel": "window"}).text


@pytest.mark.req("UAP-07", part="the units' scores at the desk, the worst first, down to the field")
def test_the_quality_of_units_is_told_down_to_the_field(desk, world, now):
    make.submitted(world, now, channel=Channel.WINDOW, by=world.clerk)
    with pytest.raises(Invalid):
        make.submitted(world, now, values={"name": ""}, channel=Channel.WINDOW, by=world.clerk)
    assert "50.00%" in desk.get(QUALITY, DAY).text
    page = desk.get(QUALITY, DAY | {"body": make.BODY}).text
    assert ("50.00%" in page, '<th scope="row" class="tb-code">name' in page) == (True, True)


def test_a_wrong_period_is_told_and_still_answered(desk):
    assert "截止日期早于开始日期" in desk.get(FIGURES, {"first": "2026-11-25", "last": "2026-11-01"}).text
    assert "一次最多看 366 天" in desk.get(FIGURES, {"first": "2020-01-01", "last": "2026-11-01"}).text


def test_a_post_at_one_body_sees_no_other(desk):
    page = desk.get(FIGURES, {"body": "TE4209020000000009"}).text
    assert (f"范围：样例局{make.BODY}" in page, "范围：TE4209020000000009" in page) == (True, False)
