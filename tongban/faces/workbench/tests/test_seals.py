"""The pages of seals: who sees and does what, what a refusal looks like, and the way from a use to its case."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from tongban.faces.workbench.seals import words
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.access.tests import make as access
from tongban.registers.seals import commands, queries
from tongban.registers.seals.rules.states import STEPS
from tongban.registers.seals.tests import make

pytestmark = pytest.mark.django_db
HOME = "/workbench/seals"


@pytest.fixture
def now() -> dt.datetime:
    """Pages read the clock."""
    return timezone.now()


@pytest.fixture
def desk(client, now):
    """`desk("seal_custodian")`: signed in at the body of the one seal, which has a use and a refusal behind it."""
    make.body(now)
    account = access.account(now)
    today = timezone.localdate(now)
    valid = {"valid_from": today - dt.timedelta(days=30), "valid_until": today + dt.timedelta(days=900)}
    seal = make.seal(now, custodian=account.id, **valid)
    make.seal_both(now, use=make.use(decided_by=account.id))
    with pytest.raises(Conflict):
        make.seal_both(now, use=make.use(step="copy"))
    commands.authorise_seal(seal_id=seal.id, steps=["grant"], automatic=False, by=make.SYSTEM, now=now)
    with pytest.raises(Conflict):
        make.seal_both(now, use=make.use(automatic=True, decided_by=None))

    def sit(role, region=make.XIAONAN, organisation=make.BODY):
        access.post(now, account, role, region, organisation)
        client.post("/workbench/sign-in", {"phone": access.PHONE, "password": access.PASSWORD})
        client.seal = seal
        return client

    return sit


def standing(now, kind="licence"):
    return next(seal for seal in queries.list_seals(make.SYSTEM, now=now) if seal.kind == kind)


def here(client):
    return f"{HOME}/{client.seal.id}"


MAY = [
    ("seal_custodian", 200, True, False),
    ("approver", 200, False, True),
    ("supervisor", 200, False, False),
    ("clerk", 403, False, False),
]


@pytest.mark.parametrize(("role", "status", "keeps", "authorises"), MAY)
def test_who_sees_and_does_what(desk, role, status, keeps, authorises):
    client = desk(role, organisation=make.BODY if role in ("seal_custodian", "approver") else "")
    assert client.get(HOME).status_code == client.get(here(client)).status_code == status
    assert ("印章和用印记录" in client.get("/workbench/desk").text) is (status == 200)
    page = client.get(here(client)).text
    assert ("撤销印章" in page, "保存授权" in page) == (keeps, authorises)
    assert client.get(f"{HOME}/new").status_code == (200 if keeps else 403)


@pytest.mark.req("LIC-03", part="page of uses")
def test_the_page_shows_the_seal_and_every_use(desk):
    client = desk("supervisor", organisation="")
    page = client.get(here(client)).text
    assert "样例证照专用章" in page
    assert client.seal.es_id in page
    assert [word in page for word in ("系统自动", "这枚印章没有事先授权自动用印。")] == [True, True]
    counts = re.findall(r"(全部|已用印|被拒绝)<b>(\d+)</b>", page)
    assert counts == [("全部", "2"), ("已用印", "1"), ("被拒绝", "1")]
    assert client.get(f"{here(client)}?refused=yes").text.count('class="c-clock"') == 1
    assert client.get(f"{here(client)}/picture.png").content == make.picture()


def test_seals_are_narrowed_by_text_and_state(desk):
    client = desk("seal_custodian")
    found = {query: client.seal.es_id in client.get(f"{HOME}?{query}").text for query in (
        "q=证照", "q=没有", "state=active", "state=revoked", "after=99999999999999")}  # fmt: skip
    assert list(found.values()) == [True, False, True, False, False]


def test_suspended_restored_and_revoked_at_the_desk(desk, now):
    client = desk("seal_custodian")
    for move, state in (("suspend", "suspended"), ("restore", "active"), ("revoke", "revoked")):
        answer = client.post(f"{here(client)}/{move}", {"reason": "介质送修"})
        assert (answer.status_code, standing(now).state) == (303, state)
        assert "印章" in client.get(answer["Location"]).text
    assert client.post(f"{here(client)}/nap", {"reason": "介质送修"}).status_code == 404


def test_a_move_without_a_reason_keeps_the_seal(desk, now):
    client = desk("seal_custodian")
    answer = client.post(f"{here(client)}/revoke", {"reason": " "})
    assert (answer.status_code, standing(now).state) == (422, "active")
    assert "请写明原因" in answer.text


def test_the_head_authorises(desk, now):
    client = desk("approver")
    assert client.post(f"{here(client)}/steps", {"steps": ["grant", "copy"], "automatic": "on"}).status_code == 303
    seal = standing(now)
    assert (seal.steps, seal.automatic) == (("copy", "grant"), True)
    assert client.post(f"{here(client)}/steps", {"steps": ["nap"]}).status_code == 422


def sent(client, **more):
    keeper = str(client.seal.custodian)
    facts = {"organisation": make.BODY, "kind": "official", "name": "样例公章", "custodian": keeper}
    return {**facts, "valid_from": "2026-01-01", "valid_until": "2030-12-31", **more}


def test_a_seal_is_made_at_the_desk(desk, monkeypatch, now):
    monkeypatch.setattr("tongban.registers.seals.commands.registering.draw_seal", lambda *words: make.picture())
    client = desk("seal_custodian")
    answer = client.post(f"{HOME}/new", sent(client))
    assert answer.status_code == 303
    made = standing(now, "official")
    assert (made.name, made.steps, made.automatic) == ("样例公章", (), False)
    assert "印章已经建立" in client.get(answer["Location"]).text


WRONG = [
    ({"valid_from": ""}, "请填写日期"),
    ({"custodian": ""}, "请选一位印章保管人"),
    ({"name": "章"}, "2 至 100 个字"),
]


@pytest.mark.parametrize(("change", "expected"), WRONG)
def test_what_was_typed_wrong_is_said_and_kept(desk, now, change, expected):
    client = desk("seal_custodian")
    answer = client.post(f"{HOME}/new", sent(client, **change))
    assert (answer.status_code, queries.count_seals(make.SYSTEM, now=now)) == (422, 1)
    assert expected in answer.text
    assert 'value="2030-12-31"' in answer.text


def test_another_bodys_custodian_gets_neither_seal_nor_picture(desk, now):
    make.body(now, "SAMPLE2")
    client = desk("seal_custodian", organisation="SAMPLE2")
    assert [client.get(f"{here(client)}{rest}").status_code for rest in ("", "/picture.png")] == [403, 403]
    assert client.get(f"{HOME}/{uuid.uuid4()}").status_code == 404
    assert "还没有印章" in client.get(HOME).text


def test_a_use_without_a_case_here_leads_nowhere(desk):
    client = desk("supervisor", organisation="")
    assert client.get(f"{HOME}/cases/{uuid.uuid4()}").status_code == 404


def test_every_step_has_a_word():
    assert set(words.STEPS) == set(STEPS)
