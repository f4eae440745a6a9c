"""A reviewer's morning: signs in, takes work from the unit's list, changes the post, goes home."""

import pytest

from tests.stories.steps import press, sign_in, tab_to
from tongban.foundation.worklist import commands as worklist
from tongban.registers.access.tests import make as access

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("_regions", "_desk")]
BODY = "114209020000001909"
XIAONAN = "420902000000"


@pytest.fixture
def _desk(_regions, now):
    account = access.account(now)
    for role, body in (("reviewer", BODY), ("data_steward", "")):
        access.post(now, account, role, XIAONAN, body)
    row = {"authority": BODY, "region": XIAONAN, "kind": "case", "step": "材料审查", "version": 1, "due_at": now}
    for number in ("样例003066", "样例002741"):
        row |= {
            "number": number,
            "subject": f"case:{number}",
            "title": "食品经营许可",
            "applicant": f"面馆{number[-1]}",
        }
        worklist.put(worklist.Work(**row), subject_bucket=7)


@pytest.mark.req("NFR-08", part="workbench")
def test_the_desk_suits_everybody(page_at, look_over, view):
    width, look = view
    page = page_at(width, "/workbench/unit", **look)
    look_over(page, "workbench-sign-in")
    sign_in(page, access.PHONE, access.PASSWORD)
    look_over(page, "workbench-unit")
    for path in ("/workbench/", "/workbench/desk"):
        page.goto(path)
        look_over(page, f"workbench{path.replace('/', '-')}")


def test_a_wrong_password_is_told_where_one_looks(page_at, look_over):
    page = page_at(390, "/search?q=" + "x" * 101, expect=422)  # so that a second 422 is no complaint either
    page.goto("/workbench/sign-in")
    page.get_by_label("手机号", exact=True).fill(access.PHONE)
    page.get_by_label("密码", exact=True).fill("wrong-horse-1")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="登录", exact=True).click()
    assert sent.value.status == 422
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.get_by_label("手机号", exact=True).input_value() == access.PHONE
    assert page.get_by_label("密码", exact=True).input_value() == ""


@pytest.mark.req("NFR-08", part="keyboard")
def test_the_whole_morning_by_keys_alone(page_at):
    page = page_at(1440, "/workbench/")
    tab_to(page, "手机号")
    page.keyboard.type(access.PHONE)
    tab_to(page, "密码")
    page.keyboard.type(access.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "本单位的件")
    press(page, "领取 样例003066")
    press(page, "我的待办")
    assert page.locator("tbody tr").all_inner_texts()[0].count("面馆6") == 1
    press(page, "样例甲")
    press(page, "换到这个岗位")
    assert page.locator(".org").inner_text() == "孝南区·数据管理员"
    press(page, "样例甲")
    press(page, "退出登录")
    assert page.locator("h1").inner_text() == "工作人员登录"


def test_the_whole_morning_without_scripts(page_at):
    page = page_at(390, "/workbench/unit", scripts=False)
    sign_in(page, access.PHONE, access.PASSWORD)
    page.get_by_role("button", name="领取 样例003066").click()
    page.goto("/workbench/")
    page.get_by_role("button", name="退回本单位 样例003066").click()
    assert page.get_by_text("没有待办").is_visible()
    page.get_by_role("link", name="样例甲").click()
    page.get_by_role("button", name="退出登录").click()
    assert page.locator("h1").inner_text() == "工作人员登录"
