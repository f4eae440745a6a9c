import json

import pytest

from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.registers.regions import queries
from tongban.registers.regions.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree(now):
    make.tree(now)


def test_children_are_those_directly_below():
    assert [child.name for child in queries.list_children("420900000000")] == ["孝南区", "云梦县"]
    assert [root.name for root in queries.list_children(None)] == ["湖北省"]


def test_the_path_runs_from_the_root_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        path = queries.list_path("420902001001")
    assert [region.name for region in path] == ["湖北省", "孝感市", "孝南区", "书院街道", "城隍潭社区"]


@pytest.mark.parametrize("code", ["429999000000", "abc", "4209\x0000000000", ""])
def test_an_unknown_region_is_not_found(code):
    for ask in (queries.get_region, queries.list_path):
        with pytest.raises(NotFound, match="region_unknown"):
            ask(code)


FOUND = [
    ("孝感", ["孝感市"]),  # and not each of its villages
    ("书院", ["书院街道", "书院社区"]),  # the town first
    ("書院", ["书院街道", "书院社区"]),
    ("雲夢縣", ["云梦县"]),
    ("孝南区书院", ["书院街道"]),  # across the border of two names
    ("孝感 书院", ["书院街道", "书院社区"]),
    ("荆州 书院", []),
    ("市", ["孝感市", "荆州市"]),
    ("420902001", ["书院街道", "城隍潭社区", "书院社区"]),
    ("4210", ["荆州市"]),
    ("%", []),
    ("_", []),
    ("'", []),
    ("  ", None),
]


@pytest.mark.req("NFR-07", part="region search")
@pytest.mark.parametrize(("text", "names"), FOUND)
def test_search_finds_by_name_and_code_in_both_scripts(text, names):
    assert [region.name for region in queries.find_regions(text)] == (names or [])


@pytest.mark.parametrize(("text", "names"), [row for row in FOUND if row[1] is not None])
def test_the_hot_path_finds_the_same(text, names):
    assert [item["name"] for item in json.loads(queries.page_of_regions(text=text))["items"]] == names


def test_search_keeps_to_the_subtree_it_is_given():
    assert queries.find_regions("书院", within="421000000000") == []
    assert json.loads(queries.page_of_regions(text="42", parent="421000000000"))["items"][0]["name"] == "荆州市"


def test_search_stops_at_its_limit():
    assert len(queries.find_regions("42", limit=3)) == 3


def test_one_page_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        page = queries.page_of_regions(parent="420900000000")
    assert json.loads(page) == {
        "items": [
            {"code": "420902000000", "name": "孝南区", "level": 3, "parent": "420900000000"},
            {"code": "420903000000", "name": "云梦县", "level": 3, "parent": "420900000000"},
        ],
        "next": None,
    }


def test_pages_follow_each_other_without_gap_or_repeat():
    codes, after = [], None
    while True:
        page = json.loads(queries.page_of_regions(text="42", limit=3, after=after))
        codes += [item["code"] for item in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(codes) == len(set(codes)) == 8
    assert codes[:2] == ["420000000000", "420900000000"]


def test_an_unknown_parent_is_not_an_empty_page():
    with pytest.raises(NotFound, match="region_unknown"):
        queries.page_of_regions(parent="430000000000")
    assert json.loads(queries.page_of_regions(parent="420902001001")) == {"items": [], "next": None}


@pytest.mark.parametrize("cursor", ["x", "4", "5420902001001;--", "4" * 14, "５420902001001", "\x00" * 13])
def test_a_bent_cursor_is_refused(cursor):
    with pytest.raises(Invalid) as refusal:
        queries.page_of_regions(after=cursor)
    assert refusal.value.fields == {"cursor": ["cursor_malformed"]}
