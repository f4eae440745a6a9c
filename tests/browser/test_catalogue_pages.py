"""The pages of the base catalogue in a real browser: readable, no wider than the window, without scripts."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.tests import chain, make
from tongban.registers.orgs import commands as orgs

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE, PASSWORD = "19900000091", "a-good-horse-1"
LEAF = f"{make.CODE}01"
LONG = "个体工商户、农民专业合作社和其他市场主体经营场所跨县（市、区）迁移时食品经营许可的变更和重新核发"


@pytest.fixture
def catalogue(now: dt.datetime) -> dict[str, str]:
    """Two hundred entries, one of them offered, with two versions and an adjustment under review."""
    item = make.published(now)
    orgs.register(
        code="TE4200000000000009", name="湖北省样例民政厅", kind="provincial", region=make.PROVINCE, by=SYSTEM, now=now
    )
    for number in range(2, 202):
        owner = "TE4200000000000009" if number % 2 else None
        name = LONG if number == 2 else f"样例政务服务事项第{number}项"
        make.entry(now, code=f"420120{number:03d}000", name=name, owner=owner, levels=(2, 3, 4, 5, 6)[number % 4 :])
    changes = {
        "conditions": "年满 75 周岁，户籍在本地；\n本人或者家属可以代办。",
        "materials": [
            *make.COMMON["materials"],
            {"code": "m2", "name": "银行卡", "need": "3", "source": "10", "copies": 1},
        ],
        "special_procedures": ["publicity"],
    }
    plan = {"content": changes, "defaults": {"promised_limit": 3}}
    chain.approved(now, "change", leaf=item.leaf_id, plan=plan, effective_at=now + dt.timedelta(days=6))
    told = {
        "plan": {"content": {"legal_limit": 15, "aliases": ["老人补贴", "敬老金"]}},
        "title": "压缩高龄津贴的法定时限",
    }
    row = chain.drafted(now, "change", leaf=item.leaf_id, by=SYSTEM, effective_at=now + dt.timedelta(days=30), **told)
    row = steps.submit(row.id, version=1, by=SYSTEM, now=now)
    account = access.create_account(phone=PHONE, name="样例主管", password=PASSWORD, by=SYSTEM, now=now)
    access.appoint(
        account_id=account.id, role="catalogue_manager", region=make.PROVINCE, organisation="", by=SYSTEM, now=now
    )
    here = "/workbench/catalogue"
    return {
        "list": here,
        "entry": f"{here}/entries/{make.CODE}",
        "leaf": f"{here}/leaves/{LEAF}",
        "comparison": f"{here}/leaves/{LEAF}/comparison",
        "editor": f"{here}/leaves/{LEAF}/change",
        "adjustments": f"{here}/adjustments",
        "desk": f"{here}/adjustments/{row.id}",
        "delegate": f"{here}/propose/delegate?entry={make.CODE}",
        "split": f"{here}/propose/split?leaf={LEAF}",
        "add": f"{here}/propose/add",
    }


def signed_in(page):
    page.fill("input[name=phone]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    return page


@pytest.mark.parametrize(
    ("width", "language", "size"), [(390, "en", "elder"), pytest.param(1440, "zh", "", marks=pytest.mark.long)]
)
def test_the_pages_can_be_read_by_everybody(
    page_at, catalogue, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    page = signed_in(page_at(width, "/workbench/sign-in", language=language, size=size))
    for name, address in catalogue.items():
        page.goto(address)
        if name == "editor":
            page.locator("main details summary").first.click()
        keep_picture(page, f"catalogue-{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_a_leaf_is_edited_without_scripts(page_at, catalogue):
    page = signed_in(page_at(390, "/workbench/sign-in", scripts=False))
    page.goto(catalogue["editor"])
    page.click("button[value='materials.add']")
    page.locator("details.cat-row[open] summary").last.wait_for()
    page.fill("[name='materials.2.name']", "户口簿")
    page.fill("[name=reason]", "样例理由")
    page.click("button[name=save]")
    assert "增加" in page.inner_text(".cat-cmp")
    assert "户口簿" in page.inner_text(".cat-cmp")
