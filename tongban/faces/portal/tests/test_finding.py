"""Home, search, themes, departments and the channels of towns."""

import pytest

from tongban.faces.portal.tests import make
from tongban.registers.catalogue.queries import navigation
from tongban.registers.catalogue.tests.make import CITY, COUNTY, TOWN, VILLAGE

pytestmark = pytest.mark.django_db
STATION = {"organisation": make.STATION, "region": TOWN, "kind": "station", "name": "书院街道样例便民服务中心"}


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def text(answer):
    return answer.content.decode()


@pytest.mark.req("GUI-07", part="pages")
@pytest.mark.parametrize("asked", ["开饭店", "食品经营许可", "食品經營許可", "spjyxk"])
def test_everyday_words_pinyin_and_traditional_characters_find_it(client, now, asked):
    make.offered(now, make.FOOD)
    page = text(client.get("/search", {"q": asked}))
    assert "食品经营许可（新办）" in page
    assert "孝南区样例市场监督管理局" in page


@pytest.mark.req("GUI-07", part="pages")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"audience": "enterprise"}, True),
        ({"theme": "准营准办"}, True),
        ({"theme": "婚姻登记"}, False),
        ({"depth": "4"}, True),
        ({"visits": "0"}, True),
        ({"department": make.BUREAU}, True),
        ({"department": "nobody"}, False),
        ({"depth": "x"}, True),
    ],
)
def test_filters_narrow_the_list(client, now, filters, found):
    make.offered(now, make.FOOD)
    assert ("食品经营许可（新办）" in text(client.get("/search", {"q": "食品", **filters}))) is found


def test_the_counts_are_those_of_the_region(now):
    make.offered(now, make.FOOD)
    assert navigation.count_themes(region=COUNTY, at=now)["enterprise"]["准营准办"] == 5
    assert navigation.count_themes(region=CITY, at=now)["enterprise"] == {}
    assert navigation.count_themes(region=None, at=now)["enterprise"]["准营准办"] == 5
    assert [(body.code, body.count) for body in navigation.list_departments(region=TOWN, at=now)] == [(make.BUREAU, 5)]


def test_the_home_page_shows_what_is_asked_for_most_and_the_towns_nearby(client, now):
    make.offered(now, make.FOOD)
    client.cookies["tb_region"] = COUNTY
    page = text(client.get("/"))
    assert "食品经营许可（新办）" in page
    assert f'href="/towns/{TOWN}"' in page


@pytest.mark.parametrize("path", ["/themes/enterprise/准营准办", f"/departments/{make.BUREAU}"])
def test_themes_and_departments_list_their_items(client, now, path):
    make.offered(now, make.FOOD)
    assert "食品经营许可（延续）" in text(client.get(path))


@pytest.mark.parametrize(
    "path", ["/themes/nobody/x", "/themes/person/x", "/departments/x", f"/towns/{COUNTY}", "/towns/x"]
)
def test_what_does_not_exist_has_no_page(client, now, path):
    make.offered(now, make.FOOD)
    assert client.get(path).status_code == 404


def test_suggestions_are_links_to_guides(client, now):
    code, *_ = make.offered(now, make.FOOD)
    assert f'href="/items/{code}"' in text(client.get("/search/suggest", {"q": "食品"}))
    assert "<a" not in text(client.get("/search/suggest", {"q": ""}))


@pytest.mark.req("GUI-04", part="channel")
def test_a_town_channel_has_only_its_own_items(client, now):
    make.offered(now, make.FOOD)
    make.offered(now, make.OLD_AGE_BY_PROXY, **STATION)
    page = text(client.get(f"/towns/{TOWN}"))
    assert "高龄津贴申领代办" in page
    assert "食品经营许可" not in page


@pytest.mark.req("GUI-04", part="channel")
def test_a_village_is_shown_in_the_channel_of_its_town(client, now):
    make.offered(now, make.OLD_AGE_BY_PROXY, **STATION)
    assert client.get(f"/towns/{VILLAGE}")["Location"] == f"/towns/{TOWN}?at={VILLAGE}"
    assert "这里还没有发布能办的事" in text(client.get(f"/towns/{TOWN}", {"at": VILLAGE}))


def test_english_shows_english_names(client, now):
    make.offered(now, make.FOOD)
    client.cookies["tb_lang"] = "en"
    assert make.sample(make.FOOD)["leaves"][0]["content"]["name_en"] in text(client.get("/search", {"q": "食品"}))


def test_a_bent_cursor_is_refused(client, now):
    assert client.get("/search", {"q": "食品", "after": "bent"}).status_code == 422
