"""The builders of form and guidance in a real browser: readable, no wider than the window, quicker with scripts."""

import datetime as dt
import json
from pathlib import Path

import pytest

import tongban
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.catalogue.commands import editions as commands
from tongban.registers.catalogue.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE, PASSWORD = "19900000093", "a-good-horse-1"
HERE = f"/workbench/catalogue/leaves/{make.CODE}01/change"
FOOD = Path(tongban.__file__).parent / "sample/catalogue/entries/000125010000.json"


@pytest.fixture
def editor(now: dt.datetime) -> None:
    """A leaf with the form, the questions and the materials of a full sample item, and its manager."""
    other = make.leaf(now, sequence=2).code
    told = FOOD.read_text(encoding="utf-8").replace("00102501100001", other)
    content = json.loads(told)["leaves"][0]["content"]
    make.published(now, **{name: content[name] for name in ("form", "guidance", "materials", "steps")})
    told = {"code": "2020-63", "document_number": "鄂政办发〔2020〕63号", "title": "五级依申请及公共服务事项清单"}
    commands.publish_edition(region=make.PROVINCE, by=SYSTEM, now=now, **told)
    account = access.create_account(phone=PHONE, name="样例主管", password=PASSWORD, by=SYSTEM, now=now)
    access.appoint(
        account_id=account.id, role="catalogue_manager", region=make.PROVINCE, organisation="", by=SYSTEM, now=now
    )


def signed_in(page):
    page.fill("input[name=phone]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    return page


@pytest.mark.parametrize(
    ("width", "language", "size"), [(390, "en", "elder"), pytest.param(1440, "zh", "", marks=pytest.mark.long)]
)
def test_the_builders_can_be_read_by_everybody(
    page_at, editor, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    page = signed_in(page_at(width, "/workbench/sign-in", language=language, size=size))
    for sheet, opened in (("form", "form.sections.0.fields.1.when"), ("guidance", "guidance.questions.1.when")):
        page.goto(f"{HERE}?sheet={sheet}")
        page.evaluate("for (const each of document.querySelectorAll('.ed-row details')) each.open = true")
        page.click(f"button[value='{opened}']")
        page.locator("fieldset.ed-clauses").wait_for()
        page.locator("#sheet details > summary").first.click()
        keep_picture(page, f"builder-{sheet}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    editions = "/workbench/catalogue/editions"
    others = {
        "editor": HERE,
        "leaf": HERE.removesuffix("/change"),
        "editions": editions,
        "edition": f"{editions}/{make.PROVINCE}/2020-63",
        "loading": "/workbench/catalogue/loading",
    }
    for name, address in others.items():
        page.goto(address)
        keep_picture(page, f"{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_a_field_moves_without_leaving_the_page(page_at, editor):
    page = signed_in(page_at(1440, "/workbench/sign-in"))
    page.goto(f"{HERE}?sheet=form")
    first = page.locator(".ed-rows .ed-name b").first.inner_text()
    page.evaluate("window.stayed = true")
    page.click("button[value='form.sections.0.fields.0.down']")
    page.locator(".ed-rows .ed-name b").nth(1).get_by_text(first, exact=True).wait_for()
    assert page.evaluate("window.stayed")
