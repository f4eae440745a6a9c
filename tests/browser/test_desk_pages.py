"""A reviewer's desk in a real browser: lists, a case, several at once, keys, and without scripts."""

import datetime as dt
import re
from typing import Any

import pytest
import typst
from django.utils import timezone
from playwright.sync_api import expect

from tongban.faces.workbench.tests import cases as desk
from tongban.foundation.files import commands as files
from tongban.foundation.files.tests.make import png
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access.tests.make import PASSWORD
from tongban.services.cases import commands, queries
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
PLANS = "设备设施、布局和操作流程说明"
PLAN = b"""#set page(paper: "a5", flipped: true)
#grid(columns: (2fr, 1fr), rows: (5cm, 4cm), stroke: 1pt,
  [Dining 86 m2], [Hot kitchen 22 m2], [Store 7 m2], [Wash-up 9 m2])"""
POINTS = [
    "标出操作区、就餐区、库房、卫生间",
    "生熟分开，洗消间独立",
    "卫生间不设在食品处理区内",
    "排水走向、上下水位置清楚",
]


@pytest.fixture
def early() -> dt.datetime:
    return timezone.now() - 20 * DAY


@pytest.fixture
def world(early: dt.datetime) -> make.World:
    """An item with papers to look at, staff of its body who can sign in, and cases in many states."""
    materials = [
        {"code": "m1", "name": "营业执照", "need": "1", "source": "20", "licence": True},
        {"code": "m2", "name": PLANS, "need": "1", "source": "10", "standard": "布局图标明各间的面积和流程"},
        {"code": "m3", "name": "食品安全管理制度", "need": "3", "source": "10"},
    ]  # fmt: skip
    made = make.world(early, review_points=POINTS, materials=materials, default_grant=False)
    for role in ("clerk", "reviewer", "approver", "supervisor"):
        desk.appoint(early, role)
    return made


def plan(world: make.World, now: dt.datetime) -> tuple[Given, ...]:
    told: dict[str, Any] = {"holder": world.holder, "by": world.citizen, "now": now}
    drawn = files.store(typst.compile(PLAN), name="布局图.pdf", **told)
    rules = files.store(png(600, 400), name="管理制度.png", **told)
    licence = Given("m1", How.LICENCE, reference="营业执照 92420902MA000000XX")
    return licence, Given("m2", How.UPLOAD, drawn.id), Given("m3", How.UPLOAD, rules.id)


@pytest.fixture
def cases(world: make.World, early: dt.datetime) -> list[queries.Case]:
    """From overdue to fresh, one paused, one to be accepted; the first three are the reviewer's."""
    now, found = timezone.now(), []
    for days in (12, 7, 6, 4, 2, 1):
        found.append(make.accepted(world, now - days * DAY, materials=plan(world, now - days * DAY)))
    commands.suspend(
        case_id=found[4].id, kind="hearing", basis="行政许可法第四十五条", days=20, by=world.reviewer, now=now - DAY
    )  # fmt: skip
    submitted = make.submitted(world, now - DAY, materials=plan(world, now - DAY))
    found.append(queries.Case.objects.get(id=submitted.case))
    commands.write_note(
        case_id=found[1].id, text="已电话核实门牌，现场再看。", by=desk.make.staff("cases.note"), now=now
    )
    commands.sweep(now=now)
    claim(found[:3], now)
    return found


def claim(cases: list[queries.Case], now: dt.datetime) -> None:
    account = desk.access.find_account(desk.PHONES["reviewer"])
    assert account is not None
    actor = desk.actor_of(account)
    for case in cases:
        row = worklists.find_row(actor, f"case:{case.id}", make.BODY)
        assert row is not None
        worklist.claim(row.id, make.BODY, by=actor, by_name=account.name, now=now)


def sign_in(page: Any, role: str) -> Any:
    page.fill("input[name=phone]", desk.PHONES[role])
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    return page


