"""Indicators and lists over the API: exact decimals, one statement for the figures, an ETag, problems by field."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.registers.catalogue.commands.lists import refresh_lists
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.stored import LeafVersion

pytestmark = pytest.mark.django_db
FIGURES, LIST = "/api/v1/indicators", "/api/v1/lists/one_visit"


@pytest.fixture
def offers():
    """60 items that need one visit, since yesterday: the API reads the clock."""
    then = timezone.now() - dt.timedelta(days=1)
    body, leaf = make.body(then), make.leaf(then)
    make.version(then, leaf.code)
    make.offers(then, leaf.code, 60, like=body)
    LeafVersion.objects.update(depth_level=2)


@pytest.mark.usefixtures("offers")
@pytest.mark.req("NFR-06", part="figures over the API name their scope and time")
def test_every_indicator_comes_with_what_it_was_made_of(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        told = client.get(FIGURES, {"region": make.PROVINCE}).json()
    online = next(item for item in told["items"] if item["code"] == "online")
    assert (online["value"], online["numerator"], online["denominator"]) == ("0.00", "0", "60")
    assert (told["region"], told["as_of"][16:19]) == (make.PROVINCE, ":00")


@pytest.mark.usefixtures("offers")
@pytest.mark.req("CAT-17", part="lists over the API")
def test_a_list_comes_by_pages(client):
    refresh_lists(now=timezone.now())
    first = client.get(LIST, {"region": make.PROVINCE}).json()
    second = client.get(LIST, {"region": make.PROVINCE, "after": first["next"]}).json()
    assert (first["total"], len(first["items"]), len(second["items"]), second["next"]) == (60, 50, 10, None)
    assert first["items"][0]["name"] == "高龄津贴发放"


@pytest.mark.usefixtures("offers")
def test_an_unchanged_list_is_not_sent_again(client):
    etag = client.get(LIST, {"region": make.PROVINCE})["ETag"]
    assert client.get(LIST, {"region": make.PROVINCE}, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (FIGURES, {}, 422),
        (FIGURES, {"region": "42"}, 422),
        (FIGURES, {"region": "430000000000"}, 404),
        (LIST, {"region": make.PROVINCE, "after": "x"}, 422),
        ("/api/v1/lists/nothing", {"region": make.PROVINCE}, 404),
    ],
)
def test_bad_input_is_a_problem(client, path, query, status):
    answer = client.get(path, query)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
