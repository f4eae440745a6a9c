"""Programs are admitted by whoever manages them there; keys to a person's account are made by that person."""

import json

import pytest
from django.test import Client

from tests import callers
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.access.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
URL = "/api/v1/clients"


@pytest.fixture
def manager(now, monkeypatch):
    """An administrator's program, in its post over the county; faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    regions.tree(now)
    return callers.clerk(now, "", "administrator")


def send(method, path, told, headers):
    call = getattr(Client(), method)
    return call(URL + path, json.dumps(told), content_type="application/json", headers=headers)


def admit(headers, **told):
    return send("post", "", {"name": "样例系统", "region": callers.REGION} | told, headers)


def test_a_program_is_admitted_given_a_key_and_closed(manager):
    made = admit(manager, share=3).json()
    key = send("post", f"/{made['id']}/keys", {}, manager).json()["key"]
    listed = Client().get(URL, {"region": callers.REGION}, headers=manager).json()["items"]
    assert made["id"] in [client["id"] for client in listed]
    assert Client().get(URL, {"region": callers.REGION}, headers=callers.bearer(key)).status_code == 403
    assert send("delete", f"/{made['id']}", {}, manager).status_code == 204
    assert Client().get(URL, {"region": callers.REGION}, headers=callers.bearer(key)).status_code == 401


def test_the_key_to_a_persons_account_is_that_persons(manager, now):
    made = admit(manager, account=str(make.account(now).id)).json()
    refused = send("post", f"/{made['id']}/keys", {}, manager)
    assert (refused.status_code, refused.json()["code"]) == (403, "access_not_allowed")


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"region": "420903000000"}, 403, "access_not_allowed"),
        ({"share": 0}, 422, "access.client_refused"),
        ({"name": " "}, 422, "access.client_refused"),
        ({"account": "00000000-0000-0000-0000-000000000000"}, 404, "account_unknown"),
        ({"made_account": False}, 422, "request_invalid"),
    ],
)
def test_what_may_not_be_is_refused(manager, told, status, code):
    refused = admit(manager, **told)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_citizen_manages_nobody(manager, now):
    client = access.admit_client(name="样例", region=callers.REGION, by=SYSTEM, now=now)
    citizen = callers.citizen(now, 9)
    assert admit(citizen).status_code == 403
    assert send("post", f"/{client.id}/keys", {}, citizen).status_code == 403
    assert send("delete", f"/{client.id}", {}, citizen).status_code == 403
