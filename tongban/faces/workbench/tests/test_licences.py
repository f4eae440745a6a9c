"""Licences at the desk: looked for with a purpose, watched over, taken in by the list; and the editor of types."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as accounts
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.life import State
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
HERE = "/workbench/licences"
PURPOSE = "核对许可证真伪"
_TEXTS = ("code", "name", "name_en", "kind", "holder_kind", "category", "layout", "numbering", "seal_kind")


@pytest.fixture
def clock(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def licence(clock):
    return make.licence(clock)


def sit(client, now, role, region=make.REGION):
    """Signed in at the workbench in a post of this role over the region."""
    make.parties.regions_once(now)
    accounts.post(now, accounts.account(now), role=role, region=region)
    client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})


def find(client, what, text, **told):
    return client.post(HERE, {"what": what, "text": text, "purpose": PURPOSE} | told)


@pytest.mark.req("LIC-01", part="search by holder")
def test_a_licence_is_found_by_identifier_number_and_holder(client, licence, now):
    sit(client, now, "reviewer")
    for what, text in (("identifier", licence.identifier), ("number", licence.number)):
        assert licence.number in find(client, what, text).text
    assert make.rows("licences.LookUp").filter(bucket=licence.bucket, purpose=PURPOSE).count() == 2
    found = find(client, "holder", parties.credit_code(1), document_kind="001")
    assert f"{HERE}/{licence.id}" in found.text
    assert "没有查到" in find(client, "number", "JY0").text


@pytest.mark.req("LIC-09", part="staff look with a purpose")
def test_without_a_purpose_nothing_is_looked_for(client, licence, now):
    sit(client, now, "reviewer")
    refused = client.post(HERE, {"what": "number", "text": licence.number, "purpose": ""})
    assert refused.status_code == 422
    assert str(licence.id) not in refused.text
    assert "请写明为什么查" in refused.text


def test_a_misspelt_identifier_is_told(client, licence, now):
    sit(client, now, "reviewer")
    assert find(client, "identifier", "1.2.3").status_code == 422


def test_one_licence_shows_what_it_says_and_its_history(client, licence, now):
    sit(client, now, "reviewer")
    find(client, "identifier", licence.identifier)
    page = client.get(f"{HERE}/{licence.id}").text
    assert "孝南区样例路8号" in page
    assert parties.credit_code(1) not in page
    assert "新发" in page
    assert 'name="operation"' not in page


@pytest.mark.req("LIC-09", part="nobody of staff opens a licence, by whatever link, without saying why")
def test_whoever_was_led_to_a_licence_says_why_first(client, licence, now):
    sit(client, now, "reviewer")
    path = f"{HERE}/{licence.id}"
    assert "孝南区样例路8号" not in client.get(path).text
    assert client.post(path, {"purpose": ""}).status_code == 422
    assert make.rows("licences.LookUp").filter(bucket=licence.bucket).count() == 0
    assert client.post(path, {"purpose": PURPOSE}).status_code == 303
    assert "孝南区样例路8号" in client.get(path).text
    assert make.rows("licences.LookUp").filter(bucket=licence.bucket, purpose=PURPOSE).count() == 1


def test_versions_of_a_licence_lead_to_each_other(client, licence, now):
    sit(client, now, "reviewer")
    newer = make.recorded(licence.holder_id, now, "02", predecessor=licence.identifier)
    for one, other in ((licence, newer), (newer, licence)):
        find(client, "identifier", one.identifier)
        assert f'href="/v/{other.identifier}"' in client.get(f"{HERE}/{one.id}").text


def test_who_may_revokes_it_with_a_reason(client, licence, now):
    sit(client, now, "approver")
    path = f"{HERE}/{licence.id}/take"
    assert client.post(path, {"operation": "revoke", "reason": ""}).status_code == 422
    assert client.post(path, {"operation": "renew", "reason": "样例"}).status_code == 422
    assert client.post(path, {"operation": "revoke", "reason": "隐瞒真实情况"}).status_code == 303
    assert make.again(licence).state == State.REVOKED
    assert client.post(path, {"operation": "suspend", "reason": "样例"}).status_code == 409


def test_a_sealed_file_is_handed_out_for_a_purpose(client, clock):
    licence = make.sealed(clock)
    sit(client, clock, "reviewer")
    assert client.post(f"{HERE}/{licence.id}/pdf", {"purpose": ""}).status_code == 422
    answer = client.post(f"{HERE}/{licence.id}/pdf", {"purpose": PURPOSE})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_strangers_find_nothing(client, licence, now):
    sit(client, now, "reviewer", region="420903000000")
    assert str(licence.id) not in find(client, "identifier", licence.identifier).text
    assert client.get(f"{HERE}/{licence.id}").status_code == 404


def typed(content, **told):
    rows = {
        f"fields.{at}.{part}": value if isinstance(value, str) else "on"
        for at, field in enumerate(content.fields) for part, value in field.items() if value
    }  # fmt: skip
    plain = {name: getattr(content, name) for name in _TEXTS}
    sources = "\n".join(f"{entry} {operation}" for entry, operation in content.sources.items())
    return rows | plain | {"unit": "year", "length": "5", "sources": sources} | told


def test_a_type_is_added_and_changed_in_the_editor(client, clock):
    make.parties.regions_once(clock)
    sit(client, clock, "catalogue_manager", region="420000000000")
    made = client.post("/workbench/licence-types/new", typed(make.FOOD))
    assert made["Location"] == f"/workbench/licence-types/{make.FOOD.code}"
    view = queries.get_type(make.FOOD.code)
    assert (view.content.sources, len(view.content.fields)) == (make.OPERATIONS, 5)
    told = typed(view.content, length="3", reason="修订", version="1")
    assert client.post(made["Location"], told).status_code == 303
    assert client.post(made["Location"], told | {"length": "4"}).status_code == 409
    assert queries.get_type(make.FOOD.code).content.validity == {"unit": "year", "length": 3}
    assert client.post(f"{made['Location']}/state", {"reason": "取消许可"}).status_code == 303
    assert make.rows("licences.LicenceType").get().state == "ended"


def test_a_wrong_type_comes_back_as_it_was_typed(client, clock):
    make.parties.regions_once(clock)
    sit(client, clock, "catalogue_manager", region="420000000000")
    refused = client.post("/workbench/licence-types/new", typed(make.FOOD, numbering="没有变量", length="x"))
    assert refused.status_code == 422
    assert "没有变量" in refused.text
    assert not make.rows("licences.LicenceType").exists()


def test_types_are_listed_and_found(client, licence, now):
    sit(client, now, "reviewer")
    assert make.FOOD.code in client.get("/workbench/licence-types?q=食品").text
    assert "没有这样的证照类型" in client.get("/workbench/licence-types?q=没有").text
    assert client.get(f"/workbench/licence-types/{make.FOOD.code}").status_code == 200
    assert client.post(f"/workbench/licence-types/{make.FOOD.code}", {"reason": "样例"}).status_code == 403


@pytest.mark.req("LIC-06", part="an import with row errors, from file to licences, at the desk")
def test_a_list_is_tried_begun_and_shows_its_refused_lines(client, clock):
    make.body(clock)
    make.food(clock)
    sit(client, clock, "data_steward")
    content = make.sheet(make.line(1), make.line(2, 颁发日期="昨天"))
    file = SimpleUploadedFile("存量.csv", content)
    sent = {"kind": "import", "type": make.FOOD.code, "issuer": make.BODY, "file": file}
    here = client.post("/workbench/licence-runs", sent)["Location"]
    assert "颁发日期：日期不对" in client.get(here).text
    assert client.post(f"{here}/move", {"do": "begin"}).status_code == 303
    commands.advance_run(make.rows("licences.Run").get().id, now=clock)
    assert "hx-trigger" not in client.get(here, headers={"HX-Request": "true"}).text
    assert make.count() == 1
    assert "颁发日期" in b"".join(client.get(f"{here}/faults.csv").streaming_content).decode("utf-8-sig")
    again = {"kind": "upgrade", "type": make.FOOD.code, "issuer": make.BODY}
    assert client.post("/workbench/licence-runs", again).status_code == 303


@pytest.mark.parametrize(
    "told",
    [{"kind": "import"}, {"kind": "upgrade"}, {"kind": "issue", "type": "x"}, {"kind": "upgrade", "issuer": "y"}],
)
def test_what_cannot_be_started_says_why(client, clock, told):
    make.body(clock)
    make.food(clock)
    sit(client, clock, "data_steward")
    given = {"type": make.FOOD.code, "issuer": make.BODY} | told
    assert client.post("/workbench/licence-runs", given).status_code == 422
    assert not make.rows("licences.Run").exists()


def test_a_template_has_the_columns_of_the_type(client, licence, now):
    sit(client, now, "data_steward")
    answer = client.get(f"/workbench/licence-runs/template?type={make.FOOD.code}")
    assert "持证主体代码,持证主体,证照编号" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_pages_are_for_those_who_may(client, licence, now):
    sit(client, now, "guide")
    for path in ("licences", "licence-types", "licence-runs", f"licences/{licence.id}"):
        assert client.get(f"/workbench/{path}").status_code == 403
    assert commands.revoke(licence_id=licence.id, reason="样例", by=SYSTEM, now=now)
