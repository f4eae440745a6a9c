import datetime as dt

import pytest
from django.test import Client

from tests.links import dead_links
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access import queries
from tongban.registers.access.tests import make as access
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
BODY = "114209020000001909"
XIAONAN = "420902000000"


@pytest.fixture(autouse=True)
def _tree(now):
    regions.tree(now)


@pytest.fixture
def staff(client, now):
    """`staff("reviewer")`: a client signed in, whose account holds posts of these roles at the body."""

    def signed_in(*roles, phone=access.PHONE, browser=client):
        account = access.account(now, phone)
        for role in roles:
            access.post(now, account, role, XIAONAN, BODY)
        browser.post("/workbench/sign-in", {"phone": phone, "password": access.PASSWORD})
        browser.account = account
        return browser

    return signed_in


def work(number="样例003066", **changes):
    row = {"authority": BODY, "region": XIAONAN, "kind": "case", "subject": f"case:{number}", "step": "材料审查"}
    row |= {"title": "食品经营许可（新办）", "version": 1, "number": number, "applicant": "孝南区样例面馆"} | changes
    worklist.put(worklist.Work(**row), subject_bucket=7)


def text(answer):
    return answer.content.decode()


def waiting(account, now):
    post = queries.list_posts(account, "workbench")[0]
    return worklists.list_unit(queries.actor_for(account, post), BODY, now=now).rows


@pytest.mark.req("NFR-08", part="no dead ends in the workbench")
def test_no_link_is_dead(staff):
    work()
    assert dead_links(staff("reviewer", "supervisor"), "/workbench/") == []


# --- who may open what ----------------------------------------------------------------------------------------

PAGES = ("/workbench/", "/workbench/unit", "/workbench/desk")


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_one_is_asked_to_sign_in_and_comes_back(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"].startswith("/workbench/sign-in?next=")) == (303, True)


@pytest.mark.parametrize("path", PAGES)
def test_a_citizen_is_told_why_not(staff, path):
    answer = staff().get(path)
    assert answer.status_code == 403
    assert "您的账号没有工作台的岗位" in text(answer)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("clerk", [200, 200, 200]),
        ("reviewer", [200, 200, 200]),
        ("item_editor", [200, 200, 200]),
        ("supervisor", [200, 200, 200]),
        ("administrator", [200, 200, 200]),
        ("data_steward", [200, 403, 200]),
    ],
)
def test_each_role_opens_its_pages(staff, role, statuses):
    browser = staff(role)
    assert [browser.get(path).status_code for path in PAGES] == statuses


def test_the_rail_shows_only_what_the_role_may_open(staff):
    page = text(staff("data_steward").get("/workbench/desk"))
    assert 'href="/workbench/unit"' not in page
    refused = staff("data_steward", phone="19900000078", browser=Client()).get("/workbench/unit")
    assert "您现在的岗位是数据管理员" in text(refused)


def test_pages_of_staff_are_kept_by_no_cache(staff):
    assert "no-store" in staff("reviewer").get("/workbench/")["Cache-Control"]


# --- posts ----------------------------------------------------------------------------------------------------


def test_one_acts_in_the_post_one_chose(staff):
    browser = staff("reviewer", "data_steward")
    post = next(post for post in queries.list_posts(browser.account, "workbench") if post.role == "data_steward")
    assert browser.post("/workbench/desk/post", {"post": post.id})["Location"] == "/workbench/"
    assert "孝南区·数据管理员" in text(browser.get("/workbench/desk"))
    assert browser.get("/workbench/unit").status_code == 403


@pytest.mark.parametrize("post", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
def test_a_post_one_does_not_hold_is_not_taken(staff, post):
    browser = staff("reviewer")
    assert browser.post("/workbench/desk/post", {"post": post}).status_code == 404
    assert "孝南区·审批人员" in text(browser.get("/workbench/desk"))


def test_somebody_elses_post_is_not_taken(staff, now):
    other = access.post(now, access.account(now, "19900000078"), "administrator")
    assert staff("reviewer").post("/workbench/desk/post", {"post": other.id}).status_code == 404


# --- lists ----------------------------------------------------------------------------------------------------


def test_claimed_work_moves_to_my_list_and_back(staff, now):
    work()
    browser = staff("reviewer")
    row = waiting(browser.account, now)[0]
    assert browser.post(f"/workbench/work/{row.id}/claim")["Location"] == "/workbench/"
    assert "孝南区样例面馆" in text(browser.get("/workbench/"))
    assert "孝南区样例面馆" not in text(browser.get("/workbench/unit"))
    browser.post(f"/workbench/work/{row.id}/release")
    assert "孝南区样例面馆" not in text(browser.get("/workbench/"))
    assert len(waiting(browser.account, now)) == 1


def test_work_is_claimed_once(staff, now):
    work()
    first = staff("reviewer")
    row = waiting(first.account, now)[0]
    first.post(f"/workbench/work/{row.id}/claim")
    second = staff("reviewer", phone="19900000078", browser=Client())
    assert second.post(f"/workbench/work/{row.id}/claim").status_code == 409


def test_a_supervisor_sees_the_list_and_claims_nothing(staff, now):
    work()
    browser = staff("supervisor")
    row = waiting(browser.account, now)[0]
    page = text(browser.get("/workbench/unit"))
    assert "孝南区样例面馆" in page
    assert "/claim" not in page
    assert browser.post(f"/workbench/work/{row.id}/claim").status_code == 403
    assert len(waiting(browser.account, now)) == 1


def test_the_lights_narrow_the_list(staff, now):
    day = dt.timedelta(days=1)
    work("样例1", due_at=now - 400 * day)
    work("样例2", due_at=now + 4000 * day)
    browser = staff("reviewer")
    page = text(browser.get("/workbench/unit?light=overdue"))
    assert "样例1" in page
    assert "样例2" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [("after=nonsense", 422), ("light=purple", 200), ("q=%00", 400), ("q=" + "x" * 500, 200), ("after=%FF", 400)],
)
def test_odd_questions_get_an_answer(staff, query, status):
    assert staff("reviewer").get(f"/workbench/unit?{query}").status_code == status


def test_the_list_costs_the_same_for_one_row_and_for_fifty(staff, django_assert_num_queries):
    browser = staff("reviewer")
    for at in range(50):
        work(f"样例{at:03}")
    with django_assert_num_queries(7):
        browser.get("/workbench/unit")


# --- sign-in --------------------------------------------------------------------------------------------------


def test_signing_in_leads_to_where_one_wanted_to_go(staff, client):
    staff("reviewer")
    client.post("/workbench/sign-out")
    asked = {"phone": access.PHONE, "password": access.PASSWORD, "next": "/workbench/unit"}
    assert client.post("/workbench/sign-in", asked)["Location"] == "/workbench/unit"


def test_wrong_credentials_open_nothing(client):
    answer = client.post("/workbench/sign-in", {"phone": access.PHONE, "password": "wrong-horse-1"})
    assert (answer.status_code, "手机号或者密码不对" in text(answer)) == (422, True)
    assert client.get("/workbench/").status_code == 303


def test_signing_out_takes_a_button(staff):
    browser = staff("reviewer")
    assert browser.get("/workbench/sign-out").status_code == 405
    assert browser.post("/workbench/sign-out")["Location"] == "/workbench/sign-in"
    assert browser.get("/workbench/").status_code == 303
