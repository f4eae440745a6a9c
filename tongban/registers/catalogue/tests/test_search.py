"""Finding items by what people type."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.registers.catalogue.models import Entry, ItemVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.queries.life_events import list_life_events
from tongban.registers.catalogue.queries.search import Asked, page_of_items, search
from tongban.registers.catalogue.queries.suggestions import suggest
from tongban.registers.catalogue.rules.search import build_vector, read_text
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
    assert suggest("公", region=None, at=now) == proposed
    assert [suggest(text, region=None, at=now) for text in (" ", "长" * 101, "样例")] == [[], [], []]


def test_the_json_is_what_the_page_is(now: dt.datetime, fund: str) -> None:
    told = page_of_items(Asked(text="公积金"), at=now)
    assert told.startswith(b'{"items":[{')
    assert told.endswith(b'"total":1,"capped":false,"next":null}')


# --- around a place ---------------------------------------------------------------------------------------------


@pytest.fixture
def three(now: dt.datetime) -> dict[str, str]:
    """One leaf offered by the province, a county and a village of it: region → code of the item."""
    county = make.published(now)
    codes = {make.COUNTY: county.code or ""}
    for body, region, kind in (("B" * 18, make.PROVINCE, "provincial"), ("C" * 18, make.VILLAGE, "village")):
        make.body(now, code=body, region=region, kind=kind)
        make.place(now, body)
        codes[region] = make.offered(now, county.leaf_id or "", body).code or ""
    return codes


@pytest.mark.req("GUI-07", part="region")
@pytest.mark.parametrize("text", ["", "津贴"])
@pytest.mark.parametrize(
    ("region", "scope", "nearest", "bodies"),
    [
        (None, "reach", make.PROVINCE, 3),
        (make.PROVINCE, "reach", make.PROVINCE, 3),
        (make.CITY, "reach", make.PROVINCE, 2),
        (make.COUNTY, "reach", make.COUNTY, 2),
        (make.TOWN, "reach", make.COUNTY, 1),
        (make.VILLAGE, "reach", make.VILLAGE, 1),
        (make.CITY, "own", None, 0),
        (make.VILLAGE, "own", make.VILLAGE, 1),
        (make.CITY, "subtree", make.COUNTY, 2),
        (make.TOWN, "subtree", make.VILLAGE, 1),
        ("421000000000", "reach", make.PROVINCE, 1),
        ("421000000000", "subtree", None, 0),
    ],
)
def test_each_leaf_comes_once_from_the_nearest_body(
    now: dt.datetime, three: dict[str, str], text: str, region: str, scope: str, nearest: str | None, bodies: int
) -> None:
    page = search(text=text, region=region, scope=scope, at=now)
    expected = [(three[nearest], bodies)] if nearest else []
    assert [(hit.code, hit.bodies) for hit in page.hits] == expected


@pytest.mark.req("GUI-07", part="life event")
@pytest.mark.parametrize(("event", "is_found"), [("retirement", True), ("birth", False), ("running", False)])
@pytest.mark.parametrize("place", [{}, {"region": make.COUNTY}, {"region": make.COUNTY, "text": "津贴"}])
def test_a_life_event_leads_to_the_items_of_its_themes(
    now: dt.datetime, event: str, is_found: bool, place: dict[str, str]
) -> None:
    make.published(now)
    assert bool(search(life_event=event, **place, at=now).hits) is is_found


def test_every_life_event_names_national_themes_of_its_audience() -> None:
    for event in list_life_events().values():
        assert event.themes
        assert set(event.themes) <= set(get_dictionaries()[f"theme_{event.audience}"]), event.code


@pytest.mark.req("GUI-07", part="theme, department, user type, online depth, visits")
@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"theme": "优待抚恤"}, True),
        ({"theme": "生育收养"}, False),
        ({"audience": "person"}, True),
        ({"audience": "enterprise"}, False),
        ({"item_type": "01"}, True),
        ({"item_type": "05"}, False),
        ({"department": make.BODY}, True),
        ({"department": f"样例局{make.BODY}"}, True),
        ({"department": "别的局"}, False),
        ({"depth_from": 3}, True),
        ({"depth_from": 4}, False),
        ({"visits_at_most": 1}, True),
        ({"visits_at_most": 0}, False),
        ({"depth_from": 3, "visits_at_most": 1, "department": make.BODY, "theme": "优待抚恤", "text": "gljt"}, True),
    ],
)
@pytest.mark.parametrize("place", [{}, {"region": make.COUNTY}, {"region": make.CITY, "scope": "subtree"}])
def test_filters_narrow_what_is_found(
    now: dt.datetime, asked: dict[str, object], is_found: bool, place: dict[str, str]
) -> None:
    make.published(now)
    assert bool(search(**asked, **place, at=now).hits) is is_found


def test_a_bodys_own_words_count_before_the_proposal(now: dt.datetime) -> None:
    item = make.published(now)
    ItemVersion.objects.create(
        item=item, number=1, content={}, effective_from=now, effective_until=FOREVER, published_at=now,
        visits=0, depth_level=4, promised_days="0.5",
    )  # fmt: skip
    page = search(region=make.COUNTY, visits_at_most=0, depth_from=4, at=now)
    assert [(hit.visits, hit.depth_level, hit.promised_days) for hit in page.hits] == [(0, 4, 0.5)]


@pytest.mark.parametrize("change", [{"cancelled_from": 0}, {"paused_from": 0}, {"in_force_from": 1}])
@pytest.mark.parametrize("asked", [{"text": "津贴"}, {"region": make.COUNTY}])
def test_what_is_not_offered_is_not_found(now: dt.datetime, change: dict[str, int], asked: dict[str, str]) -> None:
    make.published(now)
    Entry.objects.update(**{column: now + dt.timedelta(days=days) for column, days in change.items()})
    assert search(**asked, at=now).hits == ()


# --- order and pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{}, {"region": make.COUNTY}, {"text": "津贴", "region": make.COUNTY}])
def test_pages_follow_each_other_by_heat(now: dt.datetime, asked: dict[str, str]) -> None:
    make.published(now)
    for sequence, heat in ((2, 7), (3, 7), (4, 9)):
        leaf = make.leaf(now, sequence=sequence, heat=heat)
        make.version(now, leaf.code, name=f"津贴{sequence}")
        make.offered(now, leaf.code, make.BODY)
    first = search(**asked, limit=3, at=now)
    second = search(**asked, limit=3, after=first.next, at=now)
    assert [(hit.leaf[-2:], hit.heat) for hit in (*first.hits, *second.hits)] == [
        ("04", 9), ("02", 7), ("03", 7), ("01", 0),
    ]  # fmt: skip
    assert (first.total, second.total, second.next) == (4, 4, None)


def test_names_that_begin_with_the_text_come_before_hotter_ones(now: dt.datetime) -> None:
    make.published(now, result_name="养老金")
    for sequence, name, heat in ((2, "城乡养老金核定", 5), (3, "养老金领取", 0)):
        leaf = make.leaf(now, sequence=sequence, heat=heat)
        make.version(now, leaf.code, name=name)
        make.offered(now, leaf.code, make.BODY)
    assert [hit.leaf[-2:] for hit in search(text="养老金", at=now).hits] == ["03", "02", "01"]


# --- at size, and whatever is typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        *({"text": "津贴", "region": make.COUNTY}, {"text": "津贴"}, {"region": make.COUNTY}, {"theme": "优待抚恤"}),
        *({"region": make.VILLAGE, "scope": "own"}, {"text": "津贴", "region": make.CITY, "scope": "subtree"}),
        *({"region": make.TOWN, "depth_from": 2}, {"text": "津贴", "department": "样例局1", "region": make.COUNTY}),
    ],
)
def test_no_search_reads_all_items(now: dt.datetime, asked: dict[str, object]) -> None:
    make.published(now)
    with connection.cursor() as cursor:
        cursor.execute(MANY_BODIES, {"entry": make.CODE, "now": now})
        cursor.execute("ANALYZE catalogue_item, catalogue_leafversion, orgs_organisation")
    plans: list[str] = []

    def explain(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        execute(f"EXPLAIN {sql}", params, many, context)
        plans.extend(row[0] for row in context["cursor"].fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        search(**asked, at=now)
    assert plans
    assert [line for line in plans if "Seq Scan on catalogue_item " in line] == []


MANY_BODIES = """
WITH bodies AS (
    INSERT INTO orgs_organisation (code, name, short_name, kind, region, path, duties, address, phone, is_sample)
    SELECT 'X' || lpad(n::text, 17, '0'), 'X' || n, '', 'county', '421000000000', 'X', '{}', '', '', false
    FROM generate_series(1, 100) n RETURNING code, region
), leaves AS (
    INSERT INTO catalogue_leaf (code, entry, sequence, kind, kind_en, heat)
    SELECT %(entry)s || n, %(entry)s, n, '', '', 0 FROM generate_series(10, 69) n RETURNING code
)
INSERT INTO catalogue_item (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
SELECT b.code || '4' || l.code, l.code, b.code, region, 'published', '', '', '', %(now)s, false FROM bodies b, leaves l
"""


@given(st.text(max_size=120) | st.text("'\\:*&|!()<> 公积金gj\x00＇；−１", max_size=40))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_is_typed_is_read(text: str) -> None:
    wanted = read_text(text, {"公积": ["住房 ' 金"]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery", [wanted.query])


@given(st.sampled_from([FUND, "食品经营许可（新办）", "退役军人优抚对象·一次性补助金核发"]), st.data())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    piece = name[begin : data.draw(st.integers(begin + 1, len(name)))]
    query = read_text(piece, {}).query
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery OR %s = ''", [build_vector(names=[name]), query, query])
        assert cursor.fetchone() == (True,), (piece, query)


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
