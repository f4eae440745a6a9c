"""The guide page of an item, its sheet and its forms; what leaves the catalogue; what others may not see."""

import datetime as dt

import pytest

from tongban.faces.portal.items.clock import forecast
from tongban.faces.portal.tests import make
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import guides
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
ANSWERS = {"business": "dine", "size": "s", "special": "none"}


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def food(now):
    return make.offered(now, make.FOOD)[0]


def text(answer):
    return answer.content.decode()


@pytest.mark.req("GUI-01", part="the web shows the record that every channel reads")
def test_the_page_and_the_api_tell_the_same(client, food):
    told = client.get(f"/api/v1/items/{food}").json()
    page = text(client.get(f"/items/{food}"))
    assert told["content"]["promised_limit"] == 5
    assert all(row["name"] in page for table in ("materials", "steps", "laws") for row in told["content"][table])
    assert all(told["content"][each] in page for each in ("address", "hours", "window", "directions", "result_name"))


@pytest.mark.req("GUI-02")
def test_three_answers_leave_six_of_eight_materials(client, food):
    assert text(client.get(f"/items/{food}")).count('class="tb-mat') == 8
    page = text(client.get(f"/items/{food}", ANSWERS))
    assert page.count('class="tb-mat') == 6
    assert "看情形" not in page
    assert "按上面的回答：8 份减为 6 份" in page


def test_the_promise_is_a_date_that_names_its_condition(client, food):
    assert "5 个工作日；今天申请并受理，最迟 <b>12月2日（星期三）</b>办结。" in text(client.get(f"/items/{food}"))


def test_an_answer_may_lead_to_another_guide_or_to_the_hotline(client, food):
    assert "这里不办您这种情形" in text(client.get(f"/items/{food}", {"business": "prepacked"}))


def test_broken_questions_offer_every_leaf_and_a_number(client, now, monkeypatch):
    first, second, *_rest = make.offered(now, make.FOOD)
    monkeypatch.setattr("tongban.registers.catalogue.queries.guidance.can_be_asked", lambda content, leaf: False)
    page = text(client.get(f"/items/{first}"))
    assert "提问暂时用不了" in page
    assert f'href="/items/{second}"' in page


@pytest.mark.req("CAT-03", part="every filled element is shown")
def test_every_filled_element_stands_in_the_table(client, food, now):
    lines = text(client.get(f"/items/{food}")).count('<th scope="row">')
    content, table = guides.get_guide(food, at=now).content, get_elements()
    plain = {each.code for each in table if not each.table and content.get(each.code) not in (None, "", [])}
    columns = {
        each.code
        for each in table
        if each.table and any(each.code.partition(".")[2] in row for row in content.get(each.table) or ())
    }
    assert lines == len(plain | columns)


def test_missing_values_say_where_to_ask(client, now):
    code = catalogue.published(now).code
    page = text(client.get(f"/items/{code}"))
    assert "以窗口告知为准" in page


@pytest.mark.parametrize("name", ["blank", "sample"])
def test_the_form_comes_as_pdf(client, food, name):
    answer = client.get(f"/items/{food}/forms/{name}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


def test_an_item_without_form_has_no_pdf(client, now):
    assert client.get(f"/items/{catalogue.published(now).code}/forms/blank.pdf").status_code == 404


def test_the_sheet_tells_everything_at_once(client, food):
    page = text(client.get(f"/items/{food}/print", ANSWERS))
    assert all(words in page for words in ("一次性告知单", "餐饮服务（堂食为主）", "3 号窗口", "12月2日（星期三）"))


@pytest.mark.req("CAT-09", part="the portal")
def test_a_cancelled_item_says_so_and_is_found_nowhere(client, food, now):
    catalogue.cancelled(food[19:], cancelled_from=now - dt.timedelta(hours=1))
    answer = client.get(f"/items/{food}")
    assert answer.status_code == 410
    assert "这个事项已经取消" in text(answer)
    assert "食品经营许可（变更）" in text(answer)
    assert "食品经营许可（新办）" not in text(client.get("/search", {"q": "食品经营许可"}))


@pytest.mark.parametrize("code", ["nonsense", "TE4209020000000001" + "4" + "0" * 14, "%00"])
def test_an_unknown_item_has_no_page(client, now, code):
    assert client.get(f"/items/{code}").status_code in (400, 404)


def test_a_new_version_is_seen_from_its_moment_on(client, food, now, monkeypatch):
    client.get(f"/items/{food}")
    leaf = make.sample(make.FOOD)["leaves"][0]
    changed = leaf["content"] | {"conditions": "样例新条件"}
    later = now + dt.timedelta(seconds=1)
    commands.publish_version(
        leaf=food[19:], content=changed, defaults=leaf["defaults"], by=SYSTEM, now=now, effective_from=later
    )
    assert "样例新条件" not in text(client.get(f"/items/{food}"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "样例新条件" in text(client.get(f"/items/{food}"))


def test_a_kept_page_costs_one_statement_and_answers_304(client, food, django_assert_num_queries):
    first = client.get(f"/items/{food}")
    with django_assert_num_queries(1):
        again = client.get(f"/items/{food}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "csrf" not in text(first)
    assert "Set-Cookie" not in first


@pytest.mark.parametrize(
    ("limit", "unit", "cells", "weeks"),
    [(5, "1", 8, False), (20, "1", 29, True), (3, "2", 4, False), (0.5, "1", 1, False)],
)
def test_a_limit_is_drawn_day_by_day(now, limit, unit, cells, weeks):
    regions.tree(now)
    drawn = forecast({"promised_limit": limit, "promised_limit_unit": unit}, region=catalogue.COUNTY, now=now)
    assert drawn is not None
    assert (len(drawn.cells), drawn.weeks, drawn.cells[-1].due) == (cells, weeks, True)


def test_months_and_nothing_are_not_drawn(now):
    assert forecast({"promised_limit": 3, "promised_limit_unit": "3"}, region=catalogue.COUNTY, now=now) is None
    assert forecast({}, region=catalogue.COUNTY, now=now) is None
