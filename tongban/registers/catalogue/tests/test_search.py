"""Finding items by what people type."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.registers.catalogue.queries.search import Asked, page_of_items, search
from tongban.registers.catalogue.queries.suggestions import suggest
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
FUND = "住房公积金提取（离职）"


@pytest.fixture
def fund(now: dt.datetime) -> str:
    """The code of an item about the provident fund, offered by a county."""
    return make.published(now, name=FUND, name_en="Drawing the provident fund", aliases=["取公积金"]).code or ""


@pytest.mark.req("GUI-07", part="words, pinyin, aliases, traditional characters")
@pytest.mark.req("NFR-07", part="item search")
@pytest.mark.parametrize(
    "text",
    [
        *("公积金", "公積金", "gjj", "GJJ", "gongjijin", "GongJiJin", "gong ji jin", "zfgjjtq", "提取", "取", "离职"),
        *(
            "住房公积金提取(离职)",
            "取公积金",
            "积金提",
            "我要办公积金",
            "provident",
            "42012000100001",
            "  公积金  提取 ",
        ),
    ],
)
def test_what_people_type_finds_the_item(now: dt.datetime, fund: str, text: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = search(text=text, at=now)
    assert ([hit.code for hit in page.hits], page.total, len(asked)) == ([fund], 1, 1)


@pytest.mark.parametrize("text", ["社保", "jgg", "？？？", "'", "公积金 & 社保", "\\", ":*", "公积金\x00社保", "🙂"])
def test_what_is_not_there_is_not_found(now: dt.datetime, fund: str, text: str) -> None:
    assert search(text=text, at=now).hits == ()


def test_an_items_own_code_finds_its_leaf(now: dt.datetime, fund: str) -> None:
    assert [hit.code for hit in search(text=fund, at=now).hits] == [fund]
    assert [hit.code for hit in search(text=fund[:31], at=now).hits] == [fund]


def test_a_name_is_proposed_while_it_is_typed(now: dt.datetime, fund: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        proposed = suggest("zhufanggongj", region=make.VILLAGE, at=now)
    assert ([one.name for one in proposed], len(asked)) == ([FUND], 1)
    assert suggest(" ", region=None, at=now) == []


def test_the_json_is_what_the_page_is(now: dt.datetime, fund: str) -> None:
    told = page_of_items(Asked(text="公积金"), at=now)
    assert told.startswith(b'{"items":[{')
    assert told.endswith(b'"total":1,"capped":false,"next":null}')


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"text": "长" * 10_000}, "text"),
        ({"scope": "far"}, "scope"),
        ({"audience": "cat"}, "audience"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"after": "'"}, "after"),
        ({"after": "1.2.3"}, "after"),
        ({"theme": "\x00"}, "theme"),
        ({"department": "\ud800"}, "department"),
        ({"item_type": "0" * 101}, "item_type"),
    ],
)
def test_wrong_questions_are_refused_by_field(now: dt.datetime, asked: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        search(**asked, at=now)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("region", ["430000000000", "42", "'; --", "４２０９００００００００"])
def test_an_unknown_region_is_refused(now: dt.datetime, region: str) -> None:
    with pytest.raises(NotFound, match="region_unknown"):
        search(region=region, at=now)
