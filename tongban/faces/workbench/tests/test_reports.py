"""The pages of the catalogue's reports and checks: figures with what they are made of, and who may look."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.worklist.queries import list_unit
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.commands.findings import check_catalogue
from tongban.registers.catalogue.commands.lists import refresh_lists
from tongban.registers.catalogue.commands.reports import work_off_next_report
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.stored import (
    FOREVER,
    Baseline,
    CancelledProof,
    Finding,
    Item,
    ItemVersion,
    LeafVersion,
)
from tongban.registers.catalogue.tests.test_findings import cancelled
from tongban.registers.catalogue.tests.test_indicators import catalogue, two_scopes
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
BOARD = "/workbench"
REPORTS, LISTS, FINDINGS = f"{BOARD}/reports", f"{BOARD}/reports/lists", f"{BOARD}/findings"
PAGES = (
    *(REPORTS, f"{REPORTS}/indicators", f"{REPORTS}/indicators/online", f"{REPORTS}/reductions", LISTS),
    *(f"{LISTS}/one_visit", FINDINGS, f"{BOARD}/proofs", f"{REPORTS}/mergers"),
)


@pytest.fixture
def then(client, now):
    """Yesterday: the pages read the clock. A supervisor of 孝南区 sits at the desk."""
    sit_down(client, now, "supervisor")
    return timezone.now() - dt.timedelta(days=1)


def manage(client, now):
    """A catalogue manager of the province sits at the desk."""
    regions.tree(now)
    accounts.post(now, accounts.account(now), role="catalogue_manager", region=make.PROVINCE)
    client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("then")
def test_an_empty_catalogue_has_a_page_for_everything(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_clerk_may_not_look(client, now, page):
    sit_down(client, now, "clerk")
    assert client.get(page).status_code == 403
    assert f'href="{REPORTS}"' not in client.get("/workbench/desk").text


@pytest.mark.parametrize(
    "query", ["after=x", "scheme=nine", "region=430000000000", "level=9", "day=2026-13-01", "before=-1", "kind=%00x"]
)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("then")
def test_a_senseless_address_is_no_500(client, page, query):
    assert client.get(f"{page}?{query}").status_code in (200, 400, 404)


# --- consistency ----------------------------------------------------------------------------------------------


def records(then, count, **own):
    """So many items of 孝南区, each with a record of its own."""
    catalogue(then, [(count, {"visits": 1})])
    ItemVersion.objects.update(own=own)


@pytest.mark.req("KPI-30")
@pytest.mark.req("CAT-03", part="the report shows both values of each differing element")
def test_a_report_is_asked_for_made_and_shown(client, then):
    records(then, 3, name="高龄津贴发放", conditions="年满 90 周岁，户籍在本地。")
    assert client.post(f"{REPORTS}/consistency/request?scheme=all").status_code == 303
    assert "正在核对" in client.get(REPORTS).text
    assert work_off_next_report(now=timezone.now())
    assert client.get(f"{REPORTS}/consistency/progress")["HX-Refresh"] == "true"
    page = client.get(REPORTS).text
    assert all(
        told in page for told in ("0.00%", "<del>8</del>", "<ins>9</ins>", "逐值比对的 3 项", "数据到", "孝南区")
    )


def test_differences_are_paged_and_narrowed_to_an_element(client, then):
    records(then, 220, conditions="不同", legal_limit=15)
    client.post(f"{REPORTS}/consistency/request?scheme=eight")
    work_off_next_report(now=timezone.now())
    page = client.get(REPORTS, {"scheme": "eight", "element": "legal_limit"}).text
    assert (page.count("<ins>"), "下一页" in page, "不一致的记录：" in page) == (50, True, True)


def test_the_file_of_differences_runs_no_formula(client, then):
    records(then, 2, name="=1+1")
    client.post(f"{REPORTS}/consistency/request?scheme=four")
    work_off_next_report(now=timezone.now())
    body = b"".join(client.get(f"{REPORTS}/consistency.csv?scheme=four").streaming_content)
    assert (body.startswith(b"\xef\xbb\xbf"), body.decode().count(",'=1+1\r\n")) == (True, 2)


# --- indicators and reductions --------------------------------------------------------------------------------


@pytest.mark.req("KPI-07")
@pytest.mark.req("NFR-06", part="staff see scope and time beside the figure")
def test_golden_figures_stand_on_the_page_and_lead_to_their_items(client, then):
    catalogue(then, [(6_357, {"visits": 1}), (3_571, {"visits": 0}), (72, {"visits": 2})])
    page = client.get(f"{REPORTS}/indicators?indicator=one_visit").text
    assert all(told in page for told in ("63.57%", "35.71%", "10000 个事项里的 6357 个", "县级", "书院街道", "数据到"))
    rest = client.get(f"{REPORTS}/indicators/one_visit_at_most?counted=no").text
    assert (rest.count('data-label="跑动">2<'), "下一页" in rest) == (50, True)


@pytest.mark.req("KPI-06", part="the days of the city's own bodies beside their scope on the page, down to the items")
def test_the_citys_own_days_stand_under_their_own_scope(client, now):
    manage(client, now)
    two_scopes(timezone.now() - dt.timedelta(days=1))
    own = client.get(f"{REPORTS}/indicators?region={make.CITY}&level=3&indicator=days_saved").text
    assert all(told in own for told in ("16848", "84.24%", "孝感市 及下级，市级"))
    assert "77.83%" not in own
    whole = client.get(f"{REPORTS}/indicators?region={make.CITY}&indicator=days_saved").text
    assert "77.83%" in whole
    rows = client.get(f"{REPORTS}/indicators/days_saved?region={make.CITY}&level=3").text
    assert (rows.count('data-label="跑动"'), "下一页" in rows) == (50, True)


@pytest.mark.req("CAT-18", part="a baseline recorded on the page")
@pytest.mark.req("KPI-24")
def test_a_manager_records_a_baseline_and_sees_the_reduction(client, now):
    manage(client, now)
    then = timezone.now() - dt.timedelta(days=1)
    catalogue(then, [(1, {"visits": 1, "promised_days": 6})])
    leaf = LeafVersion.objects.get()
    told = {"materials": 8, "steps": 6, "days": "79", "visits": 2, "as_of": "2020-01-01", "source": "样例文件"}
    bad = client.post(f"{REPORTS}/reductions", told | {"leaf": leaf.leaf_id, "days": "x", "as_of": "2999-01-01"})
    assert (bad.status_code, "有 2 处要改" in bad.text, Baseline.objects.count()) == (422, True, 0)
    assert client.post(f"{REPORTS}/reductions", told | {"leaf": leaf.leaf_id}).status_code == 303
    assert "92.41%" in client.get(f"{REPORTS}/reductions").text
    assert client.post(f"{REPORTS}/reductions", told | {"leaf": leaf.leaf_id}).status_code == 422


# --- lists ----------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-17", part="members, changes and an earlier day on the page")
def test_a_list_today_and_on_an_earlier_day(client, then):
    catalogue(then, [(55, {"visits": 1})])
    refresh_lists(now=then)
    Item.objects.update(state="paused")
    assert client.post(f"{LISTS}/refresh")["Location"].endswith("joined=0&left=110")
    assert "现在有 0 项" in client.get(f"{LISTS}/one_visit").text
    day = timezone.localdate(then).isoformat()
    page = client.get(f"{LISTS}/one_visit", {"day": day}).text
    assert (page.count('data-label="列入时间"'), "下一页" in page) == (50, True)
    body = b"".join(client.get(f"{LISTS}/one_visit.csv", {"day": day}).streaming_content)
    assert body.count(b"\r\n") == 56


# --- findings -------------------------------------------------------------------------------------------------


def on_list():
    """What the body of 孝南区 has to do."""
    clerk = make.staff("worklist.read", organisation=make.BODY)
    return [(row.subject, row.title) for row in list_unit(clerk, make.BODY, now=timezone.now()).rows]


def disguised(then):
    """A finding against the body of 孝南区: its record asks for a cancelled proof under another name."""
    item = make.published(then)
    ItemVersion.objects.create(
        item=item, number=1, own={"materials": [{"name": "无犯罪证明"}]}, effective_from=then, effective_until=FOREVER,
        published_at=then,
    )  # fmt: skip
    cancelled(then)
    check_catalogue(now=then)
    return Finding.objects.get()


@pytest.mark.req("CAT-10")
def test_a_finding_closes_on_its_page_only_when_mended(client, now):
    sit_down(client, now, "item_editor")
    row = disguised(timezone.now() - dt.timedelta(days=1))
    assert "无犯罪证明" in client.get(FINDINGS).text
    refused = client.post(f"{FINDINGS}/{row.id}", {"mended": "改了"})
    assert (refused.status_code, "无犯罪证明" in refused.text, "没有办结" in refused.text) == (422, True, True)
    ItemVersion.objects.all().delete()
    assert client.post(f"{FINDINGS}/{row.id}", {"mended": "删掉了这份材料"}).status_code == 303
    assert "删掉了这份材料" in client.get(f"{FINDINGS}/{row.id}").text
    assert "待整改" in client.get(FINDINGS).text


@pytest.mark.req("CAT-10", part="the body finds it among its work")
def test_a_finding_is_work_for_its_body_until_it_is_closed(client, now):
    sit_down(client, now, "item_editor")
    row = disguised(timezone.now() - dt.timedelta(days=1))
    assert on_list() == [(f"finding:{row.id}", "目录整改：无犯罪证明")]
    ItemVersion.objects.all().delete()
    client.post(f"{FINDINGS}/{row.id}", {"mended": "删掉了"})
    assert on_list() == []


def test_a_supervisor_has_the_catalogue_checked_and_does_not_close(client, then):
    row = disguised(then)
    assert client.post(f"{FINDINGS}/check")["Location"].endswith("fresh=0")
    assert client.post(f"{FINDINGS}/{row.id}", {"mended": "改了"}).status_code == 403
    assert Finding.objects.get().closed_at is None


def test_a_manager_cancels_a_proof_under_all_its_names(client, now):
    manage(client, now)
    told = {
        "name": "无犯罪记录证明",
        "aliases": "无犯罪证明\n\n未受刑事处罚证明",
        "basis": "样例文件",
        "cancelled_on": "2026-01-01",
    }
    assert client.post(f"{BOARD}/proofs", told | {"cancelled_on": "2999-01-01"}).status_code == 422
    assert client.post(f"{BOARD}/proofs", told).status_code == 303
    assert CancelledProof.objects.get().aliases == ["无犯罪证明", "未受刑事处罚证明"]
    again = client.post(f"{BOARD}/proofs", told)
    assert (again.status_code, "已经登记过" in again.text) == (422, True)


@pytest.mark.req("CAT-17", part="证明取消 among the lists, and what left it with its reason")
def test_a_proof_that_is_restored_leaves_the_list_and_the_public_page_says_why(client, now):
    manage(client, now)
    told = {"name": "无犯罪记录证明", "aliases": "无犯罪证明", "basis": "样例文件", "cancelled_on": "2026-01-01"}
    client.post(f"{BOARD}/proofs", told)
    assert "1 个证明" in client.get(LISTS).text
    public = client.get(f"/openness/lists/cancelled_proofs?region={make.PROVINCE}").text
    assert ("无犯罪记录证明" in public, "现在有 1 个证明" in public) == (True, True)
    back = {"act": "restore", "proof": "无犯罪记录证明", "restore_basis": "样例法", "restored_on": "2026-02-01"}
    assert client.post(f"{BOARD}/proofs", back | {"restore_basis": ""}).status_code == 422
    assert client.post(f"{BOARD}/proofs", back).status_code == 303
    public = client.get(f"/openness/lists/cancelled_proofs?region={make.PROVINCE}").text
    assert ("现在有 0 个证明" in public, "样例法" in public, "移出" in public) == (True, True, True)


@pytest.mark.req("CAT-18", part="merged qualifications recorded and shown")
def test_a_manager_records_which_qualifications_were_merged(client, now):
    manage(client, now)
    told = {"merged": "甲级\n乙级", "into": "样例资质", "document": "样例文件", "merged_on": "2026-01-01"}
    assert client.post(f"{REPORTS}/mergers", told | {"merged": "甲级"}).status_code == 422
    assert client.post(f"{REPORTS}/mergers", told).status_code == 303
    assert "2 个合并成 1 个" in client.get(f"{REPORTS}/mergers").text
    assert client.post(f"{REPORTS}/mergers", told).status_code == 422
    public = client.get(f"/openness/lists/cancelled_proofs?region={make.PROVINCE}").text
    assert ("样例资质" in public, "甲级、乙级" in public or "乙级、甲级" in public) == (True, True)
