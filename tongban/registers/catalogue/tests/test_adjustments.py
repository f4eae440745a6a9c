"""The review chain of an adjustment, and what each kind does to the catalogue."""

import datetime as dt
import uuid

import pytest

from tests.written import emitted_events, journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.models import Adjustment, Entry, Finding, Item, Leaf, LeafVersion
from tongban.registers.catalogue.queries import adjustments, entries, guides, offers, search
from tongban.registers.catalogue.queries.contents import compose
from tongban.registers.catalogue.tests import chain, make

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=30)
CONDITIONS = {"content": {"conditions": "年满 75 周岁。"}}


def offered(code: str, at: dt.datetime) -> str:
    """ "offered", or why not."""
    try:
        offers.check_offered(code, at=at)
    except Conflict as refusal:
        return refusal.code.removeprefix("admission.")
    return "offered"


def events(name: str) -> int:
    return emitted_events().count(f"catalogue.{name}")


# --- the chain ----------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-08", part="draft, department, legal review, approval, effective date")
@pytest.mark.req("CAT-04", part="the owner changes a common element through the procedure")
def test_a_common_element_changes_through_the_chain_at_its_moment(now):
    item = make.published(now)
    row = chain.approved(now, "change", leaf=item.leaf_id, plan=CONDITIONS, effective_at=now + LATER)
    assert (row.state, row.decided_at) == ("approved", now)
    assert compose(item, at=now)["conditions"] == "年满 80 周岁，户籍在本地。"
    assert compose(item, at=now + LATER)["conditions"] == "年满 75 周岁。"
    assert LeafVersion.objects.get(leaf=item.leaf_id, number=2).adjustment == row.id
    assert [(step.step, step.passed) for step in adjustments.list_steps(row.id)] == [
        ("draft", True), ("department_review", True), ("legal_review", True), ("approval", True),
    ]  # fmt: skip
    assert events("adjustment_approved") == 1


def test_a_date_that_has_passed_is_the_moment_of_approval(now):
    item = make.published(now)
    row = chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS, effective_at=now)
    row = chain.passed(row, now + LATER)
    assert row.effective_at == now + LATER
    assert compose(item, at=now + LATER)["conditions"] == "年满 75 周岁。"


def test_nobody_decides_on_their_own_work_nor_twice_in_a_round(now):
    item = make.published(now)
    row = chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS)
    row = steps.submit(row.id, version=1, by=chain.AUTHOR, now=now)
    with pytest.raises(NotAllowed, match="own_work"):
        steps.pass_on(row.id, version=2, by=chain.AUTHOR, now=now)
    both = chain.person(2, "review_department", "review_law")
    steps.pass_on(row.id, version=2, by=both, now=now)
    with pytest.raises(NotAllowed, match="decided_already"):
        steps.pass_on(row.id, version=3, by=both, now=now)


def test_who_decides_after_somebody_else_has_decided_is_told(now):
    item = make.published(now)
    row = chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS)
    steps.submit(row.id, version=1, by=chain.AUTHOR, now=now)
    steps.pass_on(row.id, version=2, by=chain.DEPARTMENT, now=now)
    for decide in (steps.pass_on, steps.send_back):
        with pytest.raises(Conflict, match="moved_on"):
            decide(row.id, version=2, by=chain.LAW, now=now, opinion="样例")
    assert Adjustment.objects.get(id=row.id).state == "legal_review"


def test_sent_back_it_is_revised_and_goes_through_every_review_again(now):
    item = make.published(now)
    row = chain.passed(chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS), now, reviews=1)
    with pytest.raises(Invalid) as refused:
        steps.send_back(row.id, version=row.version, by=chain.LAW, now=now, opinion=" ")
    assert refused.value.fields == {"opinion": ["adjustment.opinion_missing"]}
    row = steps.send_back(row.id, version=row.version, by=chain.LAW, now=now, opinion="依据不足")
    row = steps.revise(
        row.id, version=row.version, title="样例", reason="样例", plan=CONDITIONS, effective_at=now,
        by=chain.AUTHOR, now=now,
    )  # fmt: skip
    assert chain.passed(row, now + LATER).state == "approved"


