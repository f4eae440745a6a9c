"""Every page about one's own cases, on a phone in large letters and in English; and the town's channel as a way in."""

import uuid
from typing import Any

import pytest

from tests.stories.steps import sign_in
from tongban.faces.portal.tests import make
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.worklist.models import WorklistRow
from tongban.journeys import licensing
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.registers.catalogue.tests.make import TOWN
from tongban.registers.forms.queries import get_form
from tongban.registers.forms.queries.sheets import sample_values
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import commands, queries
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make as cases

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE = "19900000101"
LONG = "个体工商户、农民专业合作社和其他市场主体经营场所跨县（市、区）迁移时食品经营许可的变更和重新核发"
LATER = Given("m2", How.PROMISE)


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def owner(now) -> Any:
    """An account of the sample person."""
    party_makers.regions_once(now)
    made = access.account(now, PHONE)
    parties.link_person(account=made.id, person=party_makers.verified(), by=SYSTEM, now=now)
    return made


@pytest.fixture
def addresses(now, owner) -> list[str]:
    """A draft, a case to be corrected, one whose bank card is still to come, one withdrawn; with a very long name."""
    world = cases.world(now, name=LONG)
    told = {"values": {"phone": "19900000101"}, "answers": {}, "name": LONG}
    draft = commands.save_draft(
        holder=world.holder, item=world.item, content=told, channel=Channel.WEB, by=world.citizen, now=now
    )
    wrong = cases.submitted(world, now)
    defects = [Defect("m2", "银行卡要拍正面，卡号要看得清"), Defect("form", "电话打不通，请换一个")]
    licensing.request_correction(case_id=wrong.case, defects=defects, by=world.clerk, now=now)
    late = cases.accepted(world, now, materials=(cases.CARD, LATER))
    gone = cases.submitted(world, now)
    licensing.withdraw(case_id=gone.case, by=world.citizen, now=now)
    write = f"/apply/{world.item}/{draft.id}"
    return [
        f"/apply/{world.item}", f"{write}/form", f"{write}/materials", f"{write}/delivery", f"{write}/check", "/me",
        "/me/cases", "/me/cases?group=done", f"/cases/{wrong.number}", f"/cases/{wrong.number}/correct",
        f"/cases/{wrong.number}/receipt", f"/cases/{late.number}", f"/cases/{late.number}/supply",
        f"/cases/{late.number}/withdraw", f"/cases/{gone.number}/withdraw", f"/progress?number={wrong.number}",
    ]  # fmt: skip


@pytest.mark.req("NFR-08", part="applying and own cases")
@pytest.mark.parametrize(
    ("wide", "tongue", "size"), [(390, "zh", "elder"), pytest.param(1440, "en", "", marks=pytest.mark.long)]
)
def test_every_page_of_own_cases_suits_everybody(page_at, look_over, addresses, wide, tongue, size):
    page = page_at(wide, "/sign-in", size=size)
    sign_in(page, PHONE, access.PASSWORD)
    page.context.add_cookies([{"name": "tb_lang", "value": tongue, "url": page.url}])
    for path in addresses:
        page.set_viewport_size({"width": wide, "height": 900})
        page.goto(path)
        look_over(page, "own" + path.partition("?")[0].replace("/", "-")[-40:] + f"-{tongue}")


@pytest.mark.req("GUI-04", part="applying in the town's channel")
def test_a_towns_channel_takes_applications_for_its_centre(page_at, look_over, now, owner):
    station = {"organisation": make.STATION, "region": TOWN, "kind": "station", "name": "书院街道样例便民服务中心"}
    item = make.offered(now, make.OLD_AGE_BY_PROXY, **station)[0]
    page = page_at(390, f"/towns/{TOWN}", size="elder", scripts=False)
    page.get_by_role("link", name="在线申请").first.click()
    sign_in(page, PHONE, access.PASSWORD)
    while page.locator(".tb-wizard input[type=radio]").count():
        page.locator(".tb-wizard label").first.click()
        page.locator(".tb-wizard button").click()
    page.get_by_role("link", name="在线申请").first.click()
    page.get_by_role("button", name="开始填写").click()
    page.goto(write_whole(page.url, item, now).replace("/form", "/check"))
    page.locator("#declared").check()
    page.get_by_role("button", name="提交申请").click()
    assert page.locator("h1").inner_text() == "已经收到您的申请"
    row = WorklistRow.objects.get(authority=make.STATION)
    assert (row.region, row.title) == (TOWN, "高龄津贴申领代办")


def write_whole(address: str, item: str, now: Any) -> str:
    """Fills the draft at this address with the dictionary's samples, every paper brought; the same address."""
    draft = queries.get_draft(uuid.UUID(address.split("/")[-2]), actor=SYSTEM, now=now)
    terms = get_terms(item, at=now)
    values = sample_values(get_form(terms.form)) if terms.form else {}
    commands.save_draft(
        holder=draft.holder, item=item, channel=Channel.WEB, draft=draft.id, by=SYSTEM, now=now,
        content={**draft.content, "values": values | dict(draft.content["values"]), "delivery": {"way": "window"}},
        materials=[{"code": row["code"], "how": "paper"} for row in terms.materials],
    )  # fmt: skip
    return address
