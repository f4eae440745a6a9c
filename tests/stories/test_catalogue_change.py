"""J7: the province changes a common element, every claim follows; nobody edits or applies around the list."""

import datetime as dt

import pytest

from tests.stories.steps import sign_in
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Finding
from tongban.registers.catalogue.queries import adjustments, entries, guides
from tongban.registers.catalogue.queries.consistency import report_consistency
from tongban.registers.catalogue.tests import chain, make

pytestmark = [pytest.mark.story, pytest.mark.req("J7"), pytest.mark.django_db(transaction=True)]
VILLAGES = 20
DAY = dt.date(2099, 1, 1)
MOMENT = dt.datetime(2098, 12, 31, 16, tzinfo=dt.UTC)
"""Midnight of that day in Shanghai."""
PEOPLE = {
    "author": "catalogue_manager",
    "department": "catalogue_manager",
    "law": "law_reviewer",
    "approver": "list_reviewer",
}


@pytest.fixture
def items(now: dt.datetime) -> list[str]:
    """One leaf of the province, offered by many villages; and the people of the chain."""
    bodies = make.villages(now, VILLAGES)
    leaf = make.leaf(now)
    make.version(now, leaf.code)
    for body in bodies:
        make.place(now, body)
    for number, role in enumerate(PEOPLE.values()):
        access.post(now, access.account(now, f"1990000020{number}"), role, make.PROVINCE)
    return [make.offered(now, leaf.code, body).code or "" for body in bodies]


def at_desk(page_at, who: str, path: str):
    phone = f"1990000020{list(PEOPLE).index(who)}"
    page = page_at(1440, "/workbench/sign-in")
    sign_in(page, phone, access.PASSWORD)
    page.goto(path)
    return page


def shown(items: list[str], at: dt.datetime) -> set[str]:
    return {guides.get_guide(code, at=at).content["conditions"] for code in items}


def test_a_common_element_changes_once_for_every_village(page_at, items, now):
    page = at_desk(page_at, "author", f"/workbench/catalogue/leaves/{make.CODE}01/change")
    page.get_by_label("受理条件（选填）", exact=True).fill("年满 75 周岁，户籍在本地。")
    page.get_by_label("理由", exact=True).fill("样例〔2026〕9号")
    page.get_by_label("从哪一天起", exact=True).fill(DAY.isoformat())
    page.get_by_role("button", name="保存草稿").click()
    assert f"{VILLAGES} 个机构的 {VILLAGES} 个事项在用" in page.inner_text("main")
    page.get_by_role("button", name="提交审核").click()
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    for who in ("department", "law", "approver"):
        page = at_desk(page_at, who, f"/workbench/catalogue/adjustments/{row.id}")
        page.get_by_role("button", name="审核通过").click()
        page.get_by_text("已办：审核通过。").wait_for()
    before = MOMENT - dt.timedelta(seconds=1)
    assert shown(items, before) == {"年满 80 周岁，户籍在本地。"}
    assert shown(items, MOMENT) == {"年满 75 周岁，户籍在本地。"}
    assert [version.number for version in entries.list_versions(f"{make.CODE}01")] == [2, 1]
    report, deviations = report_consistency("all", region=make.PROVINCE, actor=SYSTEM, at=MOMENT)
    assert (report.items, report.consistent, deviations) == (VILLAGES, VILLAGES, [])


def test_a_village_edits_no_common_element_and_a_county_applies_for_nothing_cancelled(items, now):
    village = make.staff("catalogue.edit", region=make.VILLAGE)
    row = make.Item.objects.get(code=items[0])
    with pytest.raises(Invalid):
        commands.write(item=row.id, content={"conditions": "本村户籍。"}, by=village, now=now)
    chain.approved(now, "cancel", entry=make.CODE)
    with pytest.raises(NotFound, match="not_offered"):
        guides.get_guide(items[0], at=now)
    with pytest.raises(Conflict, match=r"admission\.cancelled"):
        commands.admit(code=items[0], by=make.staff(region=make.COUNTY), now=now)
    assert Finding.objects.get(kind="off_list").item_id == row.id
    assert {"catalogue.common_edit_refused", "catalogue.off_list_refused"} <= set(journal_actions())
