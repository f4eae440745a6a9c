"""The wallet as a browser without scripts opens it: licences, 亮码, who looked, consents, the file."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tongban.faces.portal.licences import cards
from tongban.faces.portal.tests.test_applying import known
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries as seals_read
from tongban.registers.seals.rules.codes import decode
from tongban.services.cases.tests import make
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import holding
from tongban.services.licences.tests import make as licences

pytestmark = pytest.mark.django_db
PHONE = "19900000101"


@pytest.fixture
def world(now, monkeypatch, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return make.world(now)


@pytest.fixture
def citizen(client, world, now):
    return known(client, now, PHONE, 1)


@pytest.fixture
def card(world, now):
    return holding.held(world.holder, "居民身份证", now)


def code_on(page: str) -> str:
    """The token of the code, which stands on the page in the address that the code leads to."""
    return re.search(r'data-code="[^"]*/c/([^"]+)"', page).group(1)  # type: ignore[union-attr]


def test_the_wallet_is_ones_own(client, world):
    answer = client.get("/me/licences")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=%2Fme%2Flicences")
    access.account(dt.datetime(2026, 11, 25, tzinfo=dt.UTC), PHONE)
    client.post("/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    assert "您还没有实名" in client.get("/me/licences").text
    assert "您还没有实名" in client.get("/me/file").text


@pytest.mark.req("LIC-07", part="the owner's licences, looks and consents on one file")
def test_licences_with_their_state_in_words(citizen, world, card, now):
    holding.held(world.holder, "健康证", now, valid_until=now.date() + dt.timedelta(days=25))
    holding.held(world.holder, "驾驶证", now, state="suspended")
    holding.held(world.holder, "结婚证", now, state="revoked")
    page = citizen.get("/me/licences").text
    told = ["仅数据，未加盖电子印章", "12月20日到期", "暂扣", "已撤销", "已经失效的 1 张"]
    assert [words for words in told if words not in page] == []


def test_several_of_a_kind_are_told_apart_by_number(citizen, world, card, now):
    page = citizen.get("/me/licences").text
    assert (card.number in page, "长期有效 · " in page) == (False, True)
    other = holding.held(world.holder, "居民身份证", now, valid_until=dt.date(2031, 2, 3))
    page = citizen.get("/me/licences").text
    assert (other.number in page, "有效期至 2031年2月3日" in page) == (True, True)


def test_whoever_reads_english_finds_licences_by_their_english_names(citizen, card):
    citizen.cookies["tb_lang"] = "en"
    name = "Resident identity card"
    licences.rows("licences.LicenceType").filter(code=card.type_code).update(name_en=name)
    for path in ("/me/licences", f"/me/licences/{card.id}", "/me/file"):
        assert name in citizen.get(path).text


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("zh-hans", "2021年03月10日", "2021年3月10日"),
        ("en", "2021年03月10日", "10 March 2021"),
        ("en", "2021年02月30日", "2021年02月30日"),
        ("en", "长期", "长期"),
    ],
)
def test_a_day_on_a_licence_is_written_as_the_page_writes_days(language, text, shown):
    with translation.override(language):
        assert cards._spoken(text) == shown


@pytest.mark.req(
    "LIC-05", part="whoever opens a code with a camera of their own learns what it is for; it is not used up"
)
def test_a_code_opened_by_a_stranger_says_what_it_is_for(client, world, card, now):
    code = commands.show_code(holder=world.holder, item=world.item, by=world.citizen, now=now)
    answer = client.get(f"/c/{code.token}")
    assert (answer.status_code, "这是给窗口扫的亮码" in answer.text, card.number in answer.text) == (200, True, False)
    assert "no-store" in answer["Cache-Control"]
    commands.redeem(token=code.token, item=world.item, by=holding.clerk(), now=now)


@pytest.mark.req("LIC-06", part="a licence that is data only says so in place of the seal, in the wallet")
def test_a_licence_without_a_seal_is_drawn_without_one(citizen, card):
    page = citizen.get(f"/me/licences/{card.id}").text
    assert ('class="tb-seal"' in page, page.count("仅数据，未加盖电子印章") >= 3) == (False, True)


def test_one_licence_with_its_code_and_who_looked(citizen, world, card, now):
    clerk, code = holding.clerk(), commands.show_code(holder=world.holder, item=world.item, by=world.citizen, now=now)
    commands.redeem(token=code.token, item=world.item, by=clerk, now=now)
    page = citizen.get(f"/me/licences/{card.id}").text
    told = [card.identifier, "样例局TE4209020000000001", "用于：高龄津贴发放", "窗口扫了您的亮码", "给别人验真"]
    assert [words for words in told if words not in page] == []
    assert citizen.get(f"/me/licences/{card.id}.pdf").status_code == 404
    assert citizen.get(f"/me/licences/{uuid.uuid4()}").status_code == 404
    assert "窗口扫了您的亮码" in citizen.get(f"/me/licences/looks?licence={card.id}").text


def test_somebody_elses_licence_does_not_exist(citizen, now):
    theirs = holding.held(party_makers.person(now, 2), "居民身份证", now)
    assert citizen.get(f"/me/licences/{theirs.id}").status_code == 404


@pytest.mark.req("LIC-05", part="shown, changed, taken back and scanned on a page without scripts")
def test_a_code_is_shown_scanned_and_taken_back(citizen, world, card, now):
    assert "听窗口的" in citizen.get("/me/licences/code").text
    shown = citizen.post("/me/licences/code", {"item": world.item})
    assert ("居民身份证" in shown.text, "只给窗口看这 1 张" in shown.text) == (True, True)
    begun = re.search(r'name="begun" value="([^"]+)"', shown.text).group(1)  # type: ignore[union-attr]
    waiting = citizen.get("/me/licences/code/scans", {"begun": begun})
    assert waiting.status_code == 204
    commands.redeem(token=code_on(shown.text), item=world.item, by=holding.clerk(), now=now)
    seen = citizen.get("/me/licences/code/scans", {"begun": begun}, headers={"HX-Request": "true"})
    assert ("窗口已经扫到" in seen.text, "<html" in seen.text) == (True, False)
    assert "窗口已经扫到" in citizen.post("/me/licences/code", {"item": world.item, "begun": begun}).text
    back = citizen.post("/me/licences/code/back", {"for": str(world.holder)})
    assert "码已经收回" in citizen.get(back.headers["Location"]).text


def test_a_code_without_an_item_listens_to_the_window(citizen, world, card):
    assert "只给窗口看它那件事要用的证照" in citizen.post("/me/licences/code", {"item": ""}).text
    assert "高龄津贴发放" in citizen.get("/me/licences/code?q=高龄津贴").text
    assert "没有找到" in citizen.get("/me/licences/code?q=没有的事").text


def test_consents_are_seen_and_taken_back(citizen, world, card, now):
    consent = commands.give_consent(
        holder=world.holder, item=world.item, types=["居民身份证"], purpose="样例", until=now + dt.timedelta(days=1),
        by=world.citizen, now=now,
    )  # fmt: skip
    assert "高龄津贴发放" in citizen.get("/me/licences/consents").text
    answer = citizen.post(f"/me/licences/consents/{consent.id}/withdraw")
    assert "已经收回。" in citizen.get(answer.headers["Location"]).text
    assert [each.in_force for each in queries.list_consents(world.holder, actor=world.citizen, now=now)] == [False]


@pytest.mark.req("LIC-07", part="identity, licences, cases, materials, reminders in one file")
def test_the_file_of_a_person_has_everything_of_theirs(citizen, world, card, now):
    receipt = make.submitted(world, now)
    page = citizen.get("/me/file").text
    told = ["居民身份证", "高龄津贴发放", receipt.number, "样例甲", "交过的材料", "通知"]
    assert [words for words in told if words not in page] == []


def test_an_agent_opens_the_wallet_of_whom_they_apply_for(client, world, now):
    firm = party_makers.enterprise(now)
    agent = known(client, now, "19900000102", 2)
    account = access.Account.objects.get(phone="19900000102").id
    licence = holding.held(firm, "营业执照", now)
    assert "营业执照" not in agent.get("/me/licences").text
    party_makers.authorisation(now, firm, party_makers.citizen(account))
    assert "营业执照" in agent.get(f"/me/licences?for={firm}").text
    assert agent.get(f"/me/licences/{licence.id}?for={firm}").status_code == 200
    assert agent.get(f"/me/file?for={firm}").status_code == 200


@pytest.mark.req("LIC-04", part="a marked copy on a page; expired, verification says so")
def test_a_sealed_licence_is_downloaded_and_copied(client, world, now, monkeypatch):
    licence = licences.sealed(now)
    seals.authorise_seal(
        seal_id=seals_read.list_seals(SYSTEM, now=now)[0].id,
        steps=["grant", "copy"],
        automatic=True,
        by=SYSTEM,
        now=now,
    )
    page = known(client, now, PHONE, 1)
    parties.link_representative(
        account=access.Account.objects.get(phone=PHONE).id, credit_code=party_makers.credit_code(), by=SYSTEM, now=now
    )
    code = re.search(r'data-code="([^"]+)"', page.get(f"/me/licences/{licence.id}").text).group(1)  # type: ignore[union-attr]
    assert decode(code.partition("#")[2]).claims.identifier == licence.identifier
    assert page.get(f"/me/licences/{licence.id}.pdf").content[:5] == b"%PDF-"
    refused = page.post(f"/me/licences/{licence.id}/copy", {"recipient": "", "purpose": "开户", "until": "x"})
    assert (refused.status_code, "这里不能空着。" in refused.text, "最早到今天" in refused.text) == (422, True, True)
    told = {"recipient": "样例银行", "purpose": "开户", "until": "2026-12-20"}
    made = page.post(f"/me/licences/{licence.id}/copy", told)
    shown = page.get(made.headers["Location"]).text
    file = re.search(r'/me/licences/copies/[^"]+[.]ofd', shown).group(0)  # type: ignore[union-attr]
    copy = page.get(file).content
    assert ("样例银行" in shown, copy[:2]) == (True, b"PK")
    told = check(page, copy)
    assert ("加注件，有效期至" in told, "仅供样例银行用于开户。" in told) == (True, True)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(days=26))
    assert "加注件，已经过期" in check(page, copy)


def check(page, content: bytes) -> str:
    """What the public verification says of the file."""
    return page.post("/verify", {"file": SimpleUploadedFile("加注件.ofd", content)}).text
