"""Public figures and lists: golden values on the page, drilled down to the item, for everybody."""

import pytest

from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db


def test_without_regions_there_is_nothing_to_count(client):
    assert "还没有数据" in client.get("/openness").text


@pytest.mark.parametrize(
    "page", ["/openness", "/openness/indicators/online", "/openness/lists/one_visit", "/openness/lists/one_visit.csv"]
)
def test_an_empty_catalogue_has_its_pages(client, now, page):
    regions.tree(now)
    assert client.get(page).status_code == 200
