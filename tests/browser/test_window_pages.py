"""The window, the issuing counter and the wording of papers in a real browser: readable, no wider than the window."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.journeys import licensing
from tongban.registers.access import commands as access
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import commands
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel, Delivery
from tongban.services.cases.tests.make import BANK, CARD, FORM, MATERIALS
from tongban.services.licences import commands as licences
from tongban.services.licences.tests.holding import held

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NAMES = (
    "高龄津贴发放", "老年人优待证办理",
    "食品经营许可（新办）——含网络经营、单位食堂与散装熟食销售的综合情形，以及利用自动设备从事食品经营的备案",
)  # fmt: skip
BODIES = (
    "孝南区样例民政局",
    "孝南区样例卫生健康局",
    "孝感市孝南区样例市场监督管理局（知识产权局、食品安全委员会办公室）",
)
PHONES = {"clerk": "19900000071", "issuing_clerk": "19900000072", "administrator": "19900000073"}


@pytest.fixture
def world() -> dict[str, str]:
    """Three departments with an item each, three results that wait, a closed case, and staff for every desk."""
    now = timezone.now()
    then = now - dt.timedelta(minutes=5)
    catalogue.entry(then)
    items = [_item(then, at, name, body) for at, (name, body) in enumerate(zip(NAMES, BODIES, strict=True), 1)]
    holder = parties.person(then)
    told = {"region": catalogue.PROVINCE, "kind": Document.RECEIPT, "language": "zh-hans", "by": SYSTEM, "now": then}
    commands.draft_wording(
        title="收件回执", body="{you}申请的“{item}”已收到。\n{materials}\n{acceptance_due_on}前答复。", **told
    )
    commands.publish_wording(**told)
    held(holder, "居民身份证", then)
    numbers = [_result(item, holder, Delivery.WINDOW, now) for item in items]
    closed = _result(items[0], holder, Delivery.ELECTRONIC, now)
    for role, phone in PHONES.items():
        account = access.create_account(
            phone=phone, name="样例窗口人员", password=accounts.PASSWORD, by=SYSTEM, now=then
        )
        region = catalogue.PROVINCE if role == "administrator" else catalogue.COUNTY
        accounts.post(then, account, role=role, region=region)
    waiting = _waiting(items[2], holder, now)
    return {
        "item": items[0],
        "long": items[2],
        "number": numbers[2],
        "closed": closed,
        "waiting": waiting,
        "holder": str(holder),
    }


def _item(then: dt.datetime, at: int, name: str, body: str) -> str:
    code = f"TE420902000000000{at}"
    catalogue.body(then, code=code, name=body)
    catalogue.place(then, code)
    leaf = catalogue.leaf(then, sequence=at)
    catalogue.version(then, leaf.code, name=name, materials=MATERIALS, tolerant=True, form=FORM)
    item = catalogue.offered(then, leaf.code, code).code
    assert item is not None
    return item


def _waiting(item: str, holder: object, now: dt.datetime) -> str:
    """A case whose applicant has been told what to correct."""
    given = (Given("m1", How.PAPER), BANK)
    application = Application(
        item=item, holder=holder, channel=Channel.SYSTEM, values={"name": "样例甲"}, materials=given
    )
    receipt = commands.submit(application=application, key=f"{item}-waiting", by=SYSTEM, now=now)
    defects = [Defect("m1", "证件照反光，号码看不清，请重新拍摄"), Defect("form", "电话打不通，请换一个")]
    licensing.request_correction(case_id=receipt.case, defects=defects, by=SYSTEM, now=now)
    return receipt.number


def _result(item: str, holder: object, delivery: Delivery, now: dt.datetime) -> str:
    application = Application(
        item=item, holder=holder, channel=Channel.SYSTEM, values={"name": "样例甲"}, materials=(CARD, BANK),
        delivery=delivery,
    )  # fmt: skip
    receipt = commands.submit(application=application, key=f"{item}-{delivery}", by=SYSTEM, now=now)
    commands.accept(case_id=receipt.case, by=SYSTEM, now=now)
    licensing.decide(case_id=receipt.case, granted=True, opinion="同意", by=SYSTEM, now=now)
    licensing.wind_up(case_id=receipt.case, now=now)
    return receipt.number


def sign_in(page, role):
    page.fill("input[name=phone]", PHONES[role])
    page.fill("input[name=password]", accounts.PASSWORD)
    page.click("main button")


@pytest.mark.parametrize(
    ("width", "language", "size"), [(390, "zh", "elder"), pytest.param(1440, "en", "", marks=pytest.mark.long)]
)
def test_the_desks_of_the_window_can_be_read_by_everybody(
    page_at, world, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    def desk(role, path):
        page = page_at(width, f"/workbench/sign-in?next={path}", language=language, size=size)
        sign_in(page, role)
        return page

    def look(page, name):
        keep_picture(page, f"window-{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    page = desk("clerk", "/workbench/intake")
    look(page, "items")
    page.goto(f"/workbench/intake/{world['long']}")
    page.fill("#number", "420902199001010011")
    page.click("form[aria-labelledby=who] button")
    look(page, "applicant")
    page.fill("#scan", "6901234567892")
    page.press("#scan", "Enter")
    look(page, "no-code")
    shown = licences.show_code(holder=uuid.UUID(world["holder"]), item=world["long"], by=SYSTEM, now=timezone.now())
    page.keyboard.type(shown.token)  # a scanner types where the cursor stands
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{world['holder']}")
    look(page, "form-scanned")
    page.click("main form button.btn-primary:not(.tb-sr)")
    look(page, "form-refused")
    page.fill("#name", "样例甲")
    for code in ("m1", "m2"):
        page.select_option(f'[name="materials.{code}"]', "paper")
    page.click("main form button.btn-primary:not(.tb-sr)")
    look(page, "receipt")
    page.goto(f"/workbench/intake/cases/{world['waiting']}")
    look(page, "answer")

    page = desk("issuing_clerk", "/workbench/issuing")
    look(page, "issuing")
    page.goto(f"/workbench/issuing/{world['number']}")
    page.fill("#number", parties.resident_id(2))
    page.click("main form button.btn-primary")
    look(page, "hand-out")
    page.goto(f"/workbench/cases/{world['closed']}/archive")
    page.fill("#purpose", "核对归档")
    page.click("main form button.btn-primary")
    look(page, "archive")

    page = desk("administrator", "/workbench/papers")
    look(page, "kinds")
    page.goto(f"/workbench/papers/{catalogue.PROVINCE}/receipt/zh-hans")
    page.fill("#body", "{materials}\n多了 {nobody}")
    page.click('main form button:has-text("存为草稿"), main form button:has-text("Save as draft")')
    look(page, "wording")
