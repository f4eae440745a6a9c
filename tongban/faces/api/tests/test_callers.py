"""Programs that call with a key: agents as themselves, departments in their posts; wrong keys; guessing of codes."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.http import HttpResponse

from tongban.faces.api.callers import CallerMiddleware
from tongban.faces.api.fairness import FairShares
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make as account_makers
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases"
MATERIALS = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]


@pytest.fixture
def world(now, monkeypatch):
    """Faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return make.world(now)


@pytest.fixture
def agent(world, now):
    """The key of an agent's program, whom the sample party lets apply and follow."""
    account = account_makers.account(now)
    parties.link_person(account=account.id, person=party_makers.verified(5), by=SYSTEM, now=now)
    actions = ["cases.submit", "cases.follow", "cases.correct", "cases.withdraw"]
    party_makers.authorisation(now, world.holder, accounts.actor_for(account), actions=actions)
    client = access.admit_client(name="样例代办", region=make.REGION, account_id=account.id, by=SYSTEM, now=now)
    return bearer(access.make_key(client.id, by=accounts.actor_for(account), now=now))


@pytest.fixture
def system(world, now):
    """The key and post of a body's own program, in a role."""

    def admit(role):
        client = access.admit_client(name="样例系统", region=make.REGION, by=SYSTEM, now=now)
        account = accounts.get_account(client.account_id)
        post = account_makers.post(now, account, role, make.REGION, make.BODY)
        return bearer(access.make_key(client.id, by=SYSTEM, now=now)) | {"X-Post": str(post.id)}

    return admit


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def post_json(client, path, told, headers):
    return client.post(URL + path, json.dumps(told), content_type="application/json", headers=headers)


def submit(client, world, headers, key="a-key-of-mine"):
    told = {"item": world.item, "holder": str(world.holder), "channel": "third_party", "values": {"name": "样例甲"}}
    return post_json(client, "", told | {"materials": MATERIALS}, headers | {"Idempotency-Key": key})


@pytest.mark.req("APP-01", part="an agent's program applies, a body's program accepts")
def test_programs_take_a_case_from_applying_to_a_decision(client, world, agent, system):
    number = submit(client, world, agent).json()["number"]
    for role, step, told in (
        ("clerk", "accept", {}),
        ("reviewer", "pass_on", {"opinion": "通过"}),
        ("approver", "grant", {"opinion": "同意"}),
    ):
        answer = post_json(client, f"/{number}/{step}", told, system(role))
        assert answer.status_code == 200, answer.content
    assert client.get(f"{URL}/{number}", headers=agent).json()["state"] == "granted"


def test_an_agent_withdraws(client, world, agent):
    number = submit(client, world, agent).json()["number"]
    assert post_json(client, f"/{number}/withdraw", {"reason": "不办了"}, agent).json()["state"] == "withdrawn"


def test_own_cases_are_listed_page_by_page(client, world, agent):
    numbers = [submit(client, world, agent, f"a-key-of-mine-{turn}").json()["number"] for turn in range(3)]
    asked = {"holder": str(world.holder), "limit": 2}
    first = client.get(URL, asked, headers=agent).json()
    second = client.get(URL, asked | {"cursor": first["next"]}, headers=agent).json()
    assert [case["number"] for case in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] is None


def test_a_list_is_for_whoever_may_follow(client, world, agent, system):
    others = client.get(URL, {"holder": str(world.holder)}, headers=system("clerk"))
    unknown = client.get(URL, {"holder": str(party_makers.citizen().account)}, headers=agent)
    assert {(answer.status_code, answer.json()["code"]) for answer in (others, unknown)} == {(403, "case.not_yours")}
    lost = client.get(URL, {"holder": str(world.holder), "cursor": str(world.holder)}, headers=agent)
    assert (lost.status_code, lost.json()["code"]) == (422, "case.cursor_unknown")


@pytest.mark.parametrize("key", ["", "tbk_", "tbk_" + "x" * 43, "x" * 9000, "tbk_" + "\xff" * 43])
def test_a_wrong_key_opens_nothing(client, world, key):
    refused = submit(client, world, bearer(key))
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert refused["Content-Type"] == "application/problem+json"


def test_whoever_goes_on_with_wrong_keys_waits(client, world):
    statuses = [client.get(URL, headers=bearer("tbk_wrong")).status_code for _ in range(101)]
    assert statuses == [401] * 100 + [429]


def test_a_key_is_no_session(client, world, agent):
    assert client.get("/me", headers=agent).status_code in (302, 303, 404)


@pytest.mark.req("APP-05", part="query codes are not to be guessed")
def test_codes_are_not_guessed_number_by_number(client, world, agent, now, monkeypatch):
    receipt = submit(client, world, agent).json()
    spelt = f"{receipt['number'][:8]}-{receipt['number'][8:]}"
    wrong = [client.get(f"{URL}/{number}?code=0") for number in (receipt["number"], spelt) * 5]
    assert {answer.status_code for answer in wrong} == {404}
    over = client.get(f"{URL}/{receipt['number']}", {"code": receipt["query_code"]})
    assert (over.status_code, over["Retry-After"], over.json()["code"]) == (429, "900", "case.too_many_tries")
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(minutes=15))
    assert client.get(f"{URL}/{receipt['number']}", {"code": receipt["query_code"]}).status_code == 200


def test_codes_are_not_guessed_from_one_address(client, world):
    numbers = [f"{order:016d}" for order in range(101)]
    statuses = [client.get(f"{URL}/{number}", {"code": "0"}).status_code for number in numbers]
    assert statuses == [404] * 100 + [429]


def test_the_right_code_counts_nothing(client, world, agent, django_assert_num_queries):
    receipt = submit(client, world, agent).json()
    with django_assert_num_queries(1):
        assert client.get(f"{URL}/{receipt['number']}", {"code": receipt["query_code"]}).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_signinattempts")
        assert cursor.fetchone() == (0,)


def test_a_surge_on_a_busy_worker_is_told_when_to_come_again(world, agent, rf):
    door = CallerMiddleware(lambda request: HttpResponse("in"))
    door.shares = FairShares(3)
    door.shares.used(make.REGION, 1, 8.0)
    for order in range(7):
        door.shares.used(f"42092{order}000000", 1, 0.5)
    request = rf.get(URL, headers=agent)
    refused = door(request)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert (json.loads(refused.content)["code"], refused["Retry-After"]) == ("api.too_fast", "3")
    assert door(rf.get("/")).content == b"in"
