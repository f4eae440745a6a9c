"""Finding by what happened in one's life: the tab of the first page, the page of an event, the filter."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
NAME = "高龄津贴发放"


@pytest.fixture
def offer(client):
    return make.published(timezone.now() - dt.timedelta(hours=1))


@pytest.mark.req("GUI-07", part="life event on the first page, on a page of its own, as a filter")
@pytest.mark.usefixtures("offer")
def test_a_life_event_leads_to_its_items(client):
    assert 'href="/life-events/retirement"' in client.get("/?for=event").text
    page = client.get("/life-events/retirement").text
    assert (NAME in page, "退休养老" in page) == (True, True)
    assert NAME not in client.get("/life-events/birth").text.partition("<main")[2]
    assert NAME in client.get("/search?event=retirement").text.partition('id="items"')[2]
    assert client.get("/life-events/nothing").status_code == 404
    assert client.get("/search?event=nothing").status_code == 200


@pytest.mark.req("GUI-07", part="life event over the API")
@pytest.mark.usefixtures("offer")
def test_the_api_narrows_by_life_event(client):
    assert [row["name"] for row in client.get("/api/v1/items?life_event=retirement").json()["items"]] == [NAME]
    assert client.get("/api/v1/items?life_event=birth").json()["items"] == []
    assert client.get("/api/v1/items?life_event=nothing").status_code == 422
