"""Signing over HTTP: a program asks for a challenge, the platform's answer counts once however often it is told."""

import dataclasses
import json
import uuid

import pytest
from django.db import connection

from tongban.faces.api.tests.test_cases import URL as CASES
from tongban.faces.api.tests.test_cases import person, post_json
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.access.queries import Account
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic signature over the API")]
URL, ANSWERS = "/api/v1/signatures", "/api/v1/signature-answers"
PHONE, KEY = "19900000101", "a-key-of-mine"
MATERIALS = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]


@pytest.fixture
def world(client, now, monkeypatch, settings, tmp_path, request):
    """样例甲 represents an enterprise that has to sign (with the parameter False: may), and is signed in."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    made = make.world(now, audience=["1", "2"], signature=getattr(request, "param", True))
    enterprise = party_makers.enterprise(now)
    signing.signer(now)
    person(client, now, PHONE, 1)
    account, code = Account.objects.get(phone=PHONE).id, party_makers.credit_code(1)
    parties.link_representative(account=account, credit_code=code, by=SYSTEM, now=now)
    return dataclasses.replace(made, holder=enterprise)


def send(client, url, world, key=KEY, **told):
    body = {"item": world.item, "holder": str(world.holder), "values": {"name": "样例甲"}, "materials": MATERIALS}
    return post_json(client, url, body | told, headers={"Idempotency-Key": key})


def tell(client, envelope, **changed):
    told = {"body": envelope.body, "signature": envelope.signature.hex()} | changed
    return client.post(
        ANSWERS, told["body"], content_type="application/json", headers={"X-Signature": told["signature"]}
    )


def is_problem(answer, status, code) -> bool:
    told = (answer.status_code, answer["Content-Type"], answer.json()["code"])
    return told == (status, "application/problem+json", code)


def count_cases() -> int:
    with fan_out_allowed("a test"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        return int(cursor.fetchone()[0])


def test_a_program_has_its_application_signed_and_hands_it_in(client, world, now):
    assert is_problem(send(client, CASES, world), 409, "case.signature_required")
    asked, again = send(client, URL, world), send(client, URL, world)
    assert (asked.status_code, asked.json()["state"], again.json()) == (201, "waiting", asked.json())
    request = asked.json()["id"]
    assert is_problem(send(client, CASES, world, signature=request), 409, "signature.not_answered")
    envelope = signing.confirmed(uuid.UUID(request), party_makers.credit_code(1), now)
    first, second = tell(client, envelope), tell(client, envelope)
    assert (first.status_code, first.json()) == (200, {"request": request, "state": "answered"})
    assert second.json() == first.json()
    assert (client.get(f"{URL}/{request}").json()["state"], count_cases()) == ("answered", 0)
    taken, repeated = (send(client, CASES, world, signature=request) for _ in range(2))
    assert (taken.status_code, repeated.json(), count_cases()) == (201, taken.json(), 1)
    case = queries.get_id(taken.json()["number"], actor=SYSTEM, now=now)
    assert [str(each.stands) for each in queries.list_signatures(case, actor=SYSTEM, now=now)] == ["intact"]
    assert is_problem(send(client, URL, world), 409, "case.submitted_already")


def test_a_signature_serves_what_was_signed_under_its_key(client, world, now):
    request = send(client, URL, world).json()["id"]
    signing.answer(uuid.UUID(request), party_makers.credit_code(1), now)
    other = send(client, CASES, world, signature=request, values={"name": "样例乙"})
    assert is_problem(other, 409, "case.signature_stale")
    assert is_problem(send(client, CASES, world, "another-key", signature=request), 409, "case.signature_stale")
    assert (count_cases(), send(client, CASES, world, signature=request).status_code) == (0, 201)


def test_what_is_wrong_with_asking_is_a_problem(client, world, now):
    own = str(party_makers.person(now, 1))
    assert is_problem(send(client, URL, world, holder=own), 422, "case.signature_not_offered")
    assert is_problem(send(client, URL, world, values={}), 422, "case.form_refused")
    assert is_problem(send(client, URL, world, "short"), 422, "idempotency.malformed")
    assert is_problem(client.get(f"{URL}/{uuid.uuid4()}"), 404, "signature.request_unknown")
    request = send(client, URL, world).json()["id"]
    client.cookies.clear()
    assert is_problem(client.get(f"{URL}/{request}"), 403, "api.sign_in")
    person(client, now, "19900000102", 4)
    assert is_problem(client.get(f"{URL}/{request}"), 404, "signature.request_unknown")
    assert is_problem(send(client, URL, world), 403, "case.not_yours")


def test_what_is_wrong_with_an_answer_is_a_problem_and_leaves_the_request_waiting(client, world, now):
    request = send(client, URL, world).json()["id"]
    envelope = signing.confirmed(uuid.UUID(request), party_makers.credit_code(1), now)
    for wrong in ({"signature": "00"}, {"signature": "xyz"}, {"body": envelope.body + b" "}, {"body": b"["}):
        assert is_problem(tell(client, envelope, **wrong), 403, "signature.badly_signed")
    assert is_problem(tell(client, envelope, signature="0" * 300), 422, "request_invalid")
    assert is_problem(tell(client, envelope, signature="ＦＦ" * 9), 403, "signature.badly_signed")
    assert tell(client, envelope, body=b"9" * 3_000_000).status_code == 413
    assert client.get(f"{URL}/{request}").json()["state"] == "waiting"
    late = outside.confirm(
        key=str(uuid.uuid4()), subject="", statement=b"{}", signer=party_makers.credit_code(1), person=0, now=now
    )
    assert is_problem(tell(client, late[0]), 404, "signature.request_unknown")
    assert tell(client, envelope).status_code == 200


@pytest.mark.req("APP-02", part="a correction is signed where the item asks for it")
def test_a_correction_is_signed_over_the_api(client, world, now):
    request = send(client, URL, world).json()["id"]
    signing.answer(uuid.UUID(request), party_makers.credit_code(1), now)
    number = send(client, CASES, world, signature=request).json()["number"]
    case = queries.get_id(number, actor=SYSTEM, now=now)
    commands.request_correction(case_id=case, defects=[make.Defect("m2", "请重交")], by=world.clerk, now=now)
    here, told = f"{CASES}/{number}/correct", {"materials": MATERIALS[1:]}
    assert is_problem(post_json(client, here, told), 409, "case.signature_required")
    asked = post_json(client, f"{here}/signature", told)
    assert (asked.status_code, "签署补正" in asked.json()["statement"]) == (201, True)
    signing.answer(uuid.UUID(asked.json()["id"]), party_makers.credit_code(1), now)
    taken = post_json(client, here, told | {"signature": asked.json()["id"]})
    assert (taken.status_code, taken.json()["state"]) == (200, "submitted")


PROMISED = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "promise"}]


@pytest.mark.req("APP-02", part="a supply is signed where the item asks for it")
def test_a_supply_is_signed_over_the_api(client, world, now):
    request = send(client, URL, world, materials=PROMISED).json()["id"]
    signing.answer(uuid.UUID(request), party_makers.credit_code(1), now)
    number = send(client, CASES, world, signature=request, materials=PROMISED).json()["number"]
    here, told = f"{CASES}/{number}/supply", {"materials": MATERIALS[1:]}
    assert is_problem(post_json(client, here, told), 409, "case.signature_required")
    asked = post_json(client, f"{here}/signature", told)
    assert (asked.status_code, "签署补交" in asked.json()["statement"]) == (201, True)
    signing.answer(uuid.UUID(asked.json()["id"]), party_makers.credit_code(1), now)
    assert post_json(client, here, told | {"signature": asked.json()["id"]}).status_code == 200
    case = queries.get_id(number, actor=SYSTEM, now=now)
    assert [str(each.stands) for each in queries.list_signatures(case, actor=SYSTEM, now=now)] == [
        "corrected", "intact",
    ]  # fmt: skip


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.req("APP-02", part="a correction is signed by choice")
def test_a_correction_is_signed_by_choice_over_the_api(client, world, now):
    number = send(client, CASES, world).json()["number"]
    case = queries.get_id(number, actor=SYSTEM, now=now)
    commands.request_correction(case_id=case, defects=[make.Defect("m2", "请重交")], by=world.clerk, now=now)
    here, told = f"{CASES}/{number}/correct", {"materials": MATERIALS[1:]}
    asked = post_json(client, f"{here}/signature", told).json()["id"]
    signing.answer(uuid.UUID(asked), party_makers.credit_code(1), now)
    assert post_json(client, here, told | {"signature": asked}).status_code == 200
    assert [str(each.stands) for each in queries.list_signatures(case, actor=SYSTEM, now=now)] == ["intact"]


def test_what_another_account_had_signed_is_no_signature_of_ours(client, world, now):
    """Two clerks, or two agents of one company, under keys of their own."""
    theirs = signing.signature(now, world.holder, party_makers.citizen(uuid.uuid4())).id
    signing.answer(theirs, party_makers.credit_code(1), now)
    assert is_problem(send(client, CASES, world, signature=str(theirs)), 404, "signature.request_unknown")
    assert count_cases() == 0


def test_another_enterprise_closes_the_request(client, world, now):
    party_makers.enterprise(now, 2, name="孝感样例物流有限公司")
    other = signing.signer(now, 2, name="孝感样例物流有限公司")
    request = send(client, URL, world).json()["id"]
    refused = tell(client, signing.confirmed(uuid.UUID(request), other, now))
    assert is_problem(refused, 403, "signature.other_enterprise")
    told = client.get(f"{URL}/{request}").json()
    assert (told["state"], told["refused_with"]) == ("refused", "signature.other_enterprise")
    assert json.loads(told["statement"])["request"] == request


def test_who_cannot_sign_for_the_platform_is_soon_not_heard_any_more(client, world, monkeypatch):
    monkeypatch.setattr("tongban.faces.api.v1.signatures.PER_ADDRESS", 1)
    told = [
        client.post(ANSWERS, b"{}", content_type="application/json", headers={"X-Signature": "00"}) for _ in range(2)
    ]
    assert [each.json()["code"] for each in told] == ["signature.badly_signed", "too_many_attempts"]
