"""A body's own words: written, submitted, sent back, published; what is common stays out of reach."""

import datetime as dt

import pytest

from tongban.foundation.audit import queries as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item, ItemDraft, ItemVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.contents import compose, compose_many
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import list_missing
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
EDITOR = make.staff("catalogue.edit", "catalogue.claim")
REVIEWER = make.staff("catalogue.publish")
OWN = {"promised_limit": 3, "visits": 0}


@pytest.fixture
def item(now: dt.datetime) -> Item:
    return make.published(now)


def written(item: Item, now: dt.datetime, seen: int = 0, **content: object) -> ItemDraft:
    return commands.write(item=item.id, content=content or OWN, by=EDITOR, now=now, seen=seen)


def submitted(item: Item, now: dt.datetime, by: Actor = EDITOR, **content: object) -> ItemDraft:
    return commands.submit(item=item.id, by=by, now=now, seen=written(item, now, **content).version)


def journal(item: Item) -> list[str]:
    reader = make.staff("audit.read", region=make.PROVINCE)
    return [row.action for row in audit.list_rows(f"item:{item.code}", by=reader)]


@pytest.mark.req("CAT-04", part="a local edit of an individual element is saved")
def test_own_words_show_from_their_day_on_and_never_change_again(item: Item, now: dt.datetime) -> None:
    tomorrow = now + dt.timedelta(days=1)
    submitted(item, now)
    version = commands.publish_draft(item=item.id, by=REVIEWER, now=now, effective_from=tomorrow)
    assert (version.number, version.promised_days, version.visits, version.filled) == (
        1, 3, 0, ["promised_limit", "visits"],
    )  # fmt: skip
    assert [compose(item, at=at)["promised_limit"] for at in (now, tomorrow)] == [5, 3]
    assert not ItemDraft.objects.exists()


def test_a_second_version_ends_the_first(item: Item, now: dt.datetime) -> None:
    for day, visits in enumerate((0, 2)):
        at = now + dt.timedelta(days=day)
        submitted(item, at, visits=visits)
        commands.publish_draft(item=item.id, by=REVIEWER, now=at)
    first, second = ItemVersion.objects.order_by("number")
    assert (first.effective_until, second.number, second.content) == (second.effective_from, 2, {"visits": 2})
    assert (first.content, first.effective_from) == ({"visits": 0}, now)


@pytest.mark.req("CAT-04", part="a local edit of a common element is refused and logged")
def test_a_common_element_is_refused_and_the_attempt_is_journalled(item: Item, now: dt.datetime) -> None:
    with pytest.raises(Invalid, match=r"catalogue\.content_refused") as refused:
        written(item, now, conditions="本村户籍", visits=0, legal_limit=99)
    assert refused.value.fields == {
        "conditions": ["content.not_individual"], "legal_limit": ["content.not_individual"],
    }  # fmt: skip
    assert not ItemDraft.objects.exists()
    assert journal(item).count("catalogue.common_edit_refused") == 1


