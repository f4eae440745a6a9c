"""The page of a case: who may open it, what it shows, what is done on it, and what is refused."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.written import journal_actions
from tongban.faces.workbench.tests import cases as desk
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access.queries import Account
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def early() -> dt.datetime:
    """Before the clock that the pages read."""
    return timezone.now() - dt.timedelta(minutes=5)


@pytest.fixture
def world(early: dt.datetime) -> make.World:
    return make.world(early, review_points=["持卡人和申请人一致", "卡号清楚"])


def page(number: str, more: str = "") -> str:
    return f"/workbench/cases/{number}{more}"


def step(browser: Client, case: queries.Case, name: str, version: int | None = None, **told: str) -> object:
    sent = {"version": version or case.version} | told
    return browser.post(page(case.number, f"/steps/{name}"), sent)


def claimed(case: queries.Case, account: Account, now: dt.datetime) -> None:
    actor = desk.actor_of(account)
    row = worklists.find_row(actor, f"case:{case.id}", make.BODY)
    worklist.claim(row.id, make.BODY, by=actor, by_name=account.name, now=now)


def state(case: queries.Case) -> tuple[str, int]:
    case.refresh_from_db()
    return case.state, case.version


# --- who may open it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("reviewer", 200), ("approver", 200), ("supervisor", 200), ("data_steward", 403)],
)
def test_each_role_opens_the_page_or_is_told_why_not(client, world, early, role, status):
    number = make.submitted(world, early).number
    desk.sit(client, early, role)
    assert client.get(page(number)).status_code == status


@pytest.mark.parametrize("number", ["1234567890123456", "x", "%00", "9" * 60])
def test_a_number_of_no_case_is_not_found(client, world, early, number):
    desk.sit(client, early, "reviewer")
    assert client.get(page(number)).status_code in (400, 404)


def test_staff_of_another_body_do_not_know_of_it(client, world, early):
    number = make.submitted(world, early).number
    account = desk.accounts.account(early, "19900000079")
    desk.accounts.post(early, account, "reviewer", make.REGION, "TE4209020000000099")
    client.post("/workbench/sign-in", {"phone": account.phone, "password": desk.accounts.PASSWORD})
    assert client.get(page(number)).status_code == 404


# --- what it shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("", "持卡人和申请人一致"),
        ("form", "样例甲"),
        ("history", "受理〔2026〕1号"),
        ("papers", "受理通知书"),
        ("notes", "还没有备注"),
    ],
)
def test_every_tab_shows_its_part(client, world, early, tab, shown):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    assert shown in client.get(page(case.number, f"?tab={tab}")).text


def test_the_history_calls_what_was_asked_for_by_its_name(client, world, early):
    case = make.told_to_correct(world, early)
    desk.sit(client, early, "reviewer")
    told = client.get(page(case.number, "?tab=history")).text
    assert ("<b>银行卡</b>：请重新提交" in told, "<b>m2</b>" in told) == (True, False)


def test_what_is_not_possible_says_why(client, world, early):
    case = make.accepted(world, early)
    desk.sit(client, early, "approver")
    text = client.get(page(case.number)).text
    assert "前面的审查环节还没有走完，不能作决定" in text
    assert "行政许可法第三十八条" in text


def test_originals_come_from_this_house_and_each_look_is_journalled(client, world, early):
    number = make.submitted(world, early, materials=desk.uploaded(world, early)).number
    desk.sit(client, early, "reviewer")
    assert '<iframe class="wb-pdf"' in client.get(page(number)).text
    answer = client.get(page(number, "/materials/m1"))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (desk.PDF, "application/pdf")
    assert (answer["X-Frame-Options"], "frame-ancestors 'self'" in answer["Content-Security-Policy"]) == (
        "SAMEORIGIN", True,
    )  # fmt: skip
    assert journal_actions()[-1] == "files.handed_out"
    assert client.get(page(number, "/materials/m9")).status_code == 404


def test_the_page_may_frame_this_house_alone(client, world, early):
    number = make.submitted(world, early).number
    desk.sit(client, early, "reviewer")
    policy = client.get(page(number))["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_whole_number_takes_a_purpose(client, world, early):
    number = make.submitted(world, early).number
    desk.sit(client, early, "reviewer")
    whole = make.parties.resident_id(1)
    assert whole not in client.get(page(number)).text
    refused = client.post(page(number, "/reveal"), {"purpose": ""})
    assert (refused.status_code, whole in refused.text) == (422, False)
    assert whole in client.post(page(number, "/reveal"), {"purpose": "核对身份证"}).text


PLACE_AND_NUMBER = {
    "title": "申请表",
    "sections": [
        {
            "title": "申请人",
            "fields": [
                {"element": "person.name", "required": True, "key": "name"},
                {"element": "person.resident_id", "required": True, "key": "id"},
                {"element": "premises.region", "required": True, "key": "place"},
            ],
        }
    ],
}


def test_the_form_tells_places_by_name_and_whole_numbers_for_a_purpose_alone(client, early):
    world, whole = make.world(early, form=PLACE_AND_NUMBER), make.parties.resident_id(1)
    values = {"name": "样例甲", "id": whole, "place": make.REGION}
    number = make.submitted(world, early, values=values).number
    desk.sit(client, early, "reviewer")
    shown = client.get(page(number, "?tab=form")).text
    assert ("孝南区" in shown.partition("wb-formread")[2], whole in shown) == (True, False)
    asked = client.post(page(number, "/reveal"), {"purpose": "和健康证明核对", "tab": "form"}).text
    assert re.search(rf"<dd>{whole}</dd>", asked)


# --- what is done on it ---------------------------------------------------------------------------------------


@pytest.mark.req("UAP-01", part="front desk and back office each take their own steps on the page")
def test_a_case_goes_from_the_window_to_the_decision(world, early):
    case = queries.Case.objects.get(id=make.submitted(world, early).case)
    browsers = {role: Client() for role in ("clerk", "reviewer", "approver")}
    for role, browser in browsers.items():
        desk.sit(browser, early, role)
    told = [("clerk", "accept", {}), ("reviewer", "pass_on", {"opinion": "初审通过", "point.1": "yes"})]
    for role, name, sent in [*told, ("approver", "grant", {"opinion": "同意"})]:
        assert step(browsers[role], case, name, **sent).status_code == 303
        case.refresh_from_db()
    assert case.state == "granted"
    opinions = [event.opinion for event in queries.get_case(case.id, actor=world.clerk, now=early).events]
    assert opinions == ["", "", "初审通过\n要点 1：符合", "同意"]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("clerk", "grant"),
        ("clerk", "pass_on"),
        ("reviewer", "grant"),
        ("reviewer", "accept"),
        ("supervisor", "pass_on"),
    ],
)
@pytest.mark.req("UAP-01", part="front desk cannot decide; back office cannot take in")
def test_a_step_of_others_is_refused_and_changes_nothing(client, world, early, role, name):
    case = make.accepted(world, early)
    desk.sit(client, early, role)
    assert step(client, case, name, opinion="同意").status_code == 403
    assert state(case) == ("review", 2)


def test_the_next_of_my_list_opens_after_a_step(client, world, early):
    account = desk.sit(client, early, "reviewer")
    first, second = (make.accepted(world, early + dt.timedelta(seconds=at)) for at in range(2))
    for case in (first, second):
        claimed(case, account, early)
    text = client.get(page(first.number)).text
    assert f'href="{page(second.number)}" data-key="]"' in text
    assert step(client, first, "pass_on", opinion="通过")["Location"].startswith(f"{page(second.number)}?done=pass_on")
    assert "已办：送下一步" in client.get(page(second.number, f"?done=pass_on&was={first.number}")).text


def test_the_second_of_two_reviewers_is_told_and_keeps_what_they_wrote(client, world, early):
    case = make.accepted(world, early)
    seen = case.version
    commands.pass_on(case_id=case.id, opinion="通过", by=world.approver, now=early)
    desk.sit(client, early, "reviewer")
    answer = step(client, case, "pass_on", seen, opinion="我写了很久的意见")
    assert (answer.status_code, "办了“送下一步”" in answer.text, "我写了很久的意见" in answer.text) == (409, True, True)
    assert state(case) == ("review", 3)


def test_an_empty_opinion_is_asked_for(client, world, early):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    assert step(client, case, "pass_on", opinion=" ").status_code == 422
    assert state(case) == ("review", 2)


@pytest.mark.req("GUI-03", part="all defects picked in one form; the second notice is the supervisor's, with a reason")
def test_one_notice_tells_everything_and_the_second_is_the_supervisors(world, early):
    case = queries.Case.objects.get(id=make.submitted(world, early).case)
    clerk, supervisor = Client(), Client()
    desk.sit(clerk, early, "clerk")
    desk.sit(supervisor, early, "supervisor")
    told = {"defect.m2": "卡号看不清", "defect.form": "", "defect.m1": " "}
    assert step(clerk, case, "request_correction", **told).status_code == 303
    commands.correct(case_id=case.id, given=[make.BANK], by=world.citizen, now=early)
    case.refresh_from_db()
    refused = step(clerk, case, "request_correction", **{"defect.form": "电话不对"})
    assert (refused.status_code, "再次通知要有监督员写明理由" in refused.text, "电话不对" in refused.text) == (
        409,
        True,
        True,
    )
    assert "再次告知的理由" in supervisor.get(page(case.number)).text
    again = {"defect.form": "电话不对", "reason": "前次漏看"}
    assert step(supervisor, case, "request_correction", **again).status_code == 303
    assert [f.kind for f in queries.get_case(case.id, actor=world.supervisor, now=early).findings] == [
        "second_notice", "second_notice_given",
    ]  # fmt: skip


@pytest.mark.req("APP-07", part="what is verified cannot be asked for on the page")
def test_a_verified_material_offers_no_field(client, world, early):
    number = make.submitted(world, early).number
    desk.sit(client, early, "clerk")
    text = client.get(page(number)).text
    assert "已经电子核验，不能再要求提交" in text
    assert 'name="defect.m1"' not in text


def test_a_pause_begins_and_ends(client, world, early):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    told = {"kind": "hearing", "basis": "第四十五条", "days": "10"}
    assert step(client, case, "suspend", **told).status_code == 303
    assert state(case) == ("suspended", 3)
    assert "暂停计时" in client.get(page(case.number)).text
    assert step(client, case, "resume", kind="hearing", result="听证结束").status_code == 303
    assert state(case) == ("review", 4)


@pytest.mark.parametrize(
    ("role", "ready", "name", "fields"),
    [
        ("clerk", make.submitted, "accept", {"opinion"}),
        ("clerk", make.submitted, "decline", {"reason", "right_body"}),
        ("reviewer", make.accepted, "suspend", {"kind", "basis", "days"}),
    ],
)
def test_each_form_sends_what_its_step_reads(client, world, early, role, ready, name, fields):
    number = ready(world, early).number
    desk.sit(client, early, role)
    form = client.get(page(number)).text.split(f'/steps/{name}"')[1].split("</form>")[0]
    assert set(re.findall(r' name="(\w+)"', form)) == fields | {"csrfmiddlewaretoken", "version"}


@pytest.mark.parametrize("name", ["withdraw", "archive", "nonsense"])
def test_what_is_no_step_of_staff_has_no_address(client, world, early, name):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    assert step(client, case, name).status_code == 404
    assert state(case) == ("review", 2)


# --- notes ----------------------------------------------------------------------------------------------------


def test_a_note_is_written_and_read_by_staff(client, world, early):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    assert client.post(page(case.number, "/note"), {"text": "已电话核实"}).status_code == 303
    assert "已电话核实" in client.get(page(case.number, "?tab=notes")).text
    empty = client.post(page(case.number, "/note"), {"text": " "})
    assert (empty.status_code, state(case)) == (422, ("review", 2))


# --- what supervision found -----------------------------------------------------------------------------------


@pytest.mark.req("SUP-02", part="the supervisor's page leads to the case")
def test_the_supervisor_goes_from_a_finding_to_its_case(client, early):
    long_ago = early - dt.timedelta(days=30)
    case = make.accepted(make.world(long_ago), long_ago)
    commands.sweep(now=early)
    desk.sit(client, early, "supervisor")
    text = client.get("/workbench/supervision?kind=overdue").text
    assert page(case.number) in text
    assert "黄牌" in text
    assert page(case.number) not in client.get("/workbench/supervision?kind=second_notice").text


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("reviewer", 403), ("clerk", 403)])
def test_supervision_is_for_supervisors(client, world, early, role, status):
    desk.sit(client, early, role)
    assert client.get("/workbench/supervision").status_code == status


@pytest.mark.parametrize("query", ["after=x", "after=%FF", "region=999", "kind=" + "x" * 300, "body=%27--"])
def test_odd_questions_of_supervision_get_an_answer(client, world, early, query):
    desk.sit(client, early, "supervisor")
    assert client.get(f"/workbench/supervision?{query}").status_code in (200, 400, 422)


# --- what the enterprise signed ---------------------------------------------------------------------------------


@pytest.mark.req("APP-02", part="electronic signature")
def test_the_desk_sees_who_signed_and_that_nothing_was_altered(client, early):
    number = signed.case(signed.world(early), early).number
    desk.sit(client, early, "reviewer")
    told = client.get(page(number)).text
    assert ("签署后没有改动" in told, "外部签名模拟测试根证书机构" in told) == (True, True)
