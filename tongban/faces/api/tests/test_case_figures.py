"""Figures over cases over HTTP: public in sum, the cases behind them for supervision."""

import pytest

from tongban.registers.access.tests import make as access
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/case-figures"
DAY = {"region": "420000000000", "first": "2026-11-25", "last": "2026-11-25"}


@pytest.fixture
def world(now, monkeypatch):
    """Faces read this clock. One case online, one at the window."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now)
    make.submitted(world, now)
    make.submitted(world, now, channel=make.Channel.WINDOW, by=world.clerk)
    return world


@pytest.mark.req("KPI-02", part="over the API, drilled down to the numbers")
def test_figures_are_public_and_the_cases_behind_them_are_not(client, world, now):
    told = {each["code"]: each for each in client.get(URL, DAY).json()["items"]}
    online = told["online_cases"]
    assert (online["value"], online["numerator"], online["denominator"]) == ("50.00", 1, 2)
    assert told["in_time"]["value"] is None
    assert client.get(f"{URL}/online_cases/cases", DAY).json()["code"] == "api.sign_in"
    post = access.post(now, access.account(now, "19900000201"), "supervisor", make.REGION, make.BODY)
    client.post("/workbench/sign-in", {"phone": "19900000201", "password": access.PASSWORD})
    headers = {"X-Post": str(post.id)}
    rows = client.get(f"{URL}/online_cases/cases", DAY | {"counted": "no"}, headers=headers).json()
    assert ([row["channel"] for row in rows["items"]], rows["next"]) == (["window"], None)
    missing = client.get(f"{URL}/fairness/cases", DAY, headers=headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "case.indicator_unknown")


@pytest.mark.parametrize(
    ("change", "status"),
    [({"region": "1"}, 422), ({"region": "990000000000"}, 404), ({"last": "2026-11-24"}, 422), ({"first": "x"}, 422)],
)
def test_what_is_wrong_is_a_problem(client, world, change, status):
    refused = client.get(URL, DAY | change)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")