def test_a_change_of_an_older_version_is_not_carried_out(now):
    item = make.published(now)
    row = chain.passed(chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS), now, reviews=2)
    make.version(now, item.leaf_id, effective_from=now + LATER, conditions="别的条件。")
    with pytest.raises(Conflict, match="base_moved"):
        steps.pass_on(row.id, version=row.version, by=chain.APPROVER, now=now)
    assert (Adjustment.objects.get(id=row.id).state, LeafVersion.objects.count()) == ("approval", 2)


def test_a_published_leaf_changes_by_no_other_way(now):
    item = make.published(now)
    with pytest.raises(NotAllowed, match="only_by_adjustment"):
        commands.publish_version(leaf=item.leaf_id, content=make.COMMON, by=chain.AUTHOR, now=now + LATER)
    assert LeafVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("plan", "where"),
    [
        ({}, "content"),
        ({"content": {"laws": None}}, "laws"),
        ({"content": {"address": "样例路"}}, "address"),
        ({"defaults": {"promised_limit": 30}}, "promised_limit"),
    ],
)
def test_a_plan_with_faults_is_not_kept(now, plan, where):
    item = make.published(now)
    with pytest.raises(Invalid) as refused:
        chain.drafted(now, "change", leaf=item.leaf_id, plan=plan)
    assert list(refused.value.fields) == [where]
    assert not Adjustment.objects.exists()


def test_who_manages_another_region_may_not_draft(now):
    item = make.published(now)
    with pytest.raises(NotAllowed):
        chain.drafted(
            now, "change", leaf=item.leaf_id, plan=CONDITIONS, by=chain.person(9, "manage", region=make.COUNTY)
        )


# --- cancelling, pausing ------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-09", part="a direct application is refused, old records stay readable")
def test_a_cancelled_entry_takes_no_case_from_its_moment_on(now):
    item = make.published(now)
    chain.approved(now, "cancel", entry=make.CODE, effective_at=now + LATER)
    before = now + LATER - dt.timedelta(seconds=1)
    assert (offered(item.code, before), offered(item.code, now + LATER)) == ("offered", "cancelled")
    assert Item.objects.get(id=item.id).state == "published"  # nothing is rewritten
    assert compose(item, at=before)["name"] == "高龄津贴发放"
    assert events("entry_cancelled") == 1


def test_one_leaf_is_cancelled_alone(now):
    item = make.published(now)
    make.leaf(now, sequence=2)
    chain.approved(now, "cancel", leaf=item.leaf_id)
    assert offered(item.code, now) == "cancelled"
    assert Leaf.objects.get(code=f"{make.CODE}02").cancelled_from is None
    with pytest.raises(Conflict, match="cancelled_already"):
        chain.drafted(now, "change", leaf=item.leaf_id, plan=CONDITIONS)


def test_an_entry_is_paused_and_resumed(now):
    item, week = make.published(now), dt.timedelta(days=7)
    chain.approved(now, "pause", entry=make.CODE, plan={"until": (now + LATER).isoformat()})
    assert [offered(item.code, at) for at in (now, now + week, now + LATER)] == ["paused", "paused", "offered"]
    chain.approved(now, "resume", entry=make.CODE, effective_at=now + week)
    assert offered(item.code, now + week) == "offered"


def test_what_is_not_paused_is_not_resumed(now):
    make.published(now)
    with pytest.raises(Conflict, match="not_paused"):
        chain.drafted(now, "resume", entry=make.CODE)


# --- handing over -------------------------------------------------------------------------------------------------

UPPER, LOWER, OTHER = "TE4200000000000001", "TE4209020000000001", "TE4209030000000001"


@pytest.fixture
def upper(now):
    make.body(now, code=UPPER, region=make.PROVINCE, kind="provincial", short_name="样例局")
    for code, region in ((LOWER, make.COUNTY), (OTHER, "420903000000")):
        make.body(now, code=code, region=region, short_name="样例局")
    for code in (UPPER, LOWER):
        make.place(now, code)
    leaf = make.leaf(now)
    make.version(now, leaf.code)
    return commands.publish(item=make.claimed(now, leaf.code, UPPER).code, by=SYSTEM, now=now)


