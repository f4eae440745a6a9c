"""Licences over HTTP: anybody checks one, departments' systems look them up for a matter in hand."""

import json
from dataclasses import replace

import pytest

from tests import callers
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.access.tests import make as accounts
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.tests import make as regions
from tongban.services.licences import commands, queries
from tongban.services.licences.queries.reading import find_id
from tongban.services.licences.rules import rights
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/licences"


@pytest.fixture
def clock(now, monkeypatch):
    """Faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def licence(clock):
    return make.licence(clock)


def check(client, identifier):
    return client.get(f"{URL}/{identifier}/verification")


@pytest.mark.req("LIC-01", part="each state visible at once to everybody")
def test_anybody_checks_a_licence_and_a_revocation_shows_at_once(client, licence, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = check(client, licence.identifier)
    assert (answer.status_code, answer.json()["state"], answer.json()["trusted"]) == (200, "valid", False)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    commands.revoke(licence_id=licence.id, reason="样例", by=SYSTEM, now=now)
    assert check(client, licence.identifier).json()["state_code"] == "03"


def test_unknown_is_404_and_a_misspelling_422_with_what_is_wrong(client, licence):
    known = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001"
    assert check(client, f"{known}.U").json()["code"] == "licence.identifier_unknown"
    assert check(client, f"{known}.U").status_code == 404
    wrong = check(client, f"{known}.V")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "licence_identifier.check_character")
    assert check(client, "x" * 300).status_code == 422


# --- the share interface ----------------------------------------------------------------------------------------


@pytest.fixture
def system(client, clock, now):
    """`system(path, **told)` posts as a department's system with its key, in its post at the body."""
    make.body(now)
    admitted = access.admit_client(name="样例系统", region=make.REGION, by=SYSTEM, now=now)
    key = access.make_key(admitted.id, by=SYSTEM, now=now)
    post = accounts.post(now, admitted.account, "business_system", make.REGION, make.BODY)
    headers = {"Authorization": f"Bearer {key}", "X-Post": str(post.id)}

    def act(path, **told):
        return client.post(f"{URL}/{path}", json.dumps(told), content_type="application/json", headers=headers)

    return act


HOLDER = {"holder_type": "001", "holder_code": parties.credit_code(1), "types": ["食品经营许可证"]}
CAUSE = {"cause": "核验经营资格", "case_number": "0000000000000017"}


@pytest.mark.req("LIC-09", part="departments look with a purpose, and the holder's history has it")
def test_a_system_looks_up_a_holder_and_the_holder_sees_it(system, licence, now):
    found = system("look-up", **HOLDER, **CAUSE).json()["items"]
    assert [(each["identifier"], each["holder_code"]) for each in found] == [
        (licence.identifier, parties.credit_code(1))
    ]
    assert {each["code"]: each["value"] for each in found[0]["fields"]}["address"] == "孝南区样例路8号"
    look = make.rows("licences.LookUp").get(bucket=licence.bucket)
    assert (look.basis, look.purpose, look.case_number) == ("share", "核验经营资格", "0000000000000017")
    (line,), _more = queries.list_look_ups(licence.holder_id, actor=SYSTEM, now=now)
    assert line.organisation_name == make.BODY_NAME


# --- LIC-01, whole: 641 types; what becomes of a licence is what the next request says ----------------------------


@pytest.fixture
def types(clock):
    """The province's catalogue: 641 types, one of which decisions lead to."""
    others = [
        replace(make.FOOD, code=f"{make.DEFINER}{at:03d}", name=f"样例证照{at}", sources={}) for at in range(2, 642)
    ]
    commands.load_types(contents=[make.FOOD, *others], reason="证照目录", by=SYSTEM, now=clock)
    return {each.name: each.code for each in others}


@pytest.fixture
def told(types, system, client):
    """`told(identifier)` is the state, as a department's system and as anybody is told it."""

    def ask(identifier):
        shared, public = system(f"{identifier}/look-up", **CAUSE).json(), check(client, identifier).json()
        assert (shared["state"], shared["state_code"]) == (public["state"], public["state_code"])
        return shared["state_code"], shared["state"]

    return ask


