import pytest
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, VISITOR, Actor, Grant
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.registers.regions import commands, queries
from tongban.registers.regions.commands import LoadReport, tree
from tongban.registers.regions.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.req("REG-01", part="tree")
def test_hubei_loads_whole(now):
    report = commands.load(rows=make.sample_rows("hubei"), source="regions_hubei.csv", by=SYSTEM, now=now)
    assert report == LoadReport("420000000000", 28_652, 28_652, 0)
    assert queries.count_subtree("420000000000") == 28_652
    assert [queries.count_subtree("420900000000", level) for level in (3, 4, 5)] == [7, 128, 2_263]


def test_a_load_after_small_ones_does_not_read_the_table_for_every_row(now):
    """The check of parents keeps its plan in the session: one made for a handful of rows must not serve thousands."""
    make.tree(now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE regions_region")
        for number in range(12):
            code = f"4299{number:02}000000"
            row = [code, "样例", "420000000000", "样例", "样例", []]
            cursor.execute(_ONE_MORE, row)
        commands.load(rows=make.sample_rows("xuzhou"), source="regions_xuzhou.csv", by=SYSTEM, now=now)
        cursor.execute("SELECT pg_stat_get_xact_numscans('regions_region'::regclass)")
        assert cursor.fetchone()[0] < 100


_ONE_MORE = (
    "INSERT INTO regions_region (code, name, level, parent_id, path, sought, sought_name, grams)"
    " VALUES (%s, %s, 3, %s, %s, %s, 1, %s)"
)


@pytest.mark.req("REG-01", part="tree")
def test_a_tree_may_begin_at_a_city(now):
    report = commands.load(rows=make.sample_rows("xuzhou"), source="regions_xuzhou.csv", by=SYSTEM, now=now)
    assert report == LoadReport("320300000000", 3_010, 3_010, 0)
    assert [queries.count_subtree("320300000000", level) for level in (1, 2, 3, 4, 5)] == [0, 1, 11, 186, 2_812]
    assert [region.name for region in queries.list_children(None)] == ["徐州市"]


def test_two_trees_stand_beside_each_other(now):
    make.tree(now)
    make.tree(now, "320300000000 徐州市 2 -")
    assert [(root.code, root.level) for root in queries.list_children(None)] == [
        ("420000000000", 1),
        ("320300000000", 2),
    ]


def test_loading_the_same_again_changes_nothing(now, monkeypatch):
    make.tree(now)
    monkeypatch.setattr(tree.audit, "record", pytest.fail)
    assert make.tree(now) == LoadReport("420000000000", 8, 0, 0)


def test_a_new_name_reaches_the_paths_below(now):
    make.tree(now)
    assert make.tree(now, make.SMALL.replace("孝南区", "孝北区")).written == 4
    assert queries.get_region("420902001001").path == "湖北省 孝感市 孝北区 书院街道 城隍潭社区"


def test_a_missing_region_is_abolished_and_may_come_back(now):
    make.tree(now)
    report = make.tree(now, make.SMALL.replace("421000000000 荆州市 2 420000000000\n", ""))
    assert (report.written, report.abolished) == (0, 1)
    assert str(queries.get_region("421000000000").abolished_on) == "2026-11-25"
    assert queries.find_regions("荆州") == []
    assert make.tree(now) == LoadReport("420000000000", 8, 1, 0)
    assert queries.get_region("421000000000").abolished_on is None


COUNTY = "420904000000 样例县 3 420900000000\n420904001000 样例镇 4 420904000000"


@pytest.mark.req("NFR-10", part="a new region by import")
def test_a_branch_touches_nothing_beside_itself(now):
    make.tree(now)
    assert make.tree(now, COUNTY) == LoadReport("420904000000", 2, 2, 0)
    assert make.tree(now, COUNTY.splitlines()[0]) == LoadReport("420904000000", 1, 0, 1)
    assert queries.get_region("420904001000").path == "湖北省 孝感市 样例县 样例镇"
    assert [region.name for region in queries.find_regions("孝感 样例")] == ["样例县"]
    assert queries.count_subtree("420000000000") == 9


def test_a_branch_hangs_under_no_abolished_region(now):
    make.tree(now)
    make.tree(now, make.SMALL.replace("421000000000 荆州市 2 420000000000\n", ""))
    with pytest.raises(Invalid) as refusal:
        make.tree(now, "421002000000 沙市区 3 421000000000")
    assert refusal.value.fields == {"line 2": ["parent_unknown"]}


def test_a_branch_without_its_parent_tears_nothing_off(now):
    make.tree(now)
    before = _everything()
    with pytest.raises(Invalid) as refusal:
        make.tree(now, "420902000000 孝南区 3 -")
    assert refusal.value.fields == {"line 2": ["parent_missing"]}
    assert _everything() == before


def test_who_may_load_a_county_loads_its_branch_only(now):
    make.tree(now)
    steward = Actor(None, "data_steward", grants=(Grant("regions.load", "420904000000", "420904999999"),))
    assert commands.load(rows=make.rows(COUNTY), source="test", by=steward, now=now).written == 2
    with pytest.raises(NotAllowed):
        commands.load(rows=make.rows("420905000000 别县 3 420900000000"), source="test", by=steward, now=now)


def test_a_wrong_line_is_named_and_nothing_changes(now):
    make.tree(now)
    before = _everything()
    with pytest.raises(Invalid) as refusal:
        make.tree(now, make.SMALL.replace("孝南区", "孝北区") + "420999 错 3 420900000000\n")
    assert refusal.value.code == "region_tree_refused"
    assert refusal.value.fields == {"line 10": ["code_malformed"]}
    assert _everything() == before


def test_only_who_may_load_this_root_loads_it(now):
    steward = Actor(None, "data_steward", grants=(Grant("regions.load", "420000000000", "429999999999"),))
    commands.load(rows=make.rows(), source="test", by=steward, now=now)
    before = _everything()
    for actor, text in ((VISITOR, make.SMALL), (steward, "320300000000 徐州市 2 -")):
        with pytest.raises(NotAllowed, match="regions_loading_not_allowed"):
            commands.load(rows=make.rows(text), source="test", by=actor, now=now)
    assert _everything() == before


def test_the_load_is_journalled(now, monkeypatch):
    told = []
    monkeypatch.setattr(tree.audit, "record", lambda action, **facts: told.append((action, facts)))
    make.tree(now)
    facts = {"subject": "region:420000000000", "rows": 8, "written": 8, "abolished": 0, "source": "test"}
    assert told == [("regions.loaded", {"by": SYSTEM, "now": now, **facts})]


def _everything() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM regions_region ORDER BY code")
        return cursor.fetchall()
