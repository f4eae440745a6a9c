"""The page of parked jobs: what is stuck, why, and who may run it again."""

import uuid

import pytest
from django.test import Client

from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.outbox import commands, queries
from tongban.foundation.outbox.events import Reaction
from tongban.foundation.outbox.tests import make

pytestmark = pytest.mark.django_db
PAGE = "/workbench/parked"


def park(count, now):
    """`count` parked runs: their reaction does not know the event's version."""
    make.emit(count, now=now)
    never = {"test.happened": (Reaction("trace", make.leave_trace, versions=frozenset()),)}
    while commands.drain(reactions=never, now=now).events:
        pass


def test_without_sign_in_one_is_sent_to_it(client):
    assert client.get(PAGE)["Location"] == "/workbench/sign-in?next=%2Fworkbench%2Fparked"


def test_a_reviewer_may_neither_look_nor_run(client, now):
    park(1, now)
    sit_down(client, now, "reviewer")
    run_id = queries.list_parked(make.STAFF).items[0].id
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/again").status_code == 403
    assert client.post(f"{PAGE}/{run_id}/again").status_code == 403
    assert queries.backlog().parked == 1


def test_nothing_is_parked(client, now):
    sit_down(client, now, "administrator")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "没有停放的任务" in page.text
    assert "还没有任何后台进程报到" in page.text
    assert "全部再次运行" not in page.text


def test_the_rail_leads_here(client, now):
    sit_down(client, now, "administrator")
    assert f'href="{PAGE}"' in client.get("/workbench/desk").text


def test_a_parked_run_is_told_in_words(client, now):
    park(1, now)
    sit_down(client, now, "administrator")
    page = client.get(PAGE).text
    for told in ("程序还不认识这一版事件", "test.happened", "trace", "1 次", "等人处理", "11月25日 09:30"):
        assert told in page


def test_a_waiting_run_says_when_it_is_next(client, now):
    make.emit(1, now=now)
    commands.drain(reactions=make.table(make.fail), now=now)
    sit_down(client, now, "administrator")
    page = client.get(PAGE, {"state": "waiting"}).text
    assert "程序出错" in page
    assert "no good" in page
    assert "13900000000" not in page
    assert "再次运行</button>" not in page


def test_run_again_answers_303_and_the_run_is_due(client, now):
    park(1, now)
    sit_down(client, now, "administrator")
    run_id = queries.list_parked(make.STAFF).items[0].id
    answer = client.post(f"{PAGE}/{run_id}/again")
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?sent=1")
    assert (queries.backlog().parked, queries.backlog().waiting) == (0, 1)
    assert "1 项已排队" in client.get(answer["Location"]).text


def test_run_again_twice_is_told_as_a_conflict(client, now):
    park(1, now)
    sit_down(client, now, "administrator")
    run_id = queries.list_parked(make.STAFF).items[0].id
    client.post(f"{PAGE}/{run_id}/again")
    answer = client.post(f"{PAGE}/{run_id}/again")
    assert answer.status_code == 409
    assert "这一项已经不在停放中" in answer.text


def test_run_again_needs_the_token(now):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{PAGE}/{uuid.uuid4()}/again").status_code == 403


def test_two_hundred_are_paged_by_fifty_and_run_all_again(client, now, django_assert_max_num_queries):
    park(200, now)
    sit_down(client, now, "administrator")
    cursor, shown = None, []
    for _ in range(4):
        with django_assert_max_num_queries(14):
            page = client.get(PAGE, {"after": cursor} if cursor else {}).text
        ids = [run.id for run in queries.list_parked(make.STAFF, after=cursor).items]
        shown += [run_id for run_id in ids if f"run-{run_id}" in page]
        cursor = ids[-1]
    assert len(set(shown)) == 200
    assert "下一页" not in page
    assert client.post(f"{PAGE}/again")["Location"] == f"{PAGE}?sent=200"
    assert queries.backlog().parked == 0


@pytest.mark.parametrize("query", ["after=x", "state=%F0%9F%98%80", "sent=-1", "sent=٣", f"sent={'9' * 5000}"])
def test_a_senseless_address_is_no_500(client, now, query):
    sit_down(client, now, "administrator")
    assert client.get(f"{PAGE}?{query}").status_code in (200, 404)
    assert client.post(f"{PAGE}/{uuid.uuid4()}/again").status_code == 404
