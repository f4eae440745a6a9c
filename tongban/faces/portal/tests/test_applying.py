"""Applying, following, correcting and withdrawing as a browser without scripts does it."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tongban.foundation.kernel.actor import SYSTEM
from tongban.journeys import licensing
from tongban.registers.access.tests import make as access
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import queries
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.tests import make
from tongban.services.licences.tests import holding

pytestmark = pytest.mark.django_db
PHONE = "19900000101"


@pytest.fixture
def world(now, monkeypatch, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    made = make.world(now)
    holding.held(made.holder, "居民身份证", now)
    return made


@pytest.fixture
def citizen(client, world, now) -> Client:
    """Signed in, and known by name: the person whom `world.holder` is."""
    return known(client, now, PHONE, 1)


def known(client: Client, now: dt.datetime, phone: str, order: int) -> Client:
    made = access.account(now, phone)
    parties.link_person(account=made.id, person=party_makers.verified(order), by=SYSTEM, now=now)
    client.post("/sign-in", {"phone": phone, "password": access.PASSWORD})
    return client


def begun(client: Client, world: Any, **told: str) -> str:
    """The address of a draft that was begun, without its step."""
    page = client.post(f"/apply/{world.item}", {"for": str(world.holder), **told})
    assert page.status_code == 303
    return str(page.headers["Location"]).removesuffix("/form")


def written(client: Client, world: Any) -> str:
    """The address of a draft that can be handed in: the bank card follows later, the result comes electronically."""
    draft = begun(client, world)
    assert client.post(f"{draft}/form", {"phone": "19900000101", "go": "next"}).status_code == 303
    assert client.post(f"{draft}/materials", {"consent.m1": "1", "later.m2": "1", "go": "next"}).status_code == 303
    assert client.post(f"{draft}/delivery", {"way": "electronic", "go": "next"}).status_code == 303
    return draft


def submitted(client: Client, world: Any) -> str:
    """The number of a case handed in."""
    answer = client.post(f"{written(client, world)}/check", {"declared": "1", "go": "submit"})
    return str(answer.headers["Location"]).split("/")[2]


def picture(shade: int = 250, size: tuple[int, int] = (900, 900)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("L", size, shade).save(content, "PNG")
    return SimpleUploadedFile("卡.png", content.getvalue(), "image/png")


def test_one_signs_in_first_and_comes_back(client, world):
    answer = client.get(f"/apply/{world.item}?q=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in?next=%2Fapply%2F{world.item}%3Fq%3D1")


def test_whoever_is_not_known_by_name_is_led_there(client, world, now):
    access.account(now, PHONE)
    client.post("/sign-in", {"phone": PHONE, "password": access.PASSWORD})
    page = client.get(f"/apply/{world.item}")
    assert (page.status_code, "先实名，再申请" in page.text) == (403, True)
    assert "您还没有实名" in client.get("/me/cases").text


@pytest.mark.req("APP-01", part="without scripts")
def test_an_application_without_scripts(citizen, world, now):
    draft = written(citizen, world)
    sheet = citizen.get(f"{draft}/check").text
    assert ("样例甲" in sheet, "以后补交" in sheet, "提交申请" in sheet) == (True, True, True)
    answer = citizen.post(f"{draft}/check", {"declared": "1", "go": "submit"})
    receipt = citizen.get(answer.headers["Location"])
    number = answer.headers["Location"].split("/")[2]
    form = queries.get_form(queries.get_id(number, actor=SYSTEM, now=now), actor=SYSTEM, now=now)
    assert form["values"] == {"name": "样例甲", "phone": "19900000101"}
    left = queries.list_drafts(world.holder, actor=world.citizen, now=now)
    assert ("已经收到您的申请" in receipt.text, left) == (True, [])


@pytest.mark.req("APP-01", part="handed in once")
def test_handing_in_twice_makes_one_case(citizen, world):
    draft = written(citizen, world)
    first, second = (citizen.post(f"{draft}/check", {"declared": "1", "go": "submit"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert citizen.get(f"{draft}/check").headers["Location"] == first.headers["Location"]
    assert citizen.get(f"{draft}/form").status_code == 404


def test_nothing_is_handed_in_undeclared_or_incomplete(citizen, world, now):
    draft = begun(citizen, world)
    page = citizen.post(f"{draft}/check", {"declared": "1", "go": "submit"})
    assert (page.status_code, "缺这份材料" in page.text, "请选一种领取方式" in page.text) == (422, True, True)
    assert citizen.post(f"{written(citizen, world)}/check", {"go": "submit"}).status_code == 422
    assert queries.list_own(world.holder, actor=world.citizen, now=now) == []


def test_a_missing_tick_is_said_at_the_top_with_a_way_to_it(citizen, world):
    page = citizen.post(f"{written(citizen, world)}/check", {"go": "submit"}).text
    assert re.search(r'id="errors".*?<a href="#declared">声明：请看清楚后打勾。</a>', page, re.DOTALL)
    assert "<title>要改：核对提交" in page


def test_the_bar_of_a_phone_goes_on(citizen, world):
    draft = begun(citizen, world)
    bar = re.compile(r'<nav class="tb-bottom".*?</nav>', re.DOTALL)
    assert 'form="step" name="go" value="next"' in bar.findall(citizen.get(f"{draft}/form").text)[0]
    assert 'href="#c-say"' in bar.findall(citizen.get(f"{written(citizen, world)}/check").text)[0]


def test_one_draft_goes_on_and_another_is_asked_for(citizen, world):
    first = begun(citizen, world)
    assert begun(citizen, world) == first
    assert begun(citizen, world, draft="new") != first
    assert citizen.get("/me/cases?group=drafts").text.count("接着填") == 2
    asked = citizen.post(f"{first}/discard")
    assert ("删了就找不回来了" in asked.text, citizen.get(f"{first}/form").status_code) == (True, 200)
    assert citizen.post(f"{first}/discard", {"sure": "1"}).status_code == 303
    assert citizen.get(f"{first}/form").status_code == 404


def test_what_was_changed_elsewhere_is_not_written_over(citizen, world):
    draft = begun(citizen, world)
    page = citizen.get(f"{draft}/form").text
    version = re.search(r'name="version" value="(\d+)"', page).group(1)  # type: ignore[union-attr]
    first = {"phone": "19900000102", "version": version, "page": "a", "form.update": "1"}
    assert citizen.post(f"{draft}/form", first).status_code == 200
    late = citizen.post(f"{draft}/form", {"phone": "19900000103", "version": version, "page": "b", "go": "next"})
    assert (late.status_code, "19900000103" in late.text) == (409, True)
    kept = citizen.post(f"{draft}/form", {"phone": "19900000104", "version": version, "page": "a", "go": "keep"})
    assert (kept.status_code, "19900000102" in citizen.get(f"{draft}/form").text) == (409, True)


def test_a_file_is_kept_with_its_hints_and_offered_again(citizen, world, now):
    draft = begun(citizen, world)
    row = citizen.post(f"{draft}/materials", {"file.m2": picture(), "consent.m1": "1", "go": "upload"})
    assert ("像是一张白纸" in row.text, "卡.png" in row.text) == (True, True)
    citizen.post(f"{draft}/delivery", {"way": "window"})
    citizen.post(f"{draft}/check", {"declared": "1", "go": "submit"})
    assert "卡.png" in citizen.get(f"{begun(citizen, world)}/materials").text


def test_a_refused_file_is_told_beside_its_material(citizen, world):
    draft = begun(citizen, world)
    sent = SimpleUploadedFile("卡.exe", b"MZ" + b"0" * 200, "application/octet-stream")
    page = citizen.post(f"{draft}/materials", {"file.m2": sent, "go": "next"})
    assert (page.status_code, 'id="m-m2-error"' in page.text) == (422, True)


def test_another_person_finds_neither_draft_nor_case(citizen, world, now):
    draft, number = begun(citizen, world, draft="new"), submitted(citizen, world)
    stranger = known(Client(), now, "19900000102", 4)
    for path in (f"{draft}/form", f"/cases/{number}", f"/cases/{number}/receipt", f"/cases/{number}/materials/m2"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/cases/{number}/withdraw").status_code == 404


@pytest.mark.req("APP-08", part="supplied online")
def test_what_was_promised_is_handed_in_later(citizen, world, now):
    number = submitted(citizen, world)
    assert "您承诺" in citizen.get(f"/cases/{number}").text
    assert citizen.post(f"/cases/{number}/supply", {"go": "send"}).status_code == 422
    first = citizen.post(f"/cases/{number}/supply", {"file.m2": picture(), "go": "upload"})
    kept = re.search(r'name="kept.m2" value="([^"]+)"', first.text).group(1)  # type: ignore[union-attr]
    assert citizen.post(f"/cases/{number}/supply", {"kept.m2": kept, "go": "send"}).status_code == 303
    assert "您已补交" in citizen.get(f"/cases/{number}").text


@pytest.mark.req("GUI-03", part="answered online")
def test_every_defect_is_shown_and_answered_at_once(citizen, world, now):
    number = submitted(citizen, world)
    case_id = queries.get_id(number, actor=SYSTEM, now=now)
    defects = [Defect("m2", "银行卡要正面"), Defect("form", "电话打不通")]
    licensing.request_correction(case_id=case_id, defects=defects, by=world.clerk, now=now)
    page = citizen.get(f"/cases/{number}/correct").text
    assert ("银行卡要正面" in page, "电话打不通" in page) == (True, True)
    told = {"phone": "19900000105", "go": "send"}
    assert citizen.post(f"/cases/{number}/correct", told).status_code == 422
    assert citizen.post(f"/cases/{number}/correct", told | {"file.m2": picture()}).status_code == 303
    assert queries.get_form(case_id, actor=SYSTEM, now=now)["values"] == {"name": "样例甲", "phone": "19900000105"}


def test_an_application_is_withdrawn_after_a_question(citizen, world):
    number = submitted(citizen, world)
    assert "撤回以后就不再办了" in citizen.get(f"/cases/{number}/withdraw").text
    assert citizen.post(f"/cases/{number}/withdraw", {"reason": "不开店了"}).status_code == 303
    assert "已撤回" in citizen.get(f"/cases/{number}").text
    assert "现在不能撤回" in citizen.get(f"/cases/{number}/withdraw").text


@pytest.mark.req("APP-05", part="by number and query code")
def test_progress_is_for_whoever_has_both_codes(citizen, world):
    number = submitted(citizen, world)
    text = re.sub(r"<[^>]+>", " ", citizen.get(f"/cases/{number}/receipt").text)
    code = re.search(r"查询码\s+(\d{4} \d{4})", text).group(1)  # type: ignore[union-attr]
    visitor = Client()
    found = visitor.post("/progress", {"number": number, "code": code})
    assert (found.status_code, "还剩 6 个工作日" in found.text, "样例甲" in found.text) == (200, True, False)
    assert visitor.post("/progress", {"number": number, "code": "00000000"}).status_code == 422
    assert number[:4] in visitor.get(f"/progress?number={number}").text


@pytest.mark.parametrize(
    ("later", "words", "light"),
    [
        (1, "还剩 5 个工作日", "正常办理"),
        (6, "还剩 2 个工作日", "过半了"),
        (7, "今天到期", "快到期"),
        (8, "逾期 1 个工作日", "已逾期"),
    ],
)
def test_whoever_has_both_codes_sees_the_light_that_the_applicant_sees(
    citizen, world, now, monkeypatch, later, words, light
):
    number = submitted(citizen, world)
    code = queries.get_receipt(number, actor=world.citizen, now=now)[1]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(days=later))
    page = Client().post("/progress", {"number": number, "code": code}).text
    assert (words in page, light in page) == (True, True)


def test_my_cases_by_what_is_to_be_done(citizen, world, now):
    number = submitted(citizen, world)
    for group, shown in {"": True, "needs_me": True, "running": False, "done": False, "drafts": False}.items():
        assert (number[:4] in citizen.get("/me/cases", {"group": group}).text) is shown, group
    assert "去处理" in citizen.get("/me").text


def test_pages_of_cases_cost_few_statements(citizen, world, django_assert_max_num_queries):
    number = submitted(citizen, world)
    for path, most in {"/me/cases": 16, f"/cases/{number}": 34, f"/cases/{number}/receipt": 14}.items():
        with django_assert_max_num_queries(most):
            citizen.get(path)
