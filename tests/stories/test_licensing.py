"""J1 without rating: a restaurant applies online with a licence government holds, corrects once, and is licensed."""

import datetime as dt
import io
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest
from PIL import Image, ImageDraw

from tests.stories.steps import sign_in
from tongban.faces.portal.tests import make
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.journeys import licensing
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.tests.make import COUNTY
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.seals.queries.verification import verify_file
from tongban.registers.seals.tests import make as seal_makers
from tongban.services.cases import queries
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.tests import make as cases
from tongban.services.licences.queries import find_public, list_held
from tongban.services.licences.tests import holding
from tongban.services.licences.tests import make as licence_makers

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE = "19900000101"
ANSWERS = "?business=dine&size=s&special=none"


VALUES: dict[str, Any] = {
    "enterprise_name": "样例甲餐馆", "enterprise_credit_code": party_makers.credit_code(),
    "enterprise_address": "孝南区样例园区 1 号", "representative_name": "样例甲",
    "representative_resident_id": party_makers.resident_id(), "enterprise_phone": "07129900001",
    "premises_address": "孝南区书院街道样例大道 100 号", "premises_region": COUNTY, "premises_area": 128,
    "premises_tenure": "own", "premises_kitchen_area": 40, "premises_seats": 60, "food_business_kind": "catering",
    "food_items": ["hot"], "food_sells_online": False, "food_safety_manager_name": "样例乙",
    "food_safety_manager_id": party_makers.resident_id(2), "person_health_certificate_until": "2027-03-05",
    "delivery_way": "electronic", "promise_accepted": True, "application_on": "2026-11-25",
}  # fmt: skip
MATERIALS = [
    {"code": "m2", "how": "licence"},
    *({"code": code, "how": "paper"} for code in ("m3", "m4", "m5", "m6")),
]


@dataclass
class World:
    """The bureau that licenses restaurants, its staff, and the restaurant's owner with an account."""

    item: str
    enterprise: uuid.UUID
    business_licence: str
    clock: list[dt.datetime]
    clerk: Actor
    reviewer: Actor
    approver: Actor

    @property
    def now(self) -> dt.datetime:
        return self.clock[0]

    def later(self, **span: float) -> None:
        self.clock[0] += dt.timedelta(**span)


@pytest.fixture
def world(now, monkeypatch, settings, tmp_path) -> World:
    settings.FILE_STORE = tmp_path / "files"
    clock = [now]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    item = make.offered(now, make.FOOD)[0]
    owner = access.account(now, PHONE)
    parties.link_person(account=owner.id, person=party_makers.verified(), by=SYSTEM, now=now)
    enterprise = party_makers.enterprise(now, address="孝南区样例园区 1 号", phone="07129900001")
    parties.link_representative(account=owner.id, credit_code=party_makers.credit_code(), by=SYSTEM, now=now)

    def staff(*actions: str) -> Actor:
        return cases.staff(*actions, region=COUNTY, organisation=make.BUREAU)

    licence_makers.food(now)
    for kind in ("licence", "approval"):
        seal_makers.seal(now, organisation=make.BUREAU, kind=kind)
    held = holding.held(enterprise, "营业执照", now)
    return World(
        item, enterprise, held.identifier, clock,
        staff(rights.ACCEPT), staff(rights.REVIEW), staff(rights.REVIEW, rights.DECIDE),
    )  # fmt: skip


def drawing(shade: int = 255, size: tuple[int, int] = (1200, 900)) -> dict[str, Any]:
    """A layout drawn with many sharp lines on paper of this shade."""
    picture = Image.new("L", size, shade)
    pen = ImageDraw.Draw(picture)
    for at in range(0, size[0], 24):
        pen.line((at, 0, size[0] - at, size[1]), fill=max(0, shade - 200), width=2)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return {"name": "布局图.png", "mimeType": "image/png", "buffer": content.getvalue()}


def signed_in(page: Any) -> Any:
    sign_in(page, PHONE, access.PASSWORD)
    return page


def visit(page: Any, path: str) -> None:
    """Opens a page; after hours without a visit one signs in again and comes back to it."""
    page.goto(path)
    if "/sign-in" in page.url:
        signed_in(page)


def fill_in(page: Any) -> None:
    """Every field that the file does not answer, for a small restaurant in rented rooms."""
    page.fill("[name=premises_address]", "孝南区书院街道样例大道 100 号 1 楼")
    page.select_option("[name=premises_region]", "420902000000")
    page.fill("[name=premises_area]", "128")
    page.check("[name=premises_tenure][value=rent]")
    page.fill("[name=premises_rent_until]", "2029-09-30")
    page.fill("[name=premises_kitchen_area]", "40")
    page.fill("[name=premises_seats]", "60")
    page.check("[name=food_business_kind] >> nth=1")
    page.check("[name=food_items] >> nth=0")
    page.check("[name=food_sells_online][value=no]")
    page.fill("[name=food_safety_manager_name]", "样例乙")
    page.fill("[name=food_safety_manager_id]", party_makers.resident_id(2))
    page.fill("[name=person_health_certificate_until]", "2027-03-05")


def go_on(page: Any, words: str = "下一步") -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def hand_in(page: Any, code: str, picture: dict[str, Any]) -> None:
    """Chooses a file for a material and waits until it is stored."""
    page.locator(f"#m-{code} [type=file]").last.set_input_files(picture)
    page.locator(f"#m-{code} .tb-file").wait_for()


