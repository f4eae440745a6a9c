"""The quick way answers as the router of the same address does, in headers and content."""

import pytest
from django.test import Client, modify_settings

from tongban.faces.api.v1 import cases
from tongban.services.cases import commands
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
ORDINARY = modify_settings(MIDDLEWARE={"remove": "tongban.faces.api.quick.QuickMiddleware"})


@pytest.fixture
def receipt(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now)
    receipt = make.submitted(world, now)
    commands.accept(case_id=receipt.case, by=world.clerk, now=now)
    return receipt


def ask(path, headers):
    answer = Client().get(path, headers=headers)
    told = {name: value for name, value in answer.items() if name not in ("X-Request-Id", "Content-Length")}
    return answer.status_code, told, answer.json() | {"request_id": ""}


@pytest.mark.parametrize(("asked", "status"), [("{number}?code={code}", 200), ("{number}?code=00000000", 404)])
@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "en", "Cookie": "tb_lang=en; sessionid=stale"}])
def test_both_ways_answer_alike(receipt, asked, status, headers):
    path = "/api/v1/cases/" + asked.format(number=receipt.number, code=receipt.query_code)
    quick = ask(path, headers)
    with ORDINARY:
        ordinary = ask(path, headers)
    assert quick == ordinary
    assert quick[0] == status


def test_a_broken_host_gets_its_answer_before(receipt, settings):
    settings.ALLOWED_HOSTS = ["example.test"]
    path = f"/api/v1/cases/{receipt.number}?code={receipt.query_code}"
    assert ask(path, {"Host": "elsewhere.test"})[0] == 400


def test_what_goes_wrong_there_is_answered_as_anywhere(receipt, monkeypatch):
    def broken(*asked):
        raise RuntimeError("our own mistake")

    monkeypatch.setattr(cases, "followed", broken)
    client = Client(raise_request_exception=False)
    answer = client.get(f"/api/v1/cases/{receipt.number}?code={receipt.query_code}")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
