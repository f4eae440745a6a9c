import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.regions import rules
from tongban.registers.regions.rules import Fault, RawRow
from tongban.registers.regions.tests import make


@pytest.mark.req("REG-01", part="tree")
@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("420000000000", "420000000000", "429999999999"),  # province
        ("420900000000", "420900000000", "420999999999"),  # city
        ("429000000000", "429000000000", "429099999999"),  # 省直辖县级行政区划, a pseudo-city
        ("429004000000", "429004000000", "429004999999"),  # 仙桃市, a county below it
        ("420902000000", "420902000000", "420902999999"),  # county
        ("420902001000", "420902001000", "420902001999"),  # town
        ("420902001001", "420902001001", "420902001001"),  # village
        ("320300000000", "320300000000", "320399999999"),  # 徐州市, the root of a tree of four levels
        ("441900000000", "441900000000", "441999999999"),  # 东莞市, a city without counties
        ("441900003000", "441900003000", "441900003999"),  # and one of its towns
        ("420910000000", "420910000000", "420910999999"),  # a zero that ends a group is no zero group
    ],
)
def test_a_subtree_is_the_range_of_its_codes(code, first, last):
    assert rules.subtree(code) == (first, last)


def test_every_sample_region_lies_in_the_range_of_its_parent():
    outside = [
        row
        for tree in ("hubei", "xuzhou")
        for row in make.sample_rows(tree)
        if row.parent and not rules.subtree(row.parent).first <= row.code <= rules.subtree(row.parent).last
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("420000000000", []),
        ("420902000000", ["420000000000", "420900000000"]),
        ("420902001001", ["420000000000", "420900000000", "420902000000", "420902001000"]),
        ("441900003001", ["440000000000", "441900000000", "441900003000"]),
    ],
)
def test_the_codes_that_may_stand_above(code, above):
    assert rules.list_ancestor_codes(code) == above


@pytest.mark.parametrize(
    "text", ["", "42", "42090000000a", "４２０９００００００００", "000000000000", "42\x0090000000"]
)
def test_what_is_no_code(text):
    assert not rules.is_code(text)


def test_a_pseudo_city_is_the_heading_alone():
    assert rules.is_pseudo_city("429000000000")
    assert not any(rules.is_pseudo_city(code) for code in ("429004000000", "420900000000", "420000000000"))


def test_within_counts_the_region_itself_and_nothing_beside_it():
    assert rules.is_within("420900000000", "420900000000")
    assert rules.is_within("420902001001", "420900000000")
    assert not rules.is_within("421000000000", "420900000000")
    assert not rules.is_within("420000000000", "420900000000")


@given(st.integers(1, 5), st.from_regex(r"[1-9][0-9][1-9]{10}", fullmatch=True))
def test_range_and_prefix_agree_for_any_code(level, digits):
    code = digits[: (2, 4, 6, 9, 12)[level - 1]].ljust(12, "0")
    first, last = rules.subtree(code)
    assert first <= digits <= last
    assert rules.is_within(digits, code)
    assert rules.list_ancestor_codes(code) == sorted(rules.list_ancestor_codes(code))


# --- files that are refused -----------------------------------------------------------------------------------

ROOT = "420000000000 湖北省 1 -\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ROOT + "4209 孝感市 2 420000000000", Fault(3, "code_malformed")),
        (ROOT + "420900000000  2 420000000000", Fault(3, "name_missing")),
        (ROOT + f"420900000000 {'长' * 61} 2 420000000000", Fault(3, "name_malformed")),
        (ROOT + "420900000000 孝\u3000感 2 420000000000", Fault(3, "name_malformed")),
        (ROOT + "420900000000 孝\x00感 2 420000000000", Fault(3, "name_malformed")),
        (ROOT + "420900000000 孝感市 6 420000000000", Fault(3, "level_malformed")),
        (ROOT + "420900000000 孝感市 二 420000000000", Fault(3, "level_malformed")),
        (ROOT + ROOT, Fault(3, "code_repeated")),
        (ROOT + "420900000000 孝感市 2 -", Fault(3, "second_root")),
        (ROOT + "420900000000 孝感市 2 430000000000", Fault(3, "parent_unknown")),
        (ROOT + "430900000000 益阳市 2 420000000000", Fault(3, "parent_outside")),
        (ROOT + "420902000000 孝南区 3 420000000000", Fault(3, "level_gap")),
        (ROOT + "420900000000 孝感市 1 420000000000", Fault(3, "level_gap")),
        ("420900000000 孝感市 2 420900000000", Fault(2, "root_missing")),
    ],
)
def test_a_wrong_line_is_named(text, fault):
    assert fault in rules.check_tree(make.rows(text))


STANDING = {"420000000000": 1, "420900000000": 2}
COUNTY = "420904000000 样例县 3 420900000000\n420904001000 样例镇 4 420904000000\n"


@pytest.mark.req("NFR-10", part="a new region by import")
@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (COUNTY, []),
        (COUNTY.replace(" 420900000000", " -"), [Fault(2, "parent_missing")]),
        (COUNTY.replace(" 420900000000", " 421000000000"), [Fault(2, "root_missing"), Fault(2, "parent_unknown")]),
        (COUNTY.replace(" 420900000000", " 420000000000"), [Fault(2, "level_gap")]),
        (COUNTY + "420905000000 又一县 3 420900000000", [Fault(4, "second_root")]),
        (COUNTY.replace("4209040", "4210040"), [Fault(2, "parent_outside")]),
    ],
)
def test_a_branch_hangs_under_one_standing_region(text, faults):
    assert rules.check_tree(make.rows(text), STANDING) == faults


def test_a_branch_asks_for_the_regions_it_may_hang_under():
    assert rules.codes_outside(make.rows(COUNTY)) == {"420900000000"}
    assert rules.codes_outside(make.rows(COUNTY.replace(" 420900000000", " -"))) == {"420000000000", "420900000000"}


def test_an_empty_file_has_no_root():
    assert rules.check_tree([]) == [Fault(1, "root_missing")]


def test_towns_may_stand_directly_below_a_city_without_counties():
    text = "441900000000 东莞市 2 -\n441900003000 东城街道 4 441900000000\n441900003001 岗贝社区 5 441900003000"
    assert rules.check_tree(make.rows(text)) == []


@pytest.mark.parametrize("tree", ["hubei", "xuzhou"])
def test_the_sample_trees_are_sound(tree):
    assert rules.check_tree(make.sample_rows(tree)) == []


def test_name_paths_run_from_the_root():
    rows = make.rows()
    assert (
        rules.name_paths(rows, {row.code: row.name for row in rows})["420902001000"] == "湖北省 孝感市 孝南区 书院街道"
    )


# --- searches -------------------------------------------------------------------------------------------------


def test_digits_are_the_beginning_of_a_code():
    assert rules.read_search("4209").codes == ("420900000000", "420999999999")
    assert rules.read_search("42090", within="420900000000").codes == ("420900000000", "420909999999")


@pytest.mark.req("NFR-07", part="region search")
def test_words_are_read_in_simplified_characters():
    wanted = rules.read_search(" 雲夢　義堂 ")
    assert (wanted.others, wanted.last, wanted.grams) == (("云梦",), "义堂", ["义堂"])


def test_nothing_asked_is_empty():
    assert rules.read_search(" 　 ").is_empty


def test_grams_hold_the_pair_that_reaches_into_the_name():
    assert rules.grams("湖北省孝南区", "书院") == ["书院", "区书"]


def test_a_row_is_not_believed_before_it_is_checked():
    assert rules.check_tree([RawRow(7, "x", "", "", "")]) == [Fault(7, "code_malformed")]
