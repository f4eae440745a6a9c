"""The pages of the implementing list: who may open them, writing, publishing, claiming, bulk with progress."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries.items import Item
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
PAGE = "/workbench/items"
LONG = "乘坐样例公交 1 路、2 路、305 路到样例街道党群服务中心站下车，向东步行 200 米，便民服务中心一楼大厅" * 3


@pytest.fixture
def early() -> dt.datetime:
    """Before the clock that the pages read."""
    return timezone.now() - dt.timedelta(days=2)


def sit(client: Client, now: dt.datetime, role: str, region: str = make.COUNTY, organisation: str = "") -> Client:
    access.post(now, access.account(now), role, region, organisation)
    client.post("/workbench/sign-in", {"phone": access.PHONE, "password": access.PASSWORD})
    return client


@pytest.fixture
def item(early: dt.datetime) -> Item:
    return make.published(early)


@pytest.mark.parametrize(("role", "status"), [("item_editor", 200), ("list_reviewer", 200), ("clerk", 403)])
def test_who_may_open_the_pages(client: Client, early: dt.datetime, item: Item, role: str, status: int) -> None:
    sit(client, early, role)
    for page in (f"{PAGE}?body={make.BODY}", f"{PAGE}/{item.id}", f"{PAGE}/rates"):
        assert client.get(page).status_code == status


def test_an_editor_writes_and_submits_and_a_common_element_is_refused(
    client: Client, early: dt.datetime, item: Item
) -> None:
    sit(client, early, "item_editor", organisation=make.BODY)
    assert "高龄津贴发放" in client.get(PAGE).text
    refused = client.post(f"{PAGE}/{item.id}", {"seen": "0", "visits": "0", "conditions": "本地户籍"})
    assert (refused.status_code, make.drafts()) == (422, [])
    assert "这是共性要素" in refused.text
    assert client.post(f"{PAGE}/{item.id}", {"seen": "0", "visits": "0"}).status_code == 303
    assert client.post(f"{PAGE}/{item.id}/submit", {"seen": "1"}).status_code == 303
    assert make.drafts() == ["submitted"]
    assert client.post(f"{PAGE}/{item.id}/publish").status_code == 403


def test_what_was_typed_survives_that_somebody_else_was_quicker(client: Client, early: dt.datetime, item: Item) -> None:
    sit(client, early, "item_editor", organisation=make.BODY)
    here = f"{PAGE}/{item.id}"
    assert client.post(here, {"seen": "0", "entrusting_body": "别人写的机构"}).status_code == 303
    page = client.post(here, {"seen": "0", "entrusting_body": "我写的机构"})
    assert (page.status_code, 'value="我写的机构"' in page.text) == (409, True)
    assert page.text.index("别人已经保存的") < page.text.index("别人写的机构") < page.text.index("再按一次保存")
    assert 'value="别人写的机构"' in client.get(here).text
    assert client.post(here, {"seen": "1", "entrusting_body": "我写的机构"}).status_code == 303


def test_a_number_of_a_thousand_million_digits_is_refused(client: Client, early: dt.datetime, item: Item) -> None:
    sit(client, early, "item_editor", organisation=make.BODY)
    refused = client.post(f"{PAGE}/{item.id}", {"seen": "0", "visits": "1e999999999"})
    assert (refused.status_code, make.drafts()) == (422, [])


def test_a_reviewer_publishes_what_was_submitted(client: Client, early: dt.datetime, item: Item) -> None:
    commands.write(item=item.id, content={"visits": 0}, by=SYSTEM, now=early)
    commands.submit(item=item.id, by=SYSTEM, now=early, seen=1)
    sit(client, early, "list_reviewer")
    assert "高龄津贴发放" in client.get(f"{PAGE}/review").text
    answer = client.post(f"{PAGE}/review/publish", {"row": str(item.id)})
    assert "published=1" in answer["Location"]
    assert "第 1 版" in client.get(f"{PAGE}/{item.id}").text


def test_words_rewritten_since_the_reviewer_read_them_are_not_published(
    client: Client, early: dt.datetime, item: Item
) -> None:
    commands.write(item=item.id, content={"visits": 1}, by=SYSTEM, now=early)
    commands.submit(item=item.id, by=SYSTEM, now=early, seen=1)
    page = sit(client, early, "list_reviewer").get(f"{PAGE}/{item.id}").text
    assert '<input type="hidden" name="seen" value="2">' in page
    commands.take_back(item=item.id, by=SYSTEM, now=early)
    commands.submit(item=item.id, by=SYSTEM, now=early, seen=3)
    assert client.post(f"{PAGE}/{item.id}/publish", {"seen": "2"}).status_code == 409
    assert make.drafts() == ["submitted"]
    assert client.post(f"{PAGE}/{item.id}/publish", {"seen": "4"}).status_code == 303


def test_a_body_claims_many_at_once_and_refuses_with_a_reason(client: Client, early: dt.datetime) -> None:
    leaves, (body,) = make.template(early, 3), make.villages(early, 1)
    sit(client, early, "item_editor", make.VILLAGE, body)
    assert client.get(f"{PAGE}/claim").text.count('name="row"') == 3
    assert "claimed=2" in client.post(f"{PAGE}/claim", {"row": leaves[:2]})["Location"]
    assert client.post(f"{PAGE}/claim/refuse", {"leaf": leaves[2], "reason": "没有这类业务"}).status_code == 303
    page = client.get(f"{PAGE}/rates?region={make.VILLAGE}&body={body}").text
    assert "66.67%" in page
    assert "没有这类业务" in page


def test_a_leaf_that_nobody_knows_is_counted_and_the_others_are_claimed(client: Client, early: dt.datetime) -> None:
    leaves, (body,) = make.template(early, 2), make.villages(early, 1)
    sit(client, early, "item_editor", make.VILLAGE, body)
    told = client.post(f"{PAGE}/claim", {"row": [leaves[0], "99999999999999", leaves[1]]})["Location"]
    assert ("claimed=2" in told, "refused=1" in told) == (True, True)


@pytest.mark.req("CAT-07", part="bulk operations are watched on a page")
def test_a_bulk_claim_is_counted_started_watched_and_stopped(client: Client, early: dt.datetime) -> None:
    leaves, _ = make.template(early, 3), make.villages(early, 4)
    sit(client, early, "item_editor", make.CITY)
    asked = {"kind": "claim", "leaves": "\n".join(leaves), "region": make.CITY, "level": ["5", "6"], "count": "1"}
    assert "3 项 × 4 个机构 = 12" in client.get(f"{PAGE}/bulk", asked).text
    here = client.post(f"{PAGE}/bulk", asked)["Location"]
    part = client.get(here, headers={"HX-Request": "true"}).text
    assert ('hx-trigger="every 2s"' in part, "<html" in part, "0 / 12" in part) == (True, False, True)
    assert client.post(f"{here}/stop").status_code == 303
    assert make.run_states() == ["stopped"]
    assert "已停止" in client.get(here).text


def test_leaves_are_picked_by_name_and_bodies_by_kind(client: Client, early: dt.datetime) -> None:
    leaves, _ = make.template(early, 3), make.villages(early, 2)
    sit(client, early, "item_editor", make.CITY)
    page = client.get(f"{PAGE}/bulk", {"seek": "高龄", "leaves": leaves[:1]}).text
    assert [f'value="{leaf}"' in page for leaf in leaves] == [True] * 3
    assert page.count('name="leaves"') == 3
    assert "没有找到别的" in client.get(f"{PAGE}/bulk", {"seek": "取水"}).text
    asked = {"count": "1", "leaves": leaves[:2], "region": make.CITY}
    assert "2 项 × 2 个机构 = 4" in client.get(f"{PAGE}/bulk", asked | {"kind_of_body": "village"}).text
    assert "2 项 × 0 个机构 = 0" in client.get(f"{PAGE}/bulk", asked | {"kind_of_body": "county"}).text


def test_refusals_beyond_the_first_page_are_reached(client: Client, early: dt.datetime) -> None:
    leaves, (body,) = make.template(early, 52), make.villages(early, 1)
    for leaf in leaves:
        commands.refuse(leaf=leaf, organisation=body, reason="没有这类业务", by=SYSTEM, now=early)
    sit(client, early, "item_editor", make.CITY)
    first = client.get(f"{PAGE}/rates?region={make.VILLAGE}").text
    last = re.search(r"refusals=(\d+)", first)
    assert last is not None
    second = client.get(f"{PAGE}/rates?region={make.VILLAGE}&refusals={last[1]}").text
    assert (first.count("没有这类业务"), second.count("没有这类业务")) == (50, 2)


def test_a_parked_run_shows_its_error_and_is_run_again(client: Client, early: dt.datetime) -> None:
    leaves, _ = make.template(early, 1), make.villages(early, 1)
    run = commands.start_claim(leaves=leaves, where=Bodies(make.CITY), by=SYSTEM, now=early)
    make.park("DataError: division by zero")
    sit(client, early, "item_editor", make.CITY)
    assert "division by zero" in client.get(f"{PAGE}/bulk/{run.id}").text
    client.post(f"{PAGE}/bulk/{run.id}/again")
    assert make.run_states() == ["running"]


def test_a_bulk_claim_of_nothing_is_refused_on_the_page(client: Client, early: dt.datetime) -> None:
    make.template(early, 1)
    sit(client, early, "item_editor", make.CITY)
    answer = client.post(f"{PAGE}/bulk", {"kind": "claim", "leaves": "42012000100099", "count": "1"})
    assert (answer.status_code, make.run_states()) == (422, [])


def test_another_county_opens_nothing(client: Client, early: dt.datetime, item: Item) -> None:
    sit(client, early, "item_editor", "420903000000")
    for page in (f"{PAGE}?body={make.BODY}", f"{PAGE}/{item.id}", f"{PAGE}/rates?region={make.COUNTY}"):
        assert client.get(page).status_code == 403


def test_a_body_says_once_where_and_when_for_all_its_items(client: Client, early: dt.datetime) -> None:
    make.body(early)
    sit(client, early, "item_editor", organisation=make.BODY)
    assert "还没有通用信息" in client.get(f"{PAGE}/place").text
    assert client.post(f"{PAGE}/place", make.HERE).status_code == 303
    assert (
        client.post(f"{PAGE}/place", make.HERE | {"hours": "全天", "effective_from": "2099-01-01"}).status_code == 303
    )
    page = client.get(f"{PAGE}/place").text
    assert [word in page for word in ("第 2 版", "还没生效", "现在生效", "全天")] == [True] * 4


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"effective_from": "2020-01-01"}, 422, "今天或者以后的日期"),
        ({"effective_from": "tomorrow"}, 422, "今天或者以后的日期"),
        ({"visits": "1"}, 422, "这一项因事项而异"),
        ({"effective_from": "2098-01-01"}, 409, "要晚于上一版"),
    ],
)
def test_a_place_that_cannot_be_is_refused_on_the_page(
    client: Client, early: dt.datetime, typed: dict[str, str], status: int, told: str
) -> None:
    make.body(early)
    sit(client, early, "item_editor", organisation=make.BODY)
    client.post(f"{PAGE}/place", make.HERE | {"effective_from": "2099-01-01"})
    answer = client.post(f"{PAGE}/place", {"address": "样例路 9 号"} | typed)
    assert (answer.status_code, told in answer.text, "样例路 9 号" in answer.text) == (status, True, True)
    assert "第 2 版" not in answer.text


def test_a_publisher_pauses_resumes_and_withdraws_an_item(client: Client, early: dt.datetime, item: Item) -> None:
    sit(client, early, "list_reviewer")
    here = f"{PAGE}/{item.id}"
    assert "事项现在是“已发布”" in client.get(here).text
    assert client.post(f"{here}/pause", {"reason": " "}).status_code == 422
    for step, state in (
        ("pause", "paused"),
        ("resume", "published"),
        ("withdraw", "withdrawn"),
        ("offer", "published"),
    ):
        assert client.post(f"{here}/{step}", {"reason": "系统升级"}).status_code == 303
        item.refresh_from_db()
        assert item.state == state
    assert client.post(f"{here}/resume").status_code == 409


def test_an_editor_is_told_why_not(client: Client, early: dt.datetime, item: Item) -> None:
    sit(client, early, "item_editor", organisation=make.BODY)
    assert "要由有审核发布权限的岗位来做" in client.get(f"{PAGE}/{item.id}").text
    assert client.post(f"{PAGE}/{item.id}/pause", {"reason": "系统升级"}).status_code == 403


def test_any_two_versions_are_compared(client: Client, early: dt.datetime, item: Item) -> None:
    reviewer = make.staff("catalogue.publish")
    for seen, words in ((0, "甲窗口"), (0, "乙窗口"), (0, "丙窗口")):
        early += dt.timedelta(hours=1)
        commands.write(item=item.id, content={"window": words}, by=SYSTEM, now=early, seen=seen)
        commands.submit(item=item.id, by=SYSTEM, now=early, seen=1)
        commands.publish_draft(item=item.id, by=reviewer, now=early)
    sit(client, early, "list_reviewer")
    page = client.get(f"{PAGE}/{item.id}", {"new": "3", "old": "1"}).text
    assert ("丙窗口" in page, "乙窗口" in page, "甲窗口" in page) == (True, False, True)


def test_a_body_that_is_not_there_is_told_in_a_sentence(client: Client, early: dt.datetime) -> None:
    make.template(early, 1)
    sit(client, early, "item_editor", make.CITY)
    answer = client.get(f"{PAGE}/claim?body=nonsense")
    assert (answer.status_code, "没有代码为“nonsense”的单位" in answer.text) == (404, True)


@pytest.mark.story
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("NFR-08", part="implementing list")
@pytest.mark.parametrize(("width", "language"), [(390, "en"), pytest.param(1440, "zh", marks=pytest.mark.long)])
def test_the_pages_can_be_read_by_everybody(
    page_at, early, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language
):
    leaves, (body, other) = make.template(early, 60), make.villages(early, 2)
    make.place(early, other)
    commands.refuse(leaf=leaves[0], organisation=body, reason="本村没有这类业务，由镇街统一办理", by=SYSTEM, now=early)
    run = commands.start_claim(leaves=leaves[:55], where=Bodies(make.CITY), by=SYSTEM, now=early, title="样例")
    while commands.advance(run.id, now=early):
        pass
    item = make.last_item(body)
    record = make.imported(early, body, region=make.VILLAGE, name=LONG, item_type="05")
    commands.set_place(
        organisation=other, content=make.HERE | {"directions": LONG}, by=SYSTEM, now=early,
        effective_from=early + dt.timedelta(days=900),
    )  # fmt: skip
    access.post(early, access.account(early), "item_editor", make.CITY)
    page = page_at(width, f"/workbench/sign-in?next={PAGE}/rates", language=language)
    page.fill("[name=phone]", access.PHONE)
    page.fill("[name=password]", access.PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**{PAGE}/rates")
    asked = f"{PAGE}/bulk?kind=claim&region={make.CITY}&level=6&count=1&leaves={'%0A'.join(leaves)}"
    for name, path in (
        ("rates", f"{PAGE}/rates"), ("list", f"{PAGE}?body={body}"), ("item", f"{PAGE}/{item.id}"),
        ("claim", f"{PAGE}/claim?body={body}"), ("bulk", asked), ("run", f"{PAGE}/bulk/{run.id}"),
        ("place", f"{PAGE}/place?body={other}"), ("record", f"{PAGE}/{record.id}"),
        ("link", f"{PAGE}/{record.id}/link?leaf={leaves[59]}"),
    ):  # fmt: skip
        page.goto(path)
        keep_picture(page, f"items-{name}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
