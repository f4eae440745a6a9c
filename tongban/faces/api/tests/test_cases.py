"""Cases over HTTP, signed in: applicants and staff, and what strangers and broken requests get."""

import json
import uuid

import pytest
from django.test import Client

from tongban.journeys import licensing
from tongban.registers.access.queries import Account
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.tests.make import SYSTEM
from tongban.registers.parties import commands as parties
from tongban.registers.parties.queries import find_own_party
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import queries
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases"


@pytest.fixture
def world(now, monkeypatch):
    """Faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return make.world(now)


def sign_in(client, phone):
    client.post("/sign-in", {"phone": phone, "password": access.PASSWORD})


def person(client, now, phone, order):
    """Somebody whose account is linked to the sample person of this order signs in."""
    made = access.account(now, phone)
    parties.link_person(account=made.id, person=party_makers.verified(order), by=SYSTEM, now=now)
    sign_in(client, phone)


@pytest.fixture
def citizen(client, world, now):
    person(client, now, "19900000101", 3)
    return client


@pytest.fixture
def staff(client, world, now):
    """`staff(role)` posts a step in that role."""

    phones = iter(range(19900000200, 19900000300))

    def act(role, number, step, **told):
        phone = str(next(phones))
        post = access.post(now, access.account(now, phone), role, make.REGION, make.BODY)
        client.post("/workbench/sign-in", {"phone": phone, "password": access.PASSWORD})
        return post_json(client, f"{URL}/{number}/{step}", told, headers={"X-Post": str(post.id)})

    return act


def post_json(client, url, told, **more):
    return client.post(url, json.dumps(told), content_type="application/json", **more)


def submit(client, world, key="a-key-of-mine", **told):
    materials = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
    body = {"item": world.item, "values": {"name": "样例甲"}, "materials": materials} | told
    return post_json(client, URL, body, headers={"Idempotency-Key": key})


@pytest.mark.req("APP-01", part="over the API, from applying to the archive")
def test_a_case_from_applying_to_the_archive(citizen, staff, world, now):
    receipt = submit(citizen, world).json()
    number, code = receipt["number"], receipt["query_code"]
    assert staff("clerk", number, "accept").json()["state"] == "review"
    assert staff("reviewer", number, "pass_on", opinion="通过").json()["steps"]["pass_on"] == "case.last_step"
    assert staff("approver", number, "grant", opinion="同意").status_code == 200
    licensing.wind_up(case_id=queries.get_id(number, actor=SYSTEM, now=now), now=now)
    citizen.cookies.clear()
    progress = citizen.get(f"{URL}/{number}", {"code": code}).json()
    assert (progress["state"], progress["outcome"]) == ("archived", "granted")
    assert [step["step"] for step in progress["steps"]] == [
        "submit", "accept", "pass_on", "grant", "conclude", "deliver", "archive",
    ]  # fmt: skip


def test_a_submission_takes_five_statements_with_session_and_user(citizen, world, django_assert_num_queries):
    submit(citizen, world, key="the-first-of-all")  # reads what the item asks for
    with django_assert_num_queries(5):
        assert submit(citizen, world).status_code == 201
    holder = find_own_party(Account.objects.get(phone="19900000101").id)
    with django_assert_num_queries(4):
        assert submit(citizen, world, key="for-somebody-named", holder=str(holder)).status_code == 201


def test_progress_takes_one_statement_beside_whoever_asks(citizen, world, django_assert_num_queries):
    receipt = submit(citizen, world).json()
    with django_assert_num_queries(3):
        citizen.get(f"{URL}/{receipt['number']}")
    with django_assert_num_queries(1):  # the throttle of query codes is in it
        citizen.get(f"{URL}/{receipt['number']}", {"code": receipt["query_code"]})


def test_the_same_key_answers_the_same_case(citizen, world):
    first, second = submit(citizen, world), submit(citizen, world)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = submit(citizen, world, values={"name": "样例乙"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.reused")


def test_a_role_that_may_not_is_told_so(citizen, staff, world):
    number = submit(citizen, world).json()["number"]
    refused = staff("reviewer", number, "accept")
    assert (refused.status_code, refused.json()["code"]) == (403, "case.not_allowed")
    early = staff("approver", number, "grant", opinion="同意")
    assert (early.status_code, early.json()["code"]) == (409, "case.step_not_now")


def test_what_is_wrong_is_told_by_field(citizen, world):
    refused = submit(citizen, world, materials=[], values={})
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert set(refused.json()["errors"]) == {"name"}


def test_progress_is_for_whoever_has_the_code_or_the_case(citizen, world, now):
    number = submit(citizen, world).json()["number"]
    assert citizen.get(f"{URL}/{number}").json()["remaining_days"] == 6
    assert citizen.get(f"{URL}/{number}", {"code": "00000000"}).status_code == 404
    person(citizen, now, "19900000102", 4)
    assert citizen.get(f"{URL}/{number}").status_code == 404
    assert post_json(citizen, f"{URL}/{number}/withdraw", {}).status_code == 404
    citizen.cookies.clear()
    assert citizen.get(f"{URL}/{number}").json()["code"] == "api.sign_in"


@pytest.mark.parametrize(
    ("path", "told", "headers", "status"),
    [
        ("", {}, {}, 422),
        ("", {"item": "x" * 61}, {"Idempotency-Key": "12345678"}, 422),
        ("", {"item": "x", "materials": [{"code": "m1", "how": "magic"}]}, {"Idempotency-Key": "12345678"}, 422),
        ("", {"item": "x"}, {"Idempotency-Key": "12345678", "X-Post": "me"}, 422),
        ("", {"item": "x"}, {"Idempotency-Key": "12345678", "X-Post": str(uuid.UUID(int=1))}, 404),
        ("", {"item": "x"}, {"Idempotency-Key": "short"}, 422),
        ("", {"item": "x"}, {"Idempotency-Key": "12345678"}, 409),
        ("", {"item": "x\0y"}, {"Idempotency-Key": "12345678"}, 400),
        ("", {"item": "x", "values": {"a": json.loads("[" * 60 + "]" * 60)}}, {"Idempotency-Key": "12345678"}, 400),
        ("", {"item": "x", "answers": {"a": "\ud800"}}, {"Idempotency-Key": "12345678"}, 400),
        ("/1234567890123456/accept", {}, {}, 422),
        ("/x/accept", {}, {}, 422),
        ("/x/fly", {}, {}, 404),
        ("/x/accept", {"days": -1}, {}, 422),
        ("/x/accept", [], {}, 422),
    ],
)
def test_hostile_requests_are_refused_as_problems(citizen, path, told, headers, status):
    refused = post_json(citizen, URL + path, told, headers=headers)
    assert refused.status_code == status, refused.content
    assert refused["Content-Type"] == "application/problem+json"


def test_a_session_alone_does_not_write(citizen, world, now):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = citizen.cookies
    refused = submit(strict, world)
    assert (refused.status_code, refused.json()["code"]) == (403, "request.csrf")
