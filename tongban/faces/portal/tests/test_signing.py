"""Signing on the last step as a browser without scripts does it, and how it shows on the case."""

import dataclasses
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make, signed
from tongban.services.licences.tests import holding

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic signature")]
PHONE = "19900000101"


@pytest.fixture
def world(now, monkeypatch, settings, tmp_path, request):
    """With the parameter True the item asks enterprises to sign."""
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    made = make.world(now, audience=["1", "2"], steps=[*make.STEPS], signature=getattr(request, "param", False))
    enterprise = party_makers.enterprise(now)
    signing.signer(now)
    holding.held(enterprise, "居民身份证", now)
    return dataclasses.replace(made, holder=enterprise)


@pytest.fixture
def draft(client, world, now):
    """The address of an enterprise's draft that can be handed in."""
    account = access.account(now, PHONE)
    parties.link_person(account=account.id, person=party_makers.verified(1), by=SYSTEM, now=now)
    code = party_makers.credit_code(1)
    parties.link_representative(account=account.id, credit_code=code, by=SYSTEM, now=now)
    client.post("/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    begun = client.post(f"/apply/{world.item}", {"for": str(world.holder)})["Location"].removesuffix("/form")
    assert client.post(f"{begun}/form", {"name": "样例甲", "phone": PHONE, "go": "next"}).status_code == 303
    assert client.post(f"{begun}/materials", {"consent.m1": "1", "later.m2": "1", "go": "next"}).status_code == 303
    assert client.post(f"{begun}/delivery", {"way": "electronic", "go": "next"}).status_code == 303
    return begun


def sign(client, draft) -> str:
    """The page after the enterprise was asked and has confirmed."""
    assert client.post(f"{draft}/check", {"go": "sign"})["Location"] == f"{draft}/check#signing"
    page = client.get(f"{draft}/check").text
    address = re.search(r'href="http://testserver(/dev/outside/requests/[^"]+)"', page)[1]
    Client().post(address, {"who": f"{party_makers.credit_code(1)}/0"})
    return client.get(f"{draft}/check").text


def hand_in(client, draft):
    return client.post(f"{draft}/check", {"declared": "1", "go": "submit"})


def test_a_signed_application_is_handed_in_and_shows_it(client, draft, world, now):
    assert "用电子营业执照签署" in client.get(f"{draft}/check").text
    assert "已签署" in sign(client, draft)
    number = hand_in(client, draft)["Location"].split("/")[2]
    assert "签署后没有改动" in client.get(f"/cases/{number}").text
    signed.alter(queries.get_id(number, actor=SYSTEM, now=now))
    assert "签署后被改动" in client.get(f"/cases/{number}").text


def test_what_changed_after_signing_is_told_and_can_be_signed_again(client, draft, world, now):
    sign(client, draft)
    client.post(f"{draft}/form", {"name": "样例甲", "phone": "19900000102", "go": "next"})
    page = hand_in(client, draft)
    assert (page.status_code, "签署以后内容有变动" in page.text) == (409, True)
    assert "已签署" in sign(client, draft)
    assert hand_in(client, draft).status_code == 303


def test_one_may_hand_in_without_signing(client, draft, world, now):
    client.post(f"{draft}/check", {"go": "sign"})
    number = hand_in(client, draft)["Location"].split("/")[2]
    assert "企业签署" not in client.get(f"/cases/{number}").text


@pytest.mark.parametrize("world", [True], indirect=True)
@pytest.mark.req("APP-02", part="an item that asks enterprises to sign")
def test_an_item_that_asks_for_it_is_not_handed_in_unsigned(client, world, draft, now):
    page = hand_in(client, draft)
    assert (page.status_code, "要求企业用电子营业执照签署" in page.text, "（必须）" in page.text) == (409, True, True)
    assert client.get(f"{draft}/check").status_code == 200  # the draft stands
    assert "已签署" in sign(client, draft)
    assert hand_in(client, draft).status_code == 303


@pytest.mark.parametrize("world", [True], indirect=True)
@pytest.mark.req("APP-02", part="a correction is signed where the item asks for it")
def test_the_answer_to_a_notice_is_signed_on_its_page(client, world, draft, now):
    sign(client, draft)
    number = hand_in(client, draft)["Location"].split("/")[2]
    case, here = queries.get_id(number, actor=SYSTEM, now=now), f"/cases/{number}/correct"
    commands.request_correction(case_id=case, defects=[make.Defect("form", "姓名写错了")], by=world.clerk, now=now)
    told = {"name": "样例丙", "phone": PHONE}
    page = client.post(here, told | {"go": "send"})
    assert (page.status_code, "要求企业用电子营业执照签署" in page.text, "（必须）" in page.text) == (409, True, True)
    asked = re.search(r'name="signature" value="([^"]+)"', client.post(here, told | {"go": "sign"}).text)[1]
    signing.answer(uuid.UUID(asked), party_makers.credit_code(1), now)
    told |= {"signature": asked}
    assert "已签署" in client.post(here, told | {"go": "look"}).text
    assert "签署以后内容有变动" in client.post(here, told | {"name": "样例丁", "go": "send"}).text
    assert client.post(here, told | {"go": "send"}).status_code == 303
    signed_then = queries.list_signatures(case, actor=SYSTEM, now=now)
    assert [str(each.stands) for each in signed_then] == ["corrected", "intact"]


def picture():
    return {"file.m2": SimpleUploadedFile("银行卡.png", uploads.png(), "image/png"), "go": "upload"}


@pytest.mark.parametrize("world", [True], indirect=True)
@pytest.mark.req("APP-02", part="a supply is signed where the item asks for it")
def test_what_was_promised_is_signed_on_its_page(client, world, draft, now):
    sign(client, draft)
    number = hand_in(client, draft)["Location"].split("/")[2]
    case, here = queries.get_id(number, actor=SYSTEM, now=now), f"/cases/{number}/supply"
    assert "（必须）" in client.get(here).text
    kept = re.search(r'name="kept.m2" value="([^"]+)"', client.post(here, picture()).text)[1]
    told = {"kept.m2": kept}
    page = client.post(here, told | {"go": "send"})
    assert (page.status_code, "要求企业用电子营业执照签署" in page.text) == (409, True)
    asked = re.search(r'name="signature" value="([^"]+)"', client.post(here, told | {"go": "sign"}).text)[1]
    signing.answer(uuid.UUID(asked), party_makers.credit_code(1), now)
    assert client.post(here, told | {"signature": asked, "go": "send"}).status_code == 303
    signed_then = queries.list_signatures(case, actor=SYSTEM, now=now)
    assert [str(each.stands) for each in signed_then] == ["corrected", "intact"]


@pytest.mark.parametrize("world", [True], indirect=True)
@pytest.mark.req("APP-02", part="without a platform one is told where to go")
def test_without_a_platform_one_is_told_which_window_to_go_to(client, world, draft, now, settings):
    sign(client, draft)
    number = hand_in(client, draft)["Location"].split("/")[2]
    begun = client.post(f"/apply/{world.item}", {"for": str(world.holder)})["Location"].removesuffix("/form")
    client.post(f"{begun}/form", {"name": "样例甲", "phone": PHONE, "go": "next"})
    client.post(f"{begun}/materials", {"consent.m1": "1", "later.m2": "1", "go": "next"})
    client.post(f"{begun}/delivery", {"way": "electronic", "go": "next"})
    settings.PRODUCTION = True
    assert "企业办，最后要到窗口盖章" in client.get(f"/apply/{world.item}").text
    for here in (f"{begun}/check", f"/cases/{number}/supply"):
        page = client.get(here).text
        assert "请到窗口盖章办理" in page
        assert ('value="submit"' in page, 'value="send"' in page, 'value="sign"' in page) == (False, False, False)
    refused = hand_in(client, begun)
    assert (refused.status_code, "带盖章的纸质件到窗口" in refused.text) == (409, True)


def test_without_a_platform_nobody_is_sent_away_who_need_not_sign(client, world, draft, now, settings):
    settings.PRODUCTION = True
    assert "请到窗口盖章办理" not in client.get(f"{draft}/check").text
    assert hand_in(client, draft).status_code == 303


def test_a_person_is_offered_nothing(client, world, draft, now):
    own = party_makers.person(now, 1)
    holding.held(own, "居民身份证", now)
    begun = client.post(f"/apply/{world.item}", {"for": str(own)})["Location"].removesuffix("/form")
    assert "用电子营业执照签署" not in client.get(f"{begun}/check").text