def apply_online(page: Any, look: Any = lambda page, name: None) -> str:
    """From the guide to the receipt; the number of the case."""
    page.get_by_role("link", name="在线申请").first.click()
    signed_in(page)
    look(page, "who")
    page.get_by_label("孝感样例餐饮有限公司").check()
    go_on(page, "开始填写")
    look(page, "form")
    fill_in(page)
    page.get_by_text("已自动保存").wait_for()
    go_on(page)
    page.locator("#m-m2").get_by_label("同意为这次申请调取这张证照").check()
    page.locator("#m-m2").get_by_text("您同意为这次申请调取").wait_for()
    for code in ("m3", "m4"):
        hand_in(page, code, drawing(shade=235))
    hand_in(page, "m5", drawing())
    hand_in(page, "m6", drawing(shade=230))
    look(page, "materials")
    go_on(page)
    page.get_by_label("邮寄到家").check()
    look(page, "delivery")
    go_on(page)
    page.get_by_label("我填写和提交的都是真实的").check()
    look(page, "check")
    go_on(page, "提交申请")
    page.get_by_role("heading", name="已经收到您的申请").wait_for()
    look(page, "receipt")
    return str(page.url.split("/")[-2])


@pytest.mark.req("J1", part="without rating and dashboards, in a browser")
@pytest.mark.req("LIC-02")
@pytest.mark.req("APP-01", part="online")
def test_a_restaurant_is_licensed(page_at, look_over, world):
    page = page_at(1440, f"/items/{world.item}{ANSWERS}")
    number = apply_online(page, look_over)
    case_id = queries.get_id(number, actor=SYSTEM, now=world.now)
    code = page.locator(".tb-receipt .tb-digits").nth(1).inner_text()

    world.later(hours=2)
    defects = [Defect("m5", "布局图缺排水走向"), Defect("form", "座位数和布局图对不上")]
    licensing.request_correction(case_id=case_id, defects=defects, by=world.clerk, now=world.now)
    visit(page, f"/cases/{number}")
    look_over(page, "case-correcting")
    page.get_by_role("link", name="现在补正").click()
    look_over(page, "correct")
    page.fill("[name=premises_seats]", "48")
    hand_in(page, "m5", drawing(shade=240))
    go_on(page, "补好了，交上去")

    world.later(hours=1)
    licensing.accept(case_id=case_id, by=world.clerk, now=world.now)
    for opinion in ("材料齐全", "现场和布局图一致"):
        world.later(days=1)
        licensing.review(case_id=case_id, opinion=opinion, by=world.reviewer, now=world.now)
    visit(page, f"/cases/{number}")
    look_over(page, "case-review")
    assert "还剩 4 个工作日" in page.inner_text("#case-clock")
    licensing.decide(case_id=case_id, granted=True, opinion="准予", by=world.approver, now=world.now)
    licensing.wind_up(case_id=case_id, now=world.now)
    visit(page, "/me/cases")
    look_over(page, "mine")
    page.goto(f"/progress?number={number}")
    page.get_by_label("查询码").fill(code)
    go_on(page, "查进度")
    look_over(page, "found")
    assert "待领取" in page.inner_text("main")
    visit(page, "/me/licences")
    page.get_by_text("食品经营许可证").first.click()
    look_over(page, "licence")
    for form in ("ofd", "pdf"):
        with page.expect_download() as download:
            page.locator(f"a[href$='.{form}']").first.click()
        report = verify_file(download.value.path().read_bytes(), now=world.now)
        assert report.verdict == "passed", [(layer.name, layer.verdict) for layer in report.layers]


@pytest.mark.req("J1", part="without rating and dashboards, over the API")
@pytest.mark.req("APP-06", part="no step is skipped")
def test_the_same_over_the_api(client, world):
    assert client.post("/sign-in", {"phone": PHONE, "password": access.PASSWORD}).status_code == 303
    materials = [MATERIALS[0] | {"reference": world.business_licence}, *MATERIALS[1:]]
    body = {"item": world.item, "values": VALUES, "answers": dict(parse_qsl(ANSWERS[1:])), "materials": materials}
    body["holder"] = str(world.enterprise)

    def post(path: str, told: dict[str, Any], **more: str) -> Any:
        return client.post(f"/api/v1/cases{path}", json.dumps(told), content_type="application/json", headers=more)

    receipt = post("", body, **{"Idempotency-Key": "one-restaurant"}).json()
    number = receipt["number"]
    case_id = queries.get_id(number, actor=SYSTEM, now=world.now)
    licensing.request_correction(case_id=case_id, defects=[Defect("m5", "缺排水走向")], by=world.clerk, now=world.now)
    assert post(f"/{number}/correct", {"materials": [MATERIALS[-2]]}).json()["state"] == "submitted"
    licensing.accept(case_id=case_id, by=world.clerk, now=world.now)
    with pytest.raises(Conflict, match="steps_open"):
        licensing.decide(case_id=case_id, granted=True, opinion="准予", by=world.approver, now=world.now)
    for opinion in ("材料齐全", "现场和布局图一致"):
        licensing.review(case_id=case_id, opinion=opinion, by=world.reviewer, now=world.now)
    licensing.decide(case_id=case_id, granted=True, opinion="准予", by=world.approver, now=world.now)
    licensing.wind_up(case_id=case_id, now=world.now)
    told = client.get(f"/api/v1/cases/{number}", {"code": receipt["query_code"]}).json()
    assert (told["state"], told["outcome"]) == ("archived", "granted")
    held = list_held(world.enterprise, actor=SYSTEM, now=world.now)
    [licence] = [each for each in held if each.case_number == number]
    found = find_public(licence.identifier, now=world.now)
    assert found is not None
    assert (found.type_name, found.state, found.is_trusted) == ("食品经营许可证", "valid", True)
    assert [step["step"] for step in told["steps"]] == [
        "submit", "request_correction", "correct", "accept", "pass_on", "pass_on", "grant", "conclude", "deliver",
        "archive",
    ]  # fmt: skip
