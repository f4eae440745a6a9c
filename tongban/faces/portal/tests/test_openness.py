"""Public figures and lists: golden values on the page, drilled down to the item, for everybody."""

import csv
import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tongban.registers.catalogue.commands.lists import refresh_lists
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.stored import Item, ItemVersion, LeafVersion
from tongban.registers.catalogue.tests.test_indicators import catalogue
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
AT = f"?region={make.PROVINCE}"
PAGES = ("/openness", "/openness/indicators/online", "/openness/lists/one_visit", "/openness/lists/one_visit.csv")


@pytest.fixture
def then():
    """Yesterday: the pages read the clock."""
    cache.clear()
    return timezone.now() - dt.timedelta(days=1)


def with_bodies(then, leaf, count):
    """So many further bodies, numbered after those there are, offer this leaf too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_organisation"
            " (code, name, short_name, kind, region, path, duties, address, phone, is_sample)"
            " SELECT 'TF' || lpad(n::text, 16, '0'), '样例即办机构' || n, '', 'county', %s,"
            " 'TF' || lpad(n::text, 16, '0') || '/', '{}', '', '', true FROM generate_series(1, %s) n",
            [make.COUNTY, count],
        )
        cursor.execute(
            "INSERT INTO catalogue_item"
            " (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)"
            " SELECT code || '4' || %s, %s, code, region, 'published', '', '', '', %s, false"
            " FROM orgs_organisation WHERE code LIKE 'TF%%'",
            [leaf, leaf, then],
        )


def test_without_regions_there_is_nothing_to_count(client):
    assert "还没有数据" in client.get("/openness").text


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_catalogue_has_its_pages(client, now, page):
    regions.tree(now)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["region=430000000000", "region=42", "region=%F0%9F%98%80"])
def test_a_senseless_region_is_no_500(client, now, page, query):
    regions.tree(now)
    assert client.get(f"{page}?{query}").status_code == 404


@pytest.mark.req("KPI-07")
@pytest.mark.req("KPI-08")
@pytest.mark.req("NFR-06", part="the page says scope and time beside the figure")
def test_golden_visits_stand_on_the_page_and_lead_to_the_items(client, then):
    catalogue(then, [(6_357, {"visits": 1}), (3_571, {"visits": 0}), (72, {"visits": 2})])
    page = client.get(f"/openness{AT}").text
    assert all(told in page for told in ("63.57%", "35.71%", "99.28%", "10000 个事项里的 6357 个", "数据到", "湖北省"))
    rest = client.get(f"/openness/indicators/one_visit_at_most{AT}&counted=no").text
    assert (rest.count("跑 2 次"), "跑 1 次" in rest, "下一页" in rest) == (50, False, True)


@pytest.mark.req("KPI-01")
@pytest.mark.req("KPI-05", part="the figure on the page")
@pytest.mark.req("KPI-06", part="the figure on the page")
def test_golden_shares_of_the_catalogue_stand_on_the_page(client, then):
    catalogue(then, [(9_687, {"visits": 1}), (313, {"visits": 2})])
    ItemVersion.objects.filter(visits=2).update(depth_level=2)
    LeafVersion.objects.update(depth_level=3, legal_days="1000", promised_days="221.7")
    page = client.get(f"/openness{AT}").text
    assert all(told in page for told in ("96.87%", "10000 个事项里的 9687 个", "77.83%", "7783000 个工作日"))
    rest = client.get(f"/openness/indicators/online{AT}&counted=no&after={'Z' * 33}").text
    assert "这里没有事项" in rest


@pytest.mark.req("KPI-04")
def test_742_of_824_leaves_are_done_on_the_spot(client, then):
    catalogue(then, [(82, {"visits": 1})])
    make.entry(then, code="420125778000", name="当场办的许可")
    spot = make.leaf(then, code="420125778000")
    make.version(then, spot.code, project_type="1", defaults={"promised_limit": 1})
    with_bodies(then, spot.code, 742)
    assert "90.05%" in client.get(f"/openness{AT}").text


def test_figures_are_kept_a_minute_and_say_as_of_when(client, then, django_assert_max_num_queries):
    catalogue(then, [(3, {"visits": 1})])
    client.get(f"/openness{AT}")
    with django_assert_max_num_queries(6):
        page = client.get(f"/openness{AT}").text
    assert "3 个事项里的 3 个" in page


@pytest.mark.req("CAT-17", part="the public page of a list, its changes and its file")
@pytest.mark.req("KPI-09")
def test_a_list_shows_its_members_and_what_left(client, then):
    catalogue(then, [(55, {"visits": 1})])
    refresh_lists(now=then)
    page = client.get(f"/openness/lists/one_visit{AT}").text
    assert ("现在有 55 项" in page, page.count("高龄津贴发放</a>"), "下一页" in page) == (True, 50, True)
    Item.objects.update(state="paused")
    refresh_lists(now=timezone.now())
    gone = client.get(f"/openness/lists/one_visit{AT}").text
    assert ("现在有 0 项" in gone, gone.count("移出</span>")) == (True, 20)


def test_the_file_holds_every_member_and_no_formula(client, then):
    catalogue(then, [(55, {"visits": 1})])
    LeafVersion.objects.update(name="=cmd|' /C calc'!A0")
    refresh_lists(now=then)
    body = b"".join(client.get(f"/openness/lists/one_visit.csv{AT}").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert (len(rows), {row[1] for row in rows[1:]}) == (56, {"'=cmd|' /C calc'!A0"})