@pytest.mark.parametrize("content", [{"visits": -1}, {"depth_level": "9"}, {"no_such": 1}, {"organisation": "样例"}])
def test_what_is_wrong_is_told_by_element(item: Item, now: dt.datetime, content: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        written(item, now, **content)
    assert list(refused.value.fields) == list(content)
    assert not ItemDraft.objects.exists()


def test_a_promised_limit_is_held_against_the_legal_one_of_that_day(item: Item, now: dt.datetime) -> None:
    later = now + dt.timedelta(days=10)
    make.version(now, item.leaf_id or "", effective_from=later, legal_limit=10)
    draft = written(item, now, promised_limit=15)
    with pytest.raises(Invalid) as refused:
        commands.submit(item=item.id, by=EDITOR, now=now, seen=draft.version, effective_from=later)
    assert refused.value.fields == {"promised_limit": ["content.promised_above_legal"]}
    commands.submit(item=item.id, by=EDITOR, now=now, seen=draft.version)
    with pytest.raises(Invalid):
        commands.publish_draft(item=item.id, by=REVIEWER, now=now, effective_from=later)
    assert commands.publish_draft(item=item.id, by=REVIEWER, now=now).promised_days == 15


def test_nobody_publishes_what_they_wrote(item: Item, now: dt.datetime) -> None:
    both = Actor(EDITOR.account, "test", grants=EDITOR.grants + REVIEWER.grants)
    submitted(item, now)
    with pytest.raises(NotAllowed, match="own_draft"):
        commands.publish_draft(item=item.id, by=both, now=now)
    assert not ItemVersion.objects.exists()


def test_two_editors_do_not_write_over_each_other(item: Item, now: dt.datetime) -> None:
    draft = written(item, now)
    written(item, now, seen=draft.version, visits=2)
    with pytest.raises(Conflict, match="draft_changed"):
        written(item, now, seen=draft.version, visits=1)
    assert ItemDraft.objects.get().content == {"visits": 2}


def test_sent_back_with_an_opinion_it_is_written_and_submitted_again(item: Item, now: dt.datetime) -> None:
    submitted(item, now)
    with pytest.raises(Invalid, match="opinion_missing"):
        commands.send_back(item=item.id, opinion=" ", by=REVIEWER, now=now)
    draft = commands.send_back(item=item.id, opinion="地址不对", by=REVIEWER, now=now)
    assert (draft.state, draft.opinion) == ("returned", "地址不对")
    draft = written(item, now, seen=draft.version, visits=1)
    assert commands.submit(item=item.id, by=EDITOR, now=now, seen=draft.version).state == "submitted"


def test_a_submitted_draft_is_not_written_until_it_is_taken_back(item: Item, now: dt.datetime) -> None:
    draft = submitted(item, now)
    with pytest.raises(Conflict, match="draft_submitted"):
        written(item, now, seen=draft.version)
    draft = commands.take_back(item=item.id, by=EDITOR, now=now)
    assert written(item, now, seen=draft.version).state == "writing"
    with pytest.raises(Conflict, match="draft_not_submitted"):
        commands.publish_draft(item=item.id, by=REVIEWER, now=now)


def test_an_incomplete_item_is_not_submitted(now: dt.datetime) -> None:
    body, leaf = make.body(now), make.leaf(now).code
    make.version(now, leaf)
    item = make.claimed(now, leaf, body)
    with pytest.raises(Conflict, match="incomplete") as refused:
        submitted(item, now, address="样例路 2 号")
    assert refused.value.facts["missing"] == ["hours", "enquiry", "complaint"]
    draft = written(item, now, seen=1, **make.HERE)
    commands.submit(item=item.id, by=EDITOR, now=now, seen=draft.version)
    commands.publish_draft(item=item.id, by=REVIEWER, now=now)
    item.refresh_from_db()
    assert (item.state, item.offered_from) == ("published", now)


@pytest.mark.req("APP-03", part="whoever demands a visit says why, or does not publish")
def test_a_visit_without_a_reason_is_not_submitted(now: dt.datetime) -> None:
    item = make.published(now, defaults={"visits": 0, "presence_reason": ""})
    with pytest.raises(Conflict, match="incomplete") as refused:
        submitted(item, now, visits=1)
    assert refused.value.facts["missing"] == ["presence_reason"]
    draft = written(item, now, seen=1, visits=1, presence_reason="要采集指纹，核对本人。")
    commands.submit(item=item.id, by=EDITOR, now=now, seen=draft.version)
    assert commands.publish_draft(item=item.id, by=REVIEWER, now=now).visits == 1


@pytest.mark.parametrize(("visits", "asked"), [(0, False), (None, False), (1, True), ("2", True), ("x", False)])
def test_only_who_demands_a_visit_is_asked_why(visits: object, asked: bool) -> None:
    assert ("presence_reason" in list_missing({"visits": visits}, get_elements())) is asked


@pytest.mark.req("CAT-12", part="a record from elsewhere gets its code when its leaf is known")
def test_an_imported_record_is_linked_completed_and_published(now: dt.datetime) -> None:
    body, leaf = make.body(now), make.leaf(now).code
    make.version(now, leaf)
    item = make.imported(now, body, name="高龄津贴", legal_limit=15)
    with pytest.raises(Conflict, match="incomplete") as refused:
        commands.submit(item=item.id, by=EDITOR, now=now, seen=1)
    assert refused.value.facts["missing"][:3] == ["laws", "power_source", "project_type"]
    linked = commands.link(item=item.id, leaf=leaf, by=EDITOR, now=now)
    assert (linked.code, linked.state) == (f"{body}4{leaf}", "claimed")
    submitted_draft = written(item, now, seen=1, **make.HERE)
    commands.submit(item=item.id, by=EDITOR, now=now, seen=submitted_draft.version)
    version = commands.publish_draft(item=item.id, by=REVIEWER, now=now)
    assert version.own == {"name": "高龄津贴", "legal_limit": 15}
    assert compose(linked, at=now)["legal_limit"] == 20


def test_a_record_is_linked_once_and_only_to_what_its_body_has_not(item: Item, now: dt.datetime) -> None:
    record = make.imported(now, item.organisation_id)
    with pytest.raises(Conflict, match="claimed_already"):
        commands.link(item=record.id, leaf=item.leaf_id or "", by=EDITOR, now=now)
    with pytest.raises(Conflict, match="state_forbids"):
        commands.link(item=item.id, leaf=item.leaf_id or "", by=EDITOR, now=now)


def test_many_items_are_laid_together_in_three_statements(now: dt.datetime, django_assert_num_queries: object) -> None:
    leaves, (body, other) = make.template(now, 4), make.villages(now, 2)
    make.place(now, body)
    items = [make.claimed(now, leaf, each) for leaf in leaves for each in (body, other)]
    with django_assert_num_queries(3):  # type: ignore[operator]
        together = compose_many(items, at=now)
    assert together == {item.id: compose(item, at=now) for item in items}


@pytest.mark.parametrize("step", ["write", "submit", "send_back", "publish_draft"])
def test_another_county_reaches_no_draft(item: Item, now: dt.datetime, step: str) -> None:
    elsewhere = make.staff("catalogue.edit", "catalogue.publish", region="420903000000")
    draft, more = (
        submitted(item, now),
        {"write": {"content": {}}, "submit": {"seen": 1}, "send_back": {"opinion": "不"}},
    )
    with pytest.raises(DomainError, match="not_allowed"):
        getattr(commands, step)(item=item.id, by=elsewhere, now=now, **more.get(step, {}))
    assert ItemDraft.objects.get().version == draft.version


def test_what_a_record_states_of_its_own_outlives_a_local_edit(now: dt.datetime) -> None:
    item = make.published(now)
    ItemVersion.objects.create(
        item=item, number=1, own={"conditions": "年满 90 周岁。"}, effective_from=now, effective_until=FOREVER,
        published_at=now,
    )  # fmt: skip
    draft = commands.write(item=item.id, content={"visits": 0}, by=SYSTEM, now=now)
    assert draft.own == {"conditions": "年满 90 周岁。"}