@pytest.mark.req("LIC-01")
def test_each_state_shows_through_the_share_interface_at_once(types, told, system, now):
    assert queries.count_types() == 641
    holder, by = make.holder(now), make.staff(rights.MANAGE)
    issued = make.recorded(holder, now)
    assert told(issued.identifier) == ("01", "valid")
    changed = make.recorded(holder, now, "02", predecessor=issued.identifier)
    assert [told(each.identifier) for each in (issued, changed)] == [("99", "superseded"), ("01", "valid")]
    assert [each["identifier"] for each in system("look-up", **HOLDER, **CAUSE).json()["items"]] == [changed.identifier]
    for step, state in (
        (commands.suspend, ("02", "suspended")), (commands.restore, ("01", "valid")),
        (commands.suspend, ("02", "suspended")), (commands.revoke, ("03", "revoked")),
    ):  # fmt: skip
        step(licence_id=changed.id, reason="样例理由", by=by, now=now)
        assert told(changed.identifier) == state
    ended = make.recorded(holder, now)
    make.recorded(holder, now, "04", predecessor=ended.identifier)
    assert told(ended.identifier) == ("04", "cancelled")


@pytest.mark.req("LIC-01", part="what is taken in; forfeited, and over by time alone")
def test_what_is_taken_in_shows_at_once_too(types, told, system, now):
    lines = [make.line(1), make.line(2, 有效期截止="2026-01-31")]
    code = types["样例证照641"]
    run = commands.start_import(
        content=make.sheet(*lines), name="存量.csv", type_code=code, issuer=make.BODY, by=SYSTEM, now=now
    )
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    commands.advance_run(run.id, now=now)
    codes = [HOLDER | {"holder_code": parties.credit_code(at), "types": [code]} for at in (1, 2)]
    living, over = [system("look-up", **each, **CAUSE).json()["items"][0]["identifier"] for each in codes]
    assert [told(living), told(over)] == [("01", "valid"), ("05", "expired")]
    commands.forfeit(licence_id=find_id(living), reason="样例理由", by=SYSTEM, now=now)
    assert told(living) == ("07", "forfeited")


def test_a_system_gets_the_sealed_file(system, licence, now):
    refused = system(f"{licence.identifier}/file", form="pdf", **CAUSE)
    assert (refused.status_code, refused.json()["code"]) == (404, "licence.data_only")
    commands.seal(licence_id=licence.id, now=now)
    answer = system(f"{licence.identifier}/file", form="pdf", **CAUSE)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.req("LIC-09", part="without a case refused")
@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"cause": "核验"}, {"item"}),
        ({"cause": "", "case_number": "1"}, {"cause"}),
        ({"cause": "x" * 201, "item": "x"}, {"cause"}),
    ],
)
def test_without_cause_or_matter_nothing_is_shown(system, licence, told, fields):
    refused = system(f"{licence.identifier}/look-up", **told)
    assert (refused.status_code, refused.json()["code"]) == (422, "licence.cause_refused")
    assert set(refused.json()["errors"]) == fields
    assert not make.rows("licences.LookUp").filter(bucket=licence.bucket).exists()


def test_an_unknown_holder_is_an_empty_list(system):
    assert system("look-up", **HOLDER | {"holder_code": parties.credit_code(9)}, **CAUSE).json() == {"items": []}


def test_over_the_quota_the_system_has_to_wait(system, licence, now):
    regions.value(now, "420900000000", "licences.share_quota_a_day", 1)
    assert system(f"{licence.identifier}/look-up", **CAUSE).status_code == 200
    refused = system(f"{licence.identifier}/look-up", **CAUSE)
    assert (refused.status_code, refused.json()["code"]) == (429, "licence.quota_used_up")
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400


def test_somebody_without_the_scope_gets_nothing(client, licence, now):
    clerk = callers.clerk(now, make.BODY, "guide")
    told = json.dumps(CAUSE)
    url = f"{URL}/{licence.identifier}/look-up"
    assert client.post(url, told, content_type="application/json", headers=clerk).status_code == 403
    assert client.post(url, told, content_type="application/json").status_code == 403
    assert not make.rows("licences.LookUp").filter(bucket=licence.bucket).exists()
