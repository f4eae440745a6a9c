"""Pushed and typed cases over HTTP: signed by a system, or signed in as staff; strangers get problems."""

import json

import pytest

from tongban.registers.access.tests import make as access
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db
URL = "/api/v1/pushed-cases"


@pytest.fixture
def world(now, monkeypatch):
    """Faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(at("11-10 09:00"))
    systems.registered(world, now)
    return world


def push(client, told, *, system=systems.CODE, signature=None):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signature = signature if signature is not None else systems.signer().sign(body).hex()
    headers = {"X-System": system, "X-Signature": signature}
    return client.post(URL, body, content_type="application/json", headers=headers)


@pytest.mark.req("UAP-03", part="over the API: signed, idempotent, result in the answer")
def test_a_system_pushes_a_case(client, world):
    told = systems.message(world, ("accept", "11-24 11:00"), ("grant", "11-24 16:00"))
    first, again = push(client, told), push(client, told)
    assert (first.status_code, first.json()["news"], first.json()["state"]) == (200, "new", "concluded")
    assert again.json() == first.json() | {"news": "known"}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"system": "nobody"}, 403, "told.badly_signed"),
        ({"signature": "00"}, 403, "told.badly_signed"),
        ({"signature": "xyz"}, 403, "told.badly_signed"),
        ({"signature": "0" * 300}, 422, "request_invalid"),
        ({"told": b"{"}, 422, "told.refused"),
        ({"told": b"[" * 90_000}, 422, "told.refused"),
        ({"told": b'{"number": "\\ud800", "version": 1e99, "steps": [[]]}'}, 422, "told.refused"),
    ],
)
def test_what_is_wrong_is_a_problem(client, world, change, status, code):
    refused = push(client, **({"told": systems.message(world)} | change))
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.content
    assert refused["Content-Type"] == "application/problem+json"


@pytest.mark.req("UAP-05", part="typed by staff over the API")
def test_staff_type_a_case_of_a_system_that_is_not_connected(client, world, now):
    post = access.post(now, access.account(now, "19900000201"), "clerk", make.REGION, make.BODY)
    client.post("/workbench/sign-in", {"phone": "19900000201", "password": access.PASSWORD})
    told, headers = json.dumps(systems.message(world, ("accept", "11-24 11:00"))), {"X-Post": str(post.id)}
    answer = client.post(f"{URL}/typed", told, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["mode"], answer.json()["state"]) == (200, "secondary_entry", "review")
    client.cookies.clear()
    refused = client.post(f"{URL}/typed", told, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "api.sign_in")
