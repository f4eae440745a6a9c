"""Workbooks out and in, in a real browser: readable, no wider than the window, and without scripts."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands
from tongban.registers.catalogue.commands import workbooks
from tongban.registers.catalogue.queries.standing import Asked
from tongban.registers.catalogue.rules.workbook import Kind
from tongban.registers.catalogue.tests import books, make
from tongban.registers.catalogue.tests.books import changed, exported, rebuilt, sheets_of

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE, PASSWORD = "19900000081", "a-good-horse-1"
NAMES = ("老年人优待证办理", "食品经营许可（新办）——含网络经营、单位食堂与散装熟食销售的综合情形", "公司设立登记")
WRONG = {"承诺办结时限": "21", "是否支持预约办理": "也许", "承诺办结时限单位": "工作天", "事项名称": "别的名字"}


@pytest.fixture
def files(now, tmp_path) -> dict[str, Path]:
    """A body with items, an editor, and three workbooks: right, wrong, and wrong in two hundred places."""
    now = timezone.now()
    then = now - dt.timedelta(hours=1)
    make.published(then)
    for sequence, name in enumerate(NAMES, 2):
        make.version(then, make.leaf(then, sequence=sequence).code, name=name)
        make.claimed(then, f"{make.CODE}{sequence:02d}", make.BODY)
    told = {"phone": PHONE, "name": "样例事项管理员", "password": PASSWORD}
    account = commands.create_account(**told, by=SYSTEM, now=now)
    commands.appoint(
        account_id=account.id, role="item_editor", region=make.COUNTY, organisation=make.BODY, by=SYSTEM, now=now
    )
    right = exported(now)
    for row, (title, value) in enumerate(
        [("承诺办结时限", "3"), ("办理时间", "全天"), ("办理形式", "窗口办理、网上办理")], 2
    ):
        right = changed(right, title, value, row=row)
    right = changed(right, "交通指引", "乘 1 路、2 路到城站路口下车，\n步行 200 米。", row=3)
    wrong = right
    for title, value in WRONG.items():
        wrong = changed(wrong, title, value)
    sheets = sheets_of(wrong)
    sheets["事项"] += [[f"11420902{n:09d}X442012000100001"] for n in range(200)]
    written = {"right": right, "wrong": rebuilt(sheets)}
    for name, content in written.items():
        (tmp_path / f"实施清单_{name}.xlsx").write_bytes(content)
    return {name: tmp_path / f"实施清单_{name}.xlsx" for name in written}


def sign_in(page):
    page.fill("input[name=phone]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")


def hand_in(page, file):
    page.goto("/workbench/tables/import")
    page.set_input_files("input[name=file]", file)
    page.click("main form button.btn-primary")
    page.wait_for_selector("#import")


def worked_off(page, *, scripts=True):
    """The worker has done its part; the page comes anew by itself, or is asked to."""
    books.worked_off(timezone.now())
    if scripts:
        page.wait_for_selector("#import", state="detached", timeout=8000)
    else:
        page.reload()


LOOKS = [(390, "en", "light", ""), pytest.param(1440, "zh", "light", "elder", marks=pytest.mark.long)]


@pytest.mark.parametrize(("width", "language", "theme", "size"), LOOKS)
def test_the_pages_can_be_read_by_everybody(
    page_at, files, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, theme, size
):
    page = page_at(width, "/workbench/sign-in?next=/workbench/tables/", language=language, theme=theme, size=size)
    sign_in(page)

    def look(name):
        keep_picture(page, f"tables-{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    look("empty")
    page.goto("/workbench/tables/import")
    look("import")
    for name, file in files.items():
        hand_in(page, file)
        look(f"{name}-waiting")
        worked_off(page)
        look(name)
    page.goto("/workbench/tables/")
    look("listed")


def test_from_the_file_to_the_drafts_without_scripts(page_at, files, keep_picture):
    page = page_at(390, "/workbench/sign-in?next=/workbench/tables/", scripts=False)
    sign_in(page)
    hand_in(page, files["right"])
    worked_off(page, scripts=False)
    assert "没有错误，可以导入" in page.inner_text("main")
    page.click("form[aria-labelledby=apply] button.btn-primary")
    worked_off(page, scripts=False)
    assert "写了 3 份草稿" in page.inner_text("main")
    keep_picture(page, "tables-applied-390")


def test_an_export_shows_how_far_it_is_and_ends_by_itself(page_at, files, keep_picture):
    page = page_at(1440, "/workbench/sign-in?next=/workbench/tables/")
    sign_in(page)
    from tongban.registers.access.queries import Account

    by = make.staff("catalogue.read")
    row = workbooks.ask_export(kind=Kind.LOCAL, asked=Asked(), name="实施清单.xlsx", by=by, now=timezone.now())
    type(row).objects.filter(id=row.id).update(started_by=Account.objects.get(phone=PHONE).id, total=20000, done=7500)
    page.goto(f"/workbench/tables/exports/{row.id}")
    keep_picture(page, "tables-progress-1440")
    assert workbooks.write_next_export(clock=timezone.now)
    page.wait_for_selector("#export a.btn-primary", timeout=8000)
    assert page.locator("#export").count() == 1
    keep_picture(page, "tables-finished-1440")
