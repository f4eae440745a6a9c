"""Long lists and their exports in a real browser: 200 rows, long names, nothing, a queue, a file, one that stopped."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_desk_pages import look, sign_in
from tongban.faces.workbench.tests import cases as desk
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist.tables import Table
from tongban.services.cases.tests import make
from tongban.services.cases.work_table import WORK_TABLE

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
LONG = "湖北省孝感市孝南区槐荫大道样例食品经营管理与冷链配送服务有限责任公司第一分公司（筹）"
BROKEN = Table(WORK_TABLE.sheet, WORK_TABLE.columns, lambda *_: 1 / 0)  # type: ignore[arg-type, return-value]


@pytest.fixture
def rows() -> None:
    """200 rows of every light; one in seven has names as long as they come."""
    now = timezone.now()
    make.world(now - dt.timedelta(days=20))
    desk.appoint(now - dt.timedelta(days=20), "reviewer")
    for at in range(200):
        due = now + dt.timedelta(hours=at * 3 - 60)
        told: dict[str, Any] = {
            "authority": make.BODY, "region": make.REGION, "kind": "case", "subject": f"order:{at}", "version": 1,
            "step": ("submitted", "check", "decide", "deliver")[at % 4], "number": f"{at * 7919:016}",
            "title": "食品经营许可（新办）" if at % 7 else f"{LONG}食品经营许可及特殊食品销售备案（延续、变更）",
            "applicant": "样例丁" if at % 7 else LONG, "due_at": due if at % 11 else None,
            "warn_at": due - dt.timedelta(days=3), "alarm_at": due - dt.timedelta(days=1), "paused": at % 13 == 0,
        }  # fmt: skip
        worklist.put(worklist.Work(**told), subject_bucket=at)


@pytest.mark.parametrize(
    ("width", "language", "theme", "size"),
    [
        pytest.param(1440, "en", "dark", "", marks=pytest.mark.long),
        (390, "zh", "light", "elder"),
        pytest.param(1440, "zh", "light", "", marks=pytest.mark.long),
        pytest.param(390, "en", "dark", "", marks=pytest.mark.long),
    ],
)
def test_lists_and_exports_can_be_read_by_everybody(
    page_at, rows, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, theme, size
):
    page = sign_in(page_at(width, "/workbench/sign-in", language=language, theme=theme, size=size), "reviewer")

    def seen(name: str) -> None:
        told = f"list-{name}-{width}-{language}-{theme}"
        look(page, told, keep_picture, assert_no_sideways_scroll, assert_accessible)

    for name, address in (
        ("unit", "/workbench/unit?whose=all"), ("none", "/workbench/unit?q=没有"), ("no-exports", "/workbench/exports"),
    ):  # fmt: skip
        page.goto(address)
        seen(name)
    page.goto("/workbench/unit?whose=all")
    page.click("form[action$='/workbench/export'] button")
    seen("queued")
    worklist.write_next_export(table=BROKEN, clock=timezone.now)
    expect(page.locator("#export form button")).to_be_visible()  # it asks by itself
    seen("parked")
    page.click("#export form button")
    worklist.write_next_export(table=WORK_TABLE, clock=timezone.now)
    expect(page.locator("#export a.btn")).to_be_visible()
    seen("ready")
    page.goto("/workbench/exports")
    seen("exports")


def test_an_export_works_without_scripts(page_at, rows):
    page = sign_in(page_at(390, "/workbench/sign-in", scripts=False), "reviewer")
    page.goto("/workbench/unit")
    page.click("form[action$='/workbench/export'] button")
    worklist.write_next_export(table=WORK_TABLE, clock=timezone.now)
    page.click("#export >> text=刷新")
    with page.expect_download() as download:
        page.click("#export a.btn")
    assert download.value.suggested_filename.startswith("待领_")
