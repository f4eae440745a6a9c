"""Rows of the base catalogue at the desk: loaded as a whole or not at all, the national ones too; first contents."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tongban.faces.workbench.tests.test_catalogue import form_of
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.commands import entries as commands
from tongban.registers.catalogue.queries import adjustments, entries
from tongban.registers.catalogue.rules.base_rows import TITLES
from tongban.registers.catalogue.rules.loading import RawEntry
from tongban.registers.catalogue.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HERE = "/workbench/catalogue/loading"
TOMORROW = (dt.datetime.now(ZoneInfo("Asia/Shanghai")) + dt.timedelta(days=1)).date().isoformat()
FACTS = {"title": "样例调整", "reason": "样例理由", "effective_on": TOMORROW}
ENTRIES = [
    ("42012003000Y", "样例主项", "", "4", "", ""),
    ("420120030001", "样例子项甲", "", "4", "42012003000Y", ""),
    ("420120030002", "样例子项乙", "", "4、5", "42012003000Y", ""),
]
LEAVES = [("42012003000101", "新办", "New", "5"), ("42012003000102", "变更", "", ""), ("42012003000201", "", "", "")]


@pytest.fixture
def now():
    return timezone.now() - dt.timedelta(hours=1)


@pytest.fixture
def sit(client, now):
    regions.tree(now)

    def down(region: str = make.PROVINCE):
        held = access.account(now, "19900000132")
        access.post(now, held, "catalogue_manager", region)
        client.post("/workbench/sign-in", {"phone": "19900000132", "password": access.PASSWORD})
        return client

    return down


HEAD = tuple(TITLES["entries"].values())


def book(rows=ENTRIES, leaves=LEAVES, head=HEAD):
    file = io.BytesIO()
    writer = BookWriter(file)
    for name, titles, lines in (("条目", head, rows), ("业务办理项", TITLES["leaves"].values(), leaves)):
        writer.add_sheet(name, [Column(title) for title in titles])
        for line in lines:
            writer.add_row(name, line[: len(list(titles))])
    writer.close()
    file.seek(0)
    file.name = "条目.xlsx"
    return file


def count() -> int:
    return entries.list_entries(at=timezone.now()).total


def tried(client, catalogue: str = make.PROVINCE, **told):
    return client.post(HERE, {"catalogue": catalogue, "file": book(**told)})


def carried(page) -> str:
    text = page.text
    start = text.index('name="rows" value="') + len('name="rows" value="')
    return text[start : text.index('"', start)].replace("&#34;", '"')


@pytest.mark.req(
    "CAT-11", part="a main item with its sub-items and their leaves is loaded at the desk; the main item has none"
)
def test_a_main_item_comes_in_with_its_parts_and_their_leaves(sit, now):
    client = sit()
    page = tried(client)
    assert ("3 个条目、3 个业务办理项，没有发现问题。" in page.text, count()) == (True, 0)
    done = client.post(HERE, {"catalogue": make.PROVINCE, "rows": carried(page)})
    assert (done.status_code, count()) == (303, 3)
    assert "已经导入：3 个条目、3 个业务办理项。" in client.get(done["Location"]).text
    main = client.get("/workbench/catalogue/entries/42012003000Y").text
    assert ("样例子项乙" in main, "42012003000102" in main, "已经拆分为子项，主项自己不受理申请。" in main) == (
        True,
    ) * 3
    split = entries.count_split(make.PROVINCE, at=timezone.now())
    assert (split.entries, split.leaves) == (2, 3)


@pytest.mark.req("CAT-12", part="a duplicate is refused at the desk with sheet, row and column")
def test_faults_are_told_by_sheet_row_and_column_and_nothing_comes_in(sit, now):
    page = tried(sit(), rows=[*ENTRIES, ("420120030002", "样例子项乙", "", "9", "", "")])
    assert (page.status_code, count()) == (422, 0)
    for text in ("编码在表里出现了两次。", "行使层级应为 2 到 6 的数字。", '<td class="tb-num">5</td>'):
        assert text in page.text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"head": ["编码", "名字"]}, "少了这一列。"),
        ({"rows": [], "leaves": []}, "表里没有“条目”也没有“业务办理项”。"),
        ({"leaves": [("42012003000101", "", "", "很热")]}, "热度应为最多 6 位的数字。"),
        ({"leaves": [("42012003000Y01", "", "", "")]}, "已经拆分为子项的主项下不能有业务办理项。"),
    ],
)
def test_a_table_that_is_none_is_told(sit, now, told, said):
    page = tried(sit(), **told)
    assert (page.status_code, said in page.text, count()) == (422, True, 0)


@pytest.mark.parametrize(
    "rows", ["5", "[[], [{}]]", '[[{"row": 1, "code": 5, "name": "甲", "levels": "4"}], []]', "[1, 2]"]
)
def test_rows_that_no_page_carries_are_refused(sit, now, rows):
    page = sit().post(HERE, {"catalogue": make.PROVINCE, "rows": rows})
    assert (page.status_code, count()) == (422, 0)


def test_a_province_takes_over_national_entries_and_changes_none(sit, now):
    client = sit()
    page = tried(client, "nation", rows=[("000120003000", "样例国家事项", "", "2、3", "", "")], leaves=[])
    done = client.post(HERE, {"catalogue": "nation", "rows": carried(page)})
    assert (done.status_code, entries.get_entry("000120003000").region_id) == (303, None)
    page = client.get("/workbench/catalogue/entries/000120003000").text
    assert ("国家目录的条目由国家统一定" in page, "新增业务办理项</a>" in page) == (True, False)
    told = {"entry": "000120003000", **FACTS}
    assert client.post("/workbench/catalogue/propose/cancel", told).status_code == 403
    assert "样例国家事项" not in client.get("/workbench/catalogue?whose=own").text


@pytest.mark.parametrize("region", [make.CITY, make.COUNTY])
def test_below_the_province_nobody_touches_the_national_catalogue(now, region):
    regions.tree(now)
    rows = [RawEntry(2, "000120003000", "样例国家事项", "4")]
    with pytest.raises(NotAllowed):
        commands.load(entries=rows, leaves=[], region=None, by=make.staff("catalogue.manage", region=region), now=now)
    assert count() == 0


def test_the_first_contents_of_a_loaded_leaf_go_through_the_chain(sit, now):
    make.leaf(now)
    client, here = sit(), f"/workbench/catalogue/leaves/{make.CODE}01"
    assert "写第一版内容" in client.get(here).text
    sent = form_of(client.post(f"{here}/change", form_of(client.get(f"{here}/change")) | FACTS | {"rows": "laws.add"}))
    kept = client.post(f"{here}/change", sent | FACTS | {"laws.0.name": "样例条例"})
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    assert (kept.status_code, row.plan["base"]) == (303, 0)
    assert "样例条例" in client.get(kept["Location"]).text
    client.post(f"{kept['Location']}/submit", {"version": row.version})
    for version in (2, 3, 4):
        steps.pass_on(row.id, version=version, by=SYSTEM, now=timezone.now())
    assert entries.find_newest(f"{make.CODE}01").content == {"name": "高龄津贴发放", "laws": [{"name": "样例条例"}]}


def test_the_blank_table_has_both_sheets(sit):
    page = sit().get(f"{HERE}/template")
    assert page["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(page.streaming_content)[:2] == b"PK"
    page.close()
