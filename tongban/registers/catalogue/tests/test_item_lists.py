"""Staff lists of the implementing list: paging, filters, what is missing, and nothing outside the actor's scope."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
EDITOR = make.staff("catalogue.edit")


@pytest.fixture
def body(now: dt.datetime) -> str:
    """A village body with five claimed items of a template."""
    leaves, (code,) = make.template(now, 5), make.villages(now, 1)
    for leaf in leaves:
        make.claimed(now, leaf, code)
    return code


def listed(body: str, now: dt.datetime, **asked: object) -> items.ItemPage:
    return items.list_items(body, actor=SYSTEM, at=now, **asked)  # type: ignore[arg-type]


def test_pages_follow_each_other_without_gap(body: str, now: dt.datetime) -> None:
    first = listed(body, now, limit=2)
    second = listed(body, now, limit=2, after=first.next)
    third = listed(body, now, limit=2, after=second.next)
    codes = [row.code for page in (first, second, third) for row in page.rows]
    assert codes == [f"{body}6{make.CODE}{number:02d}" for number in range(1, 6)]
    assert third.next is None


def test_a_row_names_what_is_missing_and_counts_what_is_being_written(body: str, now: dt.datetime) -> None:
    row = listed(body, now).rows[0]
    assert row.missing == ("address", "hours", "enquiry", "complaint")
    commands.write(item=row.id, content={"hours": "全天"}, by=EDITOR, now=now)
    assert listed(body, now).rows[0].missing == ("address", "enquiry", "complaint")
    make.place(now, body)
    assert {row.missing for row in listed(body, now).rows} == {()}


def test_lists_are_narrowed_by_state_and_words(body: str, now: dt.datetime) -> None:
    make.place(now, body)
    first = listed(body, now).rows[0]
    commands.publish(item=first.code or "", by=SYSTEM, now=now)
    draft = commands.write(item=first.id, content={"visits": 0}, by=EDITOR, now=now)
    commands.submit(item=first.id, by=EDITOR, now=now, seen=draft.version)
    for asked in ({"state": "published"}, {"state": "submitted"}, {"text": "（01）"}, {"text": first.code}):
        assert [row.id for row in listed(body, now, **asked).rows] == [first.id]
    assert listed(body, now, text="%").rows == []
    assert items.count_items(body, actor=SYSTEM) == {"claimed": 4, "published": 1, "submitted": 1}


def test_what_is_due_and_not_taken_on_can_be_claimed(now: dt.datetime) -> None:
    leaves, (body,) = make.template(now, 3), make.villages(now, 1)
    make.claimed(now, leaves[0], body)
    commands.refuse(leaf=leaves[1], organisation=body, reason="不归本村", by=SYSTEM, now=now)
    rows = items.list_claimable(body, actor=SYSTEM, at=now)
    assert [(row.leaf, row.reason) for row in rows] == [(leaves[1], "不归本村"), (leaves[2], "")]
    centre = make.body(now, code="TE4209020000000099", kind="centre", region=make.VILLAGE)
    assert items.list_claimable(centre, actor=SYSTEM, at=now) == []
    assert len(items.list_claimable(centre, actor=SYSTEM, at=now, whole=True)) == 3


def test_reviewers_see_what_waits_in_their_scope(body: str, now: dt.datetime) -> None:
    make.place(now, body)
    first = listed(body, now).rows[0]
    draft = commands.write(item=first.id, content={"visits": 0}, by=EDITOR, now=now)
    commands.submit(item=first.id, by=EDITOR, now=now, seen=draft.version)
    here, there = make.staff("catalogue.publish"), make.staff("catalogue.publish", region="420903000000")
    assert [row.id for row in items.list_submitted(actor=here, at=now).rows] == [first.id]
    assert len(items.list_publishable(actor=here, at=now).rows) == 4
    assert items.list_submitted(actor=there, at=now).rows == items.list_publishable(actor=there, at=now).rows == []
    at_body = make.staff("catalogue.publish", organisation=body)
    assert [row.id for row in items.list_submitted(actor=at_body, at=now).rows] == [first.id]


def test_nobody_reads_the_list_of_another_county(body: str, now: dt.datetime) -> None:
    stranger, item = make.staff("catalogue.read", region="420903000000"), listed(body, now).rows[0].id
    for ask in (items.count_items, items.list_places):
        with pytest.raises(NotAllowed):
            ask(body, actor=stranger)
    for ask in (items.list_items, items.list_claimable):
        with pytest.raises(NotAllowed):
            ask(body, actor=stranger, at=now)
    with pytest.raises(NotAllowed):
        items.get_item(item, actor=stranger, at=now)


def test_a_body_keeps_the_history_of_its_place(now: dt.datetime) -> None:
    body = make.body(now)
    make.place(now, body)
    make.place(now + dt.timedelta(days=1), body, address="样例路 2 号")
    assert [place.content["address"] for place in items.list_places(body, actor=SYSTEM)] == [
        "样例路 2 号", "样例路 1 号便民服务中心",
    ]  # fmt: skip
    assert items.find_place(body, at=now)["address"] == "样例路 1 号便民服务中心"
    assert items.find_place(body, at=now - dt.timedelta(days=1)) == {}