@pytest.mark.req("CAT-08", part="delegation on day D: before it the province, from it the county")
def test_an_item_is_delegated_from_province_to_county(now, upper):
    day, before = now + LATER, now + LATER - dt.timedelta(seconds=1)
    plan = {"from_level": 2, "to_level": 4, "short_name": "样例局"}
    row = chain.approved(now, "delegate", entry=make.CODE, plan=plan, effective_at=day)
    lower = f"{LOWER}4{make.CODE}01"
    assert (offered(upper.code, before), offered(lower, before)) == ("offered", "not_yet")
    assert (offered(upper.code, day), offered(lower, day)) == ("ended", "offered")
    assert row.outcome == {"items_ended": 1, "items_begun": 1, "items_waiting": 1}
    assert Item.objects.get(organisation=OTHER).state == "claimed"  # it has said no address yet
    assert Entry.objects.get(code=make.CODE).levels == [3, 4, 5, 6]


def test_a_body_takes_over_from_another(now, upper):
    plan = {"from_body": UPPER, "to_body": LOWER}
    chain.approved(now, "take_over", leaf=upper.leaf_id, plan=plan)
    assert (offered(upper.code, now), offered(f"{LOWER}4{make.CODE}01", now)) == ("ended", "offered")


def test_a_leaf_is_merged_into_another(now, upper):
    into = make.leaf(now, sequence=2).code
    make.version(now, into, name="老年人津贴发放")
    chain.approved(now, "merge", leaf=upper.leaf_id, plan={"into": into})
    assert (offered(upper.code, now), offered(f"{UPPER}2{into}", now)) == ("cancelled", "offered")
    assert adjustments.list_successors(upper.leaf_id) == [into]


# --- splitting and adding -----------------------------------------------------------------------------------------


@pytest.mark.req("CAT-11", part="split by adjustment; a parent with leaves takes no case")
def test_a_leaf_is_split_into_sub_items(now, upper):
    parts = [{"name": "高龄津贴发放（80 至 89 周岁）"}, {"name": "高龄津贴发放（90 周岁以上）"}]
    row = chain.approved(now, "split", leaf=upper.leaf_id, plan={"parts": parts})
    main, became = f"{make.CODE[:9]}00Y", [f"{make.CODE[:9]}00101", f"{make.CODE[:9]}00201"]
    assert row.outcome == {"became": became, "items_begun": 2, "items_waiting": 0}
    assert [entry.code for entry in entries.list_parts(main)] == [code[:12] for code in became]
    assert [offered(f"{UPPER}2{code}", now) for code in became] == ["offered", "offered"]
    with pytest.raises(Conflict, match="has_leaves") as refused:
        offers.check_offered(main, at=now)
    assert refused.value.facts["leaves"] == became
    assert entries.find_newest(became[0]).content["laws"] == make.COMMON["laws"]


def test_a_leaf_is_split_into_leaves_of_its_entry(now, upper):
    leaves = [{"kind": kind, "name": f"高龄津贴{kind}"} for kind in ("新办", "变更")]
    row = chain.approved(now, "split", leaf=upper.leaf_id, plan={"leaves": leaves})
    assert row.outcome["became"] == [f"{make.CODE}02", f"{make.CODE}03"]


@pytest.mark.req("CAT-12", part="codes are generated, duplicates refused")
def test_an_entry_is_added_under_the_next_free_code(now):
    make.entry(now)
    told = {"name": "样例新事项", "item_type": "01", "department": "20", "levels": [4]}
    leaves = [{"kind": "新办", "content": make.COMMON | {"name": "样例新事项（新办）"}, "defaults": make.DEFAULTS}]
    row = chain.approved(now, "add", region=make.PROVINCE, plan={"entry": told, "leaves": leaves})
    assert row.outcome == {"entries": ["420120002000"], "leaves": ["42012000200001"]}
    with pytest.raises(Invalid) as refused:
        chain.drafted(now, "add", region=make.PROVINCE, plan={"entry": told, "leaves": leaves})
    assert refused.value.fields == {
        "entry.name": ["adjustment.name_stands"], "leaves[1].name": ["adjustment.name_stands"],
    }  # fmt: skip


