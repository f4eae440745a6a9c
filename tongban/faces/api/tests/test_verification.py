"""POST /documents/verification: the report as JSON, refusals as problem documents."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands
from tongban.registers.seals.commands import verifying
from tongban.registers.seals.reading import MAX_BYTES
from tongban.registers.seals.reading.day import CHINA
from tongban.registers.seals.tests import make as seals
from tongban.services.licences import commands as licences
from tongban.services.licences import queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/documents/verification"


def handed_in(client, content, name="a.ofd", **told):
    return client.post(PATH, {"file": SimpleUploadedFile(name, content), **told})


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


@pytest.mark.req("LIC-03", part="a seal by itself is judged for the day that is asked for")
@pytest.mark.parametrize(
    ("day", "verdict", "validity"),
    [
        ("2021-01-01", "undetermined", "passed"), ("2022-04-21", "undetermined", "passed"),
        ("2022-04-22", "failed", "failed"), ("", "failed", "failed"),
    ],
)  # fmt: skip
def test_a_seal_is_judged_for_a_day(client, shared, day, verdict, validity):
    told = handed_in(client, (shared / "samples/UserV4.esl").read_bytes(), as_of=day).json()
    layers = {layer["name"]: layer["verdict"] for layer in told["signatures"][0]["layers"]}
    today = timezone.localdate(timezone=CHINA).isoformat()
    assert (told["verdict"], layers["seal_validity"], told["as_of"]) == (verdict, validity, day or today)


def test_a_document_is_judged_for_the_instant_of_its_signature(client):
    told = handed_in(client, b"%PDF-1.7", as_of="2021-01-01").json()
    assert (told["kind"], told["as_of"]) == ("pdf", None)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2021-13-01", "day_malformed"), ("20210101", "day_malformed"), ("昨天", "day_malformed"),
        ("9999-12-31", "day_in_future"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_or_not_yet_is_a_problem_and_counts_as_no_look(client, monkeypatch, day, code):
    monkeypatch.setattr(verifying, "PER_ADDRESS", 0)
    answer = handed_in(client, b"%PDF-1.7", as_of=day)
    assert (answer.status_code, answer.json()["code"]) == (422, f"document.{code}")


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
