"""The quick way answers as the router of the same address does, in content and in headers that matter."""

import pytest
from django.test import Client, modify_settings

from tongban.faces.api import quick
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import commands
from tongban.services.cases.tests import make
from tongban.services.licences.tests import make as licences

pytestmark = pytest.mark.django_db
ORDINARY = modify_settings(MIDDLEWARE={"remove": "tongban.faces.api.quick.QuickMiddleware"})
MAY_DIFFER = {"X-Request-Id", "Content-Length", "Expires", "Vary", "Content-Language"}
"""An answer that no preference changes may do without the last two; `Expires` tells the second."""


@pytest.fixture
def paths(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now)
    receipt = make.submitted(world, now)
    commands.accept(case_id=receipt.case, by=world.clerk, now=now)
    licences.food(now)
    identifier = licences.recorded(licences.holder(now, 1), now).identifier
    case = f"/api/v1/cases/{receipt.number}"
    return {
        "progress": f"{case}?code={receipt.query_code}",
        "wrong code": f"{case}?code=00000000",
        "short code": f"{case}?code=1",
        "licence": f"/api/v1/licences/{identifier}/verification",
        "no licence": f"/api/v1/licences/{identifier[:-1]}/verification",
    }


def ask(path, headers):
    answer = Client().get(path, headers=headers)
    told = {name: value for name, value in answer.items() if name not in MAY_DIFFER}
    assert answer["X-Request-Id"]
    return answer.status_code, told, answer.json() | {"request_id": ""}


@pytest.mark.parametrize(
    ("asked", "status"),
    [("progress", 200), ("wrong code", 404), ("short code", 404), ("licence", 200), ("no licence", 422)],
)
@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "en", "Cookie": "tb_lang=en; sessionid=stale"}])
def test_both_ways_answer_alike(paths, asked, status, headers):
    answered = ask(paths[asked], headers)
    with ORDINARY:
        ordinary = ask(paths[asked], headers)
    assert answered == ordinary
    assert answered[0] == status


SEARCHES = [
    (f"?q=gljt&region={catalogue.COUNTY}&depth=3", 200),
    ("?life_event=retirement&limit=1", 200),
    ("?region=999999999999", 404),
    ("?limit=0", 422),
    ("?life_event=nothing", 422),
    ("?q=%FF", 400),
]


@pytest.mark.parametrize(("asked", "status"), SEARCHES)
@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "en", "Cookie": "tb_lang=en; sessionid=stale"}])
def test_both_ways_find_alike(now, monkeypatch, asked, status, headers):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    catalogue.published(now)
    answered = ask(f"/api/v1/items{asked}", headers)
    with ORDINARY:
        ordinary = ask(f"/api/v1/items{asked}", headers)
    assert answered == ordinary
    assert (answered[0], len(answered[2].get("items", ()))) == (status, int(status == 200))


@pytest.mark.parametrize("asked", ["progress", "licence"])
def test_a_key_is_looked_at_as_anywhere(paths, asked):
    assert ask(paths[asked], {"Authorization": "Bearer forged"})[0] == 401


@pytest.mark.parametrize("asked", ["progress", "licence"])
def test_a_broken_host_gets_its_answer_before(paths, asked, settings):
    settings.ALLOWED_HOSTS = ["example.test"]
    assert ask(paths[asked], {"Host": "elsewhere.test"})[0] == 400


def test_what_goes_wrong_there_is_answered_as_anywhere(paths, monkeypatch):
    def broken(*asked, **told):
        raise RuntimeError("our own mistake")

    monkeypatch.setattr(quick, "get_progress_json", broken)
    answer = Client(raise_request_exception=False).get(paths["progress"])
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