def test_two_leaves_of_one_catalogue_have_not_one_name(now):
    make.published(now)
    second = make.leaf(now, sequence=2).code
    make.version(now, second, name="样例第二项")
    plan = {"content": {"name": "高龄津贴发放"}}
    with pytest.raises(Invalid) as refused:
        chain.drafted(now, "change", leaf=second, plan=plan)
    assert refused.value.fields == {"name": ["adjustment.name_stands"]}


def test_a_name_taken_while_the_draft_was_reviewed_is_seen_at_the_approval(now):
    item = make.published(now)
    plan = {"content": {"name": "样例新名称"}}
    row = chain.passed(chain.drafted(now, "change", leaf=item.leaf_id, plan=plan), now, reviews=2)
    make.version(now, make.leaf(now, sequence=2).code, name="样例新名称")
    with pytest.raises(Invalid, match="adjustment_refused"):
        steps.pass_on(row.id, version=row.version, by=chain.APPROVER, now=now + LATER)
    assert entries.find_newest(item.leaf_id).number == 1


# --- admission ----------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-02", part="the catalogue refuses what is not on the list and records the violation")
@pytest.mark.parametrize(
    ("code", "reason"),
    [(f"{make.BODY}4420120009000{'01'}", "unknown"), (f"{make.CODE}01", "has_leaves"), (make.CODE, "has_leaves")],
)
def test_an_application_off_the_list_is_refused_and_recorded(now, code, reason):
    make.published(now)
    for _ in range(2):
        with pytest.raises(Conflict, match=f"admission.{reason}"):
            commands.admit(code=code, by=chain.AUTHOR, now=now)
    finding = Finding.objects.get(kind="off_list")
    assert (finding.facts["reason"], finding.facts["attempts"], finding.region) == (reason, 2, make.PROVINCE)
    assert journal_actions().count("catalogue.off_list_refused") == 2


def test_an_unpublished_item_names_its_body_in_the_finding(now):
    item = make.claimed(now, make.leaf(now).code, make.body(now))
    with pytest.raises(Conflict, match="unpublished"):
        commands.admit(code=item.code, by=chain.AUTHOR, now=now)
    assert Finding.objects.get().organisation_id == make.BODY


def test_what_is_offered_is_admitted_under_its_version(now):
    offer = commands.admit(code=make.published(now).code, by=chain.AUTHOR, now=now)
    assert (offer.organisation, offer.leaf_version) == (make.BODY, 1)
    assert not Finding.objects.exists()


# --- 备案 ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-16", part="an approving step in a filing is refused and listed")
def test_a_filing_may_not_approve(now):
    make.entry(now, code="421020001000", name="养老机构备案")
    leaf = make.leaf(now, code="421020001000").code
    plain = [step for step in make.COMMON["steps"] if step["kind"] != "decide"]
    make.version(now, leaf, name="养老机构备案", steps=plain)
    with pytest.raises(Invalid) as refused:
        chain.drafted(now, "change", leaf=leaf, plan={"content": {"steps": make.COMMON["steps"], "result_type": "10"}})
    assert refused.value.fields == {
        "steps[3].name": ["content.filing_decides"], "result_type": ["content.filing_gives_licence"],
    }  # fmt: skip
    finding = Finding.objects.get(kind="disguised_approval")
    assert (finding.leaf_id, finding.facts["places"]) == (leaf, ["result_type", "steps[3].name"])


def test_a_step_of_nothing_is_unknown(now):
    with pytest.raises(Exception, match="adjustment_unknown"):
        steps.submit(uuid.uuid4(), version=1, by=chain.AUTHOR, now=now)


# --- every channel ------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-09", part="guide and search drop it at the moment")
@pytest.mark.parametrize("subject", [{"entry": make.CODE}, {"leaf": f"{make.CODE}01"}])
def test_what_is_cancelled_leaves_guide_and_search_at_its_moment(now, subject):
    item = make.published(now)
    chain.approved(now, "cancel", effective_at=now + LATER, **subject)
    before = now + LATER - dt.timedelta(seconds=1)
    assert guides.get_guide(item.code, at=before).code == item.code
    assert [search.search(region=make.VILLAGE, at=at).total for at in (before, now + LATER)] == [1, 0]
    with pytest.raises(NotFound, match="not_offered") as refused:
        guides.get_guide(item.code, at=now + LATER)
    assert refused.value.facts["reason"] == "cancelled"
