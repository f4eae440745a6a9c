"""`tongban import-items`: what it says, and that a refused file leaves nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tongban.registers.orgs import queries as bodies
from tongban.registers.regions import queries as regions

HEAD = "department,main_item,name,region_code,local_code,type_code,department_code"
BODY = "115113016823646795"
ROW = f"样例市监局,未分类,公司设立登记,511602000000,511A0064100070-511602000000-000-{BODY}-1-00,1,"

pytestmark = pytest.mark.django_db


def imported(file: Path, *lines: str, **options: bool) -> str:
    file.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    told = StringIO()
    call_command("import_items", file, stdout=told, **options)
    return told.getvalue()


def test_an_import_creates_regions_and_bodies_and_says_what_the_drafts_lack(tmp_path: Path) -> None:
    told = imported(tmp_path / "items.csv", HEAD, ROW)
    assert "读入 1 行，新增机构 1 个，新增草稿 1 个，原有 0 个。" in told
    assert "草稿缺少 设定依据: 1" in told
    assert [region.name for region in regions.list_path("511602000000")] == ["四川省", "广安市", "广安区"]
    assert bodies.get_organisation(BODY).name == "样例市监局"


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    told = imported(tmp_path / "items.csv", HEAD, ROW, dry_run=True)
    assert "新增草稿 1 个" in told
    assert (bodies.find_organisation(BODY), regions.find_region("511602000000")) == (None, None)


def test_a_refused_row_is_named_and_nothing_stands(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="line 3, type_code: 没有代码为“77”的事项类型。"):
        imported(tmp_path / "items.csv", HEAD, ROW, ROW.replace("100070", "100071").replace(",1,", ",77,"))
    assert (bodies.find_organisation(BODY), regions.find_region("511602000000")) == (None, None)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((HEAD,), "没有数据行"),
        (("name,region_code", "甲,1"), "缺少列 missing columns: department, local_code, type_code"),
        ((HEAD, ROW.replace("511602000000,", "999999000000,", 1)), "999999000000: 没有这个地区"),
    ],
)
def test_an_unusable_file_is_refused_in_words(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        imported(tmp_path / "items.csv", *lines)
