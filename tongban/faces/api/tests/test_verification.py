"""POST /documents/verification: the report as JSON, refusals as problem documents."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands
from tongban.registers.seals.commands import verifying
from tongban.registers.seals.reading import MAX_BYTES
from tongban.registers.seals.tests import make as seals
from tongban.services.licences import commands as licences
from tongban.services.licences import queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/documents/verification"


def handed_in(client, content, name="a.ofd"):
    return client.post(PATH, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.req("LIC-03", part="verification interface")
def test_a_sealed_file_is_reported_layer_by_layer(client):
    now = timezone.now() - dt.timedelta(minutes=1)
    seals.body(now)
    seals.seal(now, valid_from=now.date() - dt.timedelta(days=9), valid_until=now.date() + dt.timedelta(days=9))
    answer = handed_in(client, seals.seal_both(now).ofd)
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (told["verdict"], told["kind"], len(told["digest"])) == ("passed", "ofd", 64)
    (signature,) = told["signatures"]
    assert [layer["verdict"] for layer in signature["layers"]] == ["passed"] * 10
    assert signature["seal"]["name"] == "样例证照专用章"


@pytest.mark.req("LIC-06", part="verification interface says how the licence stands")
def test_a_licences_file_says_how_the_licence_stands(client):
    now = timezone.now() - dt.timedelta(minutes=1)
    licence = make.sealed(now)
    content = queries.open_file(licence.id, "ofd", actor=SYSTEM, now=now)[0]
    licences.suspend(licence_id=licence.id, reason="样例原因", by=SYSTEM, now=timezone.now())
    told = handed_in(client, content).json()
    stands = {"identifier": licence.identifier, "state": "suspended", "state_code": "02"}
    assert (told["verdict"], told["licence"]) == ("passed", stands)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "document.empty"),
        (b"GIF89a", 422, "document.kind_unknown"),
        (b"PK\3\4" + bytes(MAX_BYTES), 422, "document.too_large"),
    ],
)
def test_what_is_not_read_is_a_problem(content, status, code, client):
    answer = handed_in(client, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_without_a_file(client):
    assert client.post(PATH, {"other": "x"}).status_code == 422
    assert client.post(PATH, b"{}", content_type="application/json").status_code == 422


def test_too_many(client, monkeypatch):
    monkeypatch.setattr(verifying, "PER_ADDRESS", 1)
    assert [handed_in(client, b"%PDF-1.7").status_code for _each in range(2)] == [200, 429]


@pytest.mark.req("LIC-02", part="keys of codes are published, former ones too")
def test_keys_of_codes_are_published_with_those_before(client):
    now = timezone.now()
    assert client.get("/api/v1/licence-keys").json() == {"items": [], "authorities": []}
    commands.establish_authority(now=now)
    newest = commands.rotate_platform_key(by=SYSTEM, now=now)
    told = client.get("/api/v1/licence-keys").json()
    assert (told["items"][0]["key_id"], told["items"][0]["retired_at"]) == (newest, None)
    assert (len(told["items"]), told["items"][1]["retired_at"] is not None, len(told["authorities"])) == (2, True, 2)
