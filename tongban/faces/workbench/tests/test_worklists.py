"""Lists with cases on them: filters, several rows at once, handing over, export; and what a page of rows costs."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.written import journal_actions
from tongban.faces.workbench.tests import cases as desk
from tongban.foundation.spreadsheets.reading import Limits, read_table
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.foundation.worklist.rules import Whose
from tongban.foundation.worklist.tables import Table
from tongban.services.cases import queries
from tongban.services.cases.tests import make
from tongban.services.cases.work_table import WORK_TABLE

pytestmark = pytest.mark.django_db
MINE, UNIT, BATCH = "/workbench/", "/workbench/unit", "/workbench/batch"
ALL = Limits(file_bytes=10**6, rows=1000, columns=50, cells=10**5)


@pytest.fixture
def early() -> dt.datetime:
    """Before the clock that the pages read."""
    return timezone.now() - dt.timedelta(minutes=5)


@pytest.fixture
def world(early: dt.datetime) -> make.World:
    return make.world(early)


def submit(world: make.World, early: dt.datetime, count: int) -> list[queries.Case]:
    ids = [make.submitted(world, early + dt.timedelta(seconds=at)).case for at in range(count)]
    return [queries.Case.objects.get(id=case_id) for case_id in ids]


def rows_of(account: desk.Account, whose: Whose = Whose.ALL) -> list[worklists.WorklistRow]:
    actor = desk.actor_of(account)
    return worklists.list_rows(actor, whose=whose, authority=make.BODY, now=timezone.now()).rows


def picked(account: desk.Account, whose: Whose = Whose.ALL) -> list[str]:
    return [f"{row.id}.{row.version}" for row in rows_of(account, whose)]


# --- lists ----------------------------------------------------------------------------------------------------


@pytest.mark.req("UAP-01")
def test_a_window_for_all_bodies_finds_what_came_online_and_goes_through_it(client, world, early):
    first, second = submit(world, early, 2)
    window = desk.sit(client, early, "clerk", body="")
    page = client.get(UNIT).text
    assert f'<option value="{make.BODY}" selected>' in page
    assert [f'href="/workbench/cases/{each.number}"' in page for each in (first, second)] == [True, True]
    assert ('value="claim"' in page, 'value="accept"' in page) == (True, True)
    answer = client.post(f"/workbench/cases/{first.number}/steps/accept", {"version": first.version})
    assert answer.headers["Location"] == f"/workbench/cases/{second.number}?done=accept&was={first.number}"
    waiting = worklists.find_row(desk.actor_of(window), f"case:{second.id}", make.BODY)
    sent = {"do": "accept", "row": f"{waiting.id}.{waiting.version}", "unit": make.BODY, "confirmed": "1"}
    assert "办好 1 件" in client.post(BATCH, sent).text


@pytest.mark.req("UAP-01", part="a window for all bodies of a region takes work on, and has a list of its own")
@pytest.mark.req("UAP-11", part="whoever took it at the window answers for it until another accepts")
def test_a_window_for_all_bodies_takes_work_on_gives_it_back_and_hands_it_on(client, world, early):
    first, second = submit(world, early, 2)
    window, reviewer = desk.sit(client, early, "clerk", body=""), desk.appoint(early, "reviewer")
    rows = {
        each.number: worklists.find_row(desk.actor_of(window), f"case:{each.id}", make.BODY) for each in (first, second)
    }
    here = f"/workbench/cases/{first.number}"
    assert f'name="unit" value="{make.BODY}"' in client.get(here).text
    assert client.post(f"/workbench/work/{rows[first.number].id}/claim", {"unit": make.BODY}).status_code == 303
    picks = f"{rows[second.number].id}.{rows[second.number].version}"
    assert "办好 1 件" in client.post(BATCH, {"do": "claim", "row": picks, "unit": make.BODY}).text
    mine = client.get(MINE).text
    assert [each.number in mine for each in (first, second)] == [True, True]
    assert f"样例局{make.BODY}" in mine
    assert ('value="release"' in mine, 'value="assign"' in mine) == (True, False)
    answer = client.post(f"{here}/steps/accept", {"version": first.version})
    assert answer.headers["Location"].startswith(f"/workbench/cases/{second.number}?")
    assert client.post(f"/workbench/work/{rows[first.number].id}/release").status_code == 303
    assert first.number not in client.get(MINE).text
    assert reviewer.name in client.get(f"/workbench/cases/{second.number}").text
    handed = client.post(f"/workbench/work/{rows[second.number].id}/hand-over", {"to": reviewer.id})
    assert handed.status_code == 303
    row = worklists.get_row(desk.actor_of(window), rows[second.number].id, make.BODY)
    assert (row.claimed_by, row.offered_to) == (window.id, reviewer.id)
    assert second.number in client.get(MINE).text


def test_a_window_for_all_bodies_of_another_region_takes_nothing_on(client, world, early):
    (case,) = submit(world, early, 1)
    account = desk.accounts.account(early, "19900000079")
    desk.accounts.post(early, account, "clerk", "420903000000", "")
    client.post("/workbench/sign-in", {"phone": account.phone, "password": desk.accounts.PASSWORD})
    row = worklists.find_row(desk.actor_of(desk.appoint(early, "reviewer")), f"case:{case.id}", make.BODY)
    assert client.post(f"/workbench/work/{row.id}/claim", {"unit": make.BODY}).status_code == 404
    assert client.post(f"/workbench/work/{row.id}/claim").status_code == 404
    assert case.number not in client.get(MINE).text


def test_a_window_for_all_bodies_is_told_of_bodies_that_are_not_its_own(client, world, early):
    desk.sit(client, early, "clerk", body="")
    assert client.get(f"{UNIT}?unit=nobody").status_code == 200


def test_a_row_opens_its_case_and_says_where_it_stands(client, world, early):
    case = make.accepted(world, early)
    desk.sit(client, early, "reviewer")
    text = client.get(UNIT).text
    assert f'href="/workbench/cases/{case.number}"' in text
    assert "初审" in text
    assert "5 日" in text or "6 日" in text


def test_a_list_is_narrowed_by_step_and_by_who_has_it(client, world, early):
    account = desk.sit(client, early, "reviewer")
    waiting, reviewed = make.submitted(world, early).number, make.accepted(world, early).number
    text = client.get(f"{UNIT}?step=check").text
    assert (reviewed in text, waiting in text) == (True, False)
    worklist.claim(rows_of(account)[0].id, make.BODY, by=desk.actor_of(account), by_name="样例甲", now=early)
    seen = [
        len(client.get(f"{UNIT}?whose={whose}").text.split('id="row-')) - 1 for whose in ("unclaimed", "claimed", "all")
    ]
    assert seen == [1, 1, 2]


@pytest.mark.req("NFR-02", part="a page of the worklist takes a bounded number of statements")
def test_a_page_of_cases_costs_the_same_for_one_and_for_fifty(client, world, early, django_assert_num_queries):
    desk.sit(client, early, "reviewer")
    submit(world, early, 50)
    client.get(UNIT)
    with django_assert_num_queries(9):
        assert client.get(UNIT).text.count('id="row-') == 50


def test_long_lists_go_on_page_by_page(client, world, early):
    desk.sit(client, early, "reviewer")
    for at in range(60):
        told = {
            "authority": make.BODY,
            "region": make.REGION,
            "kind": "case",
            "subject": f"case:{at}",
            "step": "decide",
        }
        worklist.put(worklist.Work(title="样例", version=1, **told), subject_bucket=7)
    first = client.get(UNIT).text
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(onward).text.count('id="row-') == 10


# --- from hand to hand ----------------------------------------------------------------------------------------


@pytest.mark.req("UAP-11", part="a hand-over on the page counts when it is accepted")
def test_work_is_handed_over_when_the_other_accepts(client, world, early):
    mine, other = desk.sit(client, early, "reviewer"), Client()
    colleague = desk.sit(other, early, "approver")
    submit(world, early, 1)
    row = rows_of(mine)[0]
    client.post(f"/workbench/work/{row.id}/claim")
    client.post(f"/workbench/work/{row.id}/hand-over", {"to": str(colleague.id)})
    assert rows_of(mine)[0].claimed_by == mine.id
    assert f"/workbench/work/{row.id}/take" in other.get("/workbench/?whose=offered").text
    other.post(f"/workbench/work/{row.id}/take")
    assert rows_of(mine)[0].claimed_by == colleague.id


@pytest.mark.parametrize("answer", ["refuse", "recall"])
def test_an_offer_ends(client, world, early, answer):
    mine, other = desk.sit(client, early, "reviewer"), Client()
    colleague = desk.sit(other, early, "approver")
    submit(world, early, 1)
    row = rows_of(mine)[0]
    client.post(f"/workbench/work/{row.id}/claim")
    client.post(f"/workbench/work/{row.id}/hand-over", {"to": str(colleague.id)})
    {"refuse": other, "recall": client}[answer].post(f"/workbench/work/{row.id}/{answer}")
    assert (rows_of(mine)[0].offered_to, rows_of(mine)[0].claimed_by) == (None, mine.id)


@pytest.mark.parametrize("to", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_work_goes_to_colleagues_alone(client, world, early, to):
    mine = desk.sit(client, early, "reviewer")
    submit(world, early, 1)
    row = rows_of(mine)[0]
    client.post(f"/workbench/work/{row.id}/claim")
    assert client.post(f"/workbench/work/{row.id}/hand-over", {"to": to}).status_code == 422
    assert rows_of(mine)[0].offered_to is None


def test_one_goes_back_to_pages_of_this_house_alone(client, world, early):
    mine = desk.sit(client, early, "reviewer")
    submit(world, early, 1)
    row = rows_of(mine)[0]
    answer = client.post(f"/workbench/work/{row.id}/claim", {"next": "https://example.org/"})
    assert answer["Location"] == "/workbench/"


# --- several at once ------------------------------------------------------------------------------------------


def test_several_are_claimed_at_once_and_each_says_how_it_went(client, world, early):
    mine, other = desk.sit(client, early, "reviewer"), desk.appoint(early, "approver")
    submit(world, early, 3)
    rows = picked(mine)
    first = rows_of(mine)[0]
    worklist.claim(first.id, make.BODY, by=desk.actor_of(other), by_name="样例乙", now=early)
    text = client.post(BATCH, {"do": "claim", "row": rows}).text
    assert (text.count("办好了"), "样例乙已经领了这一件" in text) == (2, True)
    assert [row.claimed_by for row in rows_of(mine)] == [other.id, mine.id, mine.id]


def test_accepting_several_is_looked_over_first(client, world, early):
    clerk = desk.sit(client, early, "clerk")
    cases = submit(world, early, 2)
    make.accepted(world, early)
    rows = picked(clerk)
    looked = client.post(BATCH, {"do": "accept", "row": rows}).text
    assert ("可以办的 2 件" in looked, "不能办的 1 件" in looked) == (True, True)
    assert {case.state for case in cases} == {"submitted"}
    text = client.post(BATCH, {"do": "accept", "row": rows, "confirmed": "1", "opinion": "材料齐全"}).text
    assert (text.count("办好了"), "办件现在的状态不能走这一步" in text) == (2, True)
    for case in cases:
        case.refresh_from_db()
    assert {case.state for case in cases} == {"review"}


def test_what_somebody_changed_meanwhile_is_left_alone(client, world, early):
    reviewer = desk.sit(client, early, "reviewer")
    cases = [make.accepted(world, early + dt.timedelta(seconds=at)) for at in range(2)]
    rows = picked(reviewer)
    make.commands.pass_on(case_id=cases[0].id, opinion="我先", by=world.reviewer, now=early)
    text = client.post(BATCH, {"do": "pass_on", "row": rows, "confirmed": "1", "opinion": "通过"}).text
    assert (text.count("办好了"), "您打开之后，别人已经办了这一件" in text) == (1, True)
    for case in cases:
        case.refresh_from_db()
    assert [case.position for case in cases] == [1, 1]


def test_a_large_batch_goes_on_in_portions_without_scripts(client, world, early):
    mine = desk.sit(client, early, "reviewer")
    for at in range(45):
        told = {
            "authority": make.BODY,
            "region": make.REGION,
            "kind": "case",
            "subject": f"case:{at}",
            "step": "decide",
        }
        worklist.put(worklist.Work(title="样例", version=1, **told), subject_bucket=7)
    rows = picked(mine)
    sent: dict[str, object] = {"do": "claim", "row": rows, "confirmed": "1"}
    for left in (25, 5, 0):
        answer = client.post(BATCH, sent)
        assert answer.text.count('name="row"') == left
        told_so_far = [part.split('"')[0] for part in answer.text.split('name="told" value="')[1:]]
        rest = [part.split('"')[0] for part in answer.text.split('name="row" value="')[1:]]
        sent = {"do": "claim", "row": rest, "told": told_so_far, "confirmed": "1"}
    assert answer.text.count("办好了") == 45
    assert {row.claimed_by for row in rows_of(mine)} == {mine.id}


def test_progress_comes_as_a_part_of_the_page(client, world, early):
    mine = desk.sit(client, early, "reviewer")
    submit(world, early, 1)
    answer = client.post(BATCH, {"do": "claim", "row": picked(mine)}, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div class="tb-stack" id="outcome"')


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "claim"}, 422), ({"do": "nonsense", "row": "x"}, 404), ({"do": "claim", "row": "x.1"}, 404),
        ({"do": "claim", "row": "00000000-0000-0000-0000-000000000000.99999999999999999999999"}, 200),
        ({"do": "claim", "row": [f"00000000-0000-0000-0000-{at:012}.1" for at in range(101)]}, 422),
        ({"do": "claim", "told": "x"}, 404),
        ({"do": "pass_on", "row": "00000000-0000-0000-0000-000000000000.1", "confirmed": "1"}, 422),
        ({"do": "assign", "row": "00000000-0000-0000-0000-000000000000.1", "confirmed": "1"}, 422),
    ],
)  # fmt: skip
def test_odd_batches_get_an_answer(client, world, early, sent, status):
    desk.sit(client, early, "reviewer")
    assert client.post(BATCH, sent).status_code == status


def test_a_supervisor_accepts_nothing_at_once(client, world, early):
    supervisor = desk.sit(client, early, "supervisor")
    (case,) = submit(world, early, 1)
    text = client.post(BATCH, {"do": "accept", "row": picked(supervisor), "confirmed": "1"}).text
    case.refresh_from_db()
    assert ("办好了" in text, case.state) == (False, "submitted")


# --- export ---------------------------------------------------------------------------------------------------


def export(client, **told):
    """The address of the progress page, after the worker has been there."""
    answer = client.post("/workbench/export", {"whose": "all"} | told)
    assert answer.status_code == 303
    worklist.write_next_export(table=WORK_TABLE, clock=timezone.now)
    return answer["Location"]


@pytest.mark.req("UAP-12", part="a list is exported with progress")
def test_a_list_is_taken_along_as_it_reads_on_the_page(client, world, early):
    desk.sit(client, early, "reviewer")
    case = make.accepted(world, early)
    submit(world, early, 60)
    here = export(client)
    assert "下载" in client.get(here).text
    answer = client.get(f"{here}/file")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%85%A8%E9%83%A8_")
    content = b"".join(answer.streaming_content)
    rows = read_table(content, name="list.xlsx", limits=ALL).sheets[0].rows
    assert len(rows) == 62
    assert next(row for row in rows if row[0] == case.number)[3] == "初审"
    assert journal_actions()[-1] == "files.handed_out"


def test_an_export_says_how_far_it_is_and_is_found_again(client, world, early):
    desk.sit(client, early, "reviewer")
    submit(world, early, 2)
    here = client.post("/workbench/export", {"whose": "all"})["Location"]
    part = client.get(here, headers={"HX-Request": "true"}).text
    assert (part.lstrip().startswith('<div class="tb-stack" id="export"'), "在排队" in part) == (True, True)
    assert here in client.get("/workbench/exports").text
    assert client.get(f"{here}/file").status_code == 409


def test_a_parked_export_is_run_again_by_its_button(client, world, early):
    desk.sit(client, early, "reviewer")
    submit(world, early, 1)
    here = client.post("/workbench/export", {"whose": "all"})["Location"]
    broken = Table(WORK_TABLE.sheet, WORK_TABLE.columns, lambda *_: 1 / 0)
    worklist.write_next_export(table=broken, clock=timezone.now)
    assert f'action="{here}/again"' in client.get(here).text
    assert client.post(f"{here}/again")["Location"] == here
    assert worklist.write_next_export(table=WORK_TABLE, clock=timezone.now)


def test_nobody_takes_along_what_they_may_not_see(client, world, early):
    desk.sit(client, early, "reviewer")
    submit(world, early, 1)
    here, other = export(client), Client()
    desk.sit(other, early, "approver")
    assert [other.get(f"{here}{what}").status_code for what in ("", "/file")] == [404, 404]
    steward = Client()
    desk.sit(steward, early, "data_steward")
    assert steward.post("/workbench/export", {"whose": "all"}).status_code == 403
    assert client.post("/workbench/export", {"whose": "mine"}).status_code == 404
