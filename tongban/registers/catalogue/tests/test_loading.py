"""Loading a base catalogue from rows; editions."""

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.catalogue.commands import editions as publishing
from tongban.registers.catalogue.commands import entries as commands
from tongban.registers.catalogue.models import Entry, Leaf
from tongban.registers.catalogue.queries import editions, entries
from tongban.registers.catalogue.rules.loading import RawEntry, RawLeaf
from tongban.registers.catalogue.tests import chain, make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HUANGSHI = "420200000000"
TREE = "420000000000 湖北省 1 -\n420200000000 黄石市 2 420000000000"


def rows(entry_count: int, leaf_count: int) -> tuple[list[RawEntry], list[RawLeaf]]:
    """As many entries of a city, and leaves spread over them as evenly as they go."""
    codes = [f"4201{at // 999 + 10}{at % 999 + 1:03d}000" for at in range(entry_count)]
    entries = [RawEntry(at + 2, code, f"样例审批事项{at}", "3,4") for at, code in enumerate(codes)]
    leaves = [RawLeaf(at + 2, f"{codes[at % entry_count]}{at // entry_count + 1:02d}") for at in range(leaf_count)]
    return entries, leaves


@pytest.mark.req("CAT-11", part="290 entries with 824 leaves")
def test_huangshi_splits_290_entries_into_824_leaves(now):
    regions.tree(now, TREE)
    given = rows(290, 824)
    report = commands.load(entries=given[0], leaves=given[1], region=HUANGSHI, by=SYSTEM, now=now)
    assert (report.entries, report.leaves) == (290, 824)
    split = entries.count_split(HUANGSHI, at=now)
    assert f"{split.entries}/{split.leaves}" == "290/824"


@pytest.mark.req("CAT-12", part="duplicates by name or code are refused, naming row and column")
def test_faulty_rows_are_named_and_nothing_comes_in(now):
    make.entry(now)
    given = [
        RawEntry(2, "420110001000", "样例一", "4"),
        RawEntry(3, "420110001000", "样例二", "4"),
        RawEntry(4, "42011000200X", "样例三", "4"),
        RawEntry(5, "430110003000", "样例一", "0"),
        RawEntry(6, "420110004001", "样例四", "4", parent="42011000400Y", owner="NOBODY"),
        RawEntry(7, make.CODE, "高龄津贴发放", "4"),
    ]
    leaves = [RawLeaf(2, "42011000100000"), RawLeaf(3, "42011000900001")]
    with pytest.raises(Invalid, match="rows_refused") as refused:
        commands.load(entries=given, leaves=leaves, region=make.PROVINCE, by=SYSTEM, now=now)
    told = [(row["sheet"][0], row["row"], row["column"], row["code"][5:]) for row in refused.value.facts["rows"]]
    assert told == [
        ("e", 2, "code", "code_twice"), ("e", 2, "name", "name_twice"), ("e", 3, "code", "code_twice"),
        ("e", 4, "code", "code_malformed"), ("e", 5, "code", "code_of_another_region"), ("e", 5, "name", "name_twice"),
        ("e", 5, "levels", "levels_unreadable"), ("e", 6, "parent", "parent_unknown"),
        ("e", 6, "owner", "owner_unknown"),
        ("e", 7, "code", "code_stands"), ("e", 7, "name", "name_stands"),
        ("l", 2, "code", "code_malformed"), ("l", 3, "code", "entry_unknown"),
    ]  # fmt: skip
    assert (Entry.objects.count(), Leaf.objects.count()) == (1, 0)


@pytest.mark.req("CAT-12", part="national parent and county leaf share the basic code")
def test_a_claimed_leaf_keeps_the_basic_code_of_its_national_entry(now):
    make.body(now)
    national = make.entry(now, code="000120001000", region=None).code
    item = make.claimed(now, make.leaf(now, code=national).code, make.BODY)
    assert item.code[19:31] == national


# --- editions -----------------------------------------------------------------------------------------------------


def edition(now, **told):
    facts = {"code": "2020-63", "document_number": "鄂政办发〔2020〕63号", "title": "五级清单", **told}
    return publishing.publish_edition(region=make.PROVINCE, by=SYSTEM, now=now, **facts)


@pytest.mark.req("CAT-01", part="an edition under a document number; each level's view")
def test_an_edition_shows_each_level_what_it_may_offer(now):
    for at, level in enumerate((2, 3, 4, 5, 6), 1):
        leaf = make.leaf(now, code=make.entry(now, code=f"42012000{at}000", name=f"样例{level}", levels=(level,)).code)
        make.version(now, leaf.code, name=f"样例{level}级事项")
    stands = edition(now)
    seen = {level: [row["name"] for row in editions.list_view("2020-63", region=make.PROVINCE, level=level)]
            for level in (2, 3, 4, 5, 6)}  # fmt: skip
    assert seen == {level: [f"样例{level}"] for level in (2, 3, 4, 5, 6)}
    assert (stands.document_number, stands.rows[0]["leaves"][0]["laws"]) == (
        "鄂政办发〔2020〕63号", ["样例省老年人权益保障条例"],
    )  # fmt: skip


def test_an_edition_stays_as_it_was_published(now):
    make.published(now)
    edition(now)
    chain.approved(now, "cancel", entry=make.CODE)
    assert [row["code"] for row in editions.get_edition("2020-63", region=make.PROVINCE).rows] == [make.CODE]
    assert editions.list_rows(make.PROVINCE, at=now) == []
    with pytest.raises(Conflict, match="edition_stands_already"):
        edition(now)


def test_an_edition_without_a_document_number_is_refused(now):
    make.entry(now)
    with pytest.raises(Invalid) as refused:
        edition(now, document_number=" ")
    assert refused.value.fields == {"document_number": ["content.empty"]}