@pytest.mark.parametrize(
    ("width", "language", "size"), [pytest.param(1440, "zh", "", marks=pytest.mark.long), (390, "en", "elder")]
)
def test_the_pages_can_be_read_by_everybody(
    page_at, cases, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    page = sign_in(page_at(width, "/workbench/sign-in", language=language, size=size), "reviewer")
    here = f"/workbench/cases/{cases[1].number}"
    for name, address in (
        ("mine", "/workbench/"), ("unit", "/workbench/unit?whose=all"), ("none", "/workbench/?q=zzz"), ("review", here),
        ("picture", f"{here}?material=m3"), ("form", f"{here}?tab=form"), ("history", f"{here}?tab=history"),
        ("papers", f"{here}?tab=papers"), ("notes", f"{here}?tab=notes"),
        ("paused", f"/workbench/cases/{cases[4].number}"),
    ):  # fmt: skip
        page.goto(address)
        look(page, f"desk-{name}-{width}-{language}", keep_picture, assert_no_sideways_scroll, assert_accessible)
    page.goto(here)
    page.fill("textarea[name=opinion]", " ")
    page.click("#deciding button")
    look(page, f"desk-refused-{width}-{language}", keep_picture, assert_no_sideways_scroll, assert_accessible)
    page.goto("/workbench/unit?whose=all")
    for box in page.locator("input[name=row]").all():
        box.check()
    page.click("button[value=pass_on]")
    look(page, f"desk-batch-{width}-{language}", keep_picture, assert_no_sideways_scroll, assert_accessible)
    page.fill("textarea[name=opinion]", "材料齐全，符合要求")
    page.click("main form .btn-primary")
    expect(page.locator("#outcome form")).to_have_count(0)
    look(page, f"desk-outcome-{width}-{language}", keep_picture, assert_no_sideways_scroll, assert_accessible)


def look(page: Any, name: str, keep_picture: Any, fits: Any, accessible: Any) -> None:
    keep_picture(page, name)
    fits(page)
    small = page.viewport_size  # the whole page is looked at: the bar at the foot of a phone covers what scrolls
    page.set_viewport_size(small | {"height": page.evaluate("document.documentElement.scrollHeight")})
    accessible(page)
    page.set_viewport_size(small)


@pytest.mark.parametrize(
    ("width", "language", "size"), [pytest.param(1440, "zh", "", marks=pytest.mark.long), (390, "en", "elder")]
)
def test_what_the_window_and_supervision_see(
    page_at, cases, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    for role, address in (("supervisor", "/workbench/supervision"), ("clerk", f"/workbench/cases/{cases[6].number}")):
        page = sign_in(page_at(width, "/workbench/sign-in", language=language, size=size), role)
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        look(page, f"desk-{role}-{width}-{language}", keep_picture, assert_no_sideways_scroll, assert_accessible)


def test_a_reviewer_works_with_keys_alone(page_at, cases):
    page = sign_in(page_at(1440, "/workbench/sign-in"), "reviewer")
    page.goto("/workbench/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{cases[1].number}$"))
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("m")
    answers = page.locator(".wb-points input:checked")
    expect(answers).to_have_count(2)
    assert [answers.nth(at).get_attribute("value") for at in range(2)] == ["yes", "site"]
    expect(page.locator(".wb-mats [aria-current]")).to_contain_text("食品安全管理制度")
    page.keyboard.press("g")
    page.keyboard.type("布局符合要求")
    page.click("#deciding .btn-primary")
    expect(page.locator("main [role=status]").first).to_contain_text("已办：送下一步")
    expect(page).to_have_url(re.compile(f"/{cases[2].number}[?]done=pass_on&was={cases[1].number}$"))


def test_the_whole_day_works_without_scripts(page_at, cases):
    page = sign_in(page_at(390, "/workbench/sign-in", scripts=False), "clerk")
    page.goto(f"/workbench/cases/{cases[6].number}")
    page.click("summary:has-text('告知补正')")
    page.fill("textarea[name='defect.m3']", "没有写负责人")
    page.fill("textarea[name='defect.form']", "门牌和执照不一致")
    page.click("button:has-text('出补正告知书')")
    assert "已办：告知补正" in page.inner_text("main")
    assert queries.get_case(cases[6].id, actor=make.staff(), now=timezone.now()).corrections[0].defects == [
        {"about": "form", "text": "门牌和执照不一致"}, {"about": "m3", "text": "没有写负责人"},
    ]  # fmt: skip


def test_a_pdf_opens_in_the_browsers_own_reader(page_at, cases, keep_picture):
    page = sign_in(page_at(1440, "/workbench/sign-in"), "reviewer")
    page.goto(f"/workbench/cases/{cases[1].number}")
    frame = page.locator("iframe.wb-pdf").element_handle().content_frame()
    for _ in range(100):
        if [inner for inner in frame.child_frames if inner.url != "about:blank"]:
            break
        page.wait_for_timeout(50)
    keep_picture(page, "desk-pdf-1440-zh")
    assert frame.child_frames[0].url.startswith("chrome-extension://")
