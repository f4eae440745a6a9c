"""Items and guides over the API."""

import pytest
from django.utils import timezone

from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/items"


@pytest.fixture
def item():
    return make.published(timezone.now())


@pytest.mark.req("GUI-07", part="words, pinyin, aliases, traditional characters")
def test_items_are_found_in_one_statement(client, item, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(URL, {"q": "gljt", "region": make.VILLAGE, "audience": "person", "theme": "优待抚恤"})
    assert answer.json() == {
        "items": [
            {
                "code": item.code,
                "leaf": f"{make.CODE}01",
                "name": "高龄津贴发放",
                "name_en": "Allowance for the very old",
                "item_type": "01",
                "organisation": make.BODY,
                "organisation_name": f"样例局{make.BODY}",
                "region": make.COUNTY,
                "region_name": "孝南区",
                "promised_days": 5,
                "project_type": "2",
                "visits": 1,
                "depth_level": 3,
                "heat": 0,
                "bodies": 1,
            }
        ],
        "total": 1,
        "capped": False,
        "next": None,
    }


@pytest.mark.req("GUI-01", part="API")
def test_a_guide_is_kept_and_not_sent_twice(client, item, django_assert_num_queries):
    first = client.get(f"{URL}/{item.code}")
    with django_assert_num_queries(1):
        again = client.get(f"{URL}/{item.code}", headers={"If-None-Match": first["ETag"]})
    guide = first.json()
    assert (guide["name"], guide["organisation"]["region"], guide["content"]["hours"]) == (
        "高龄津贴发放",
        make.COUNTY,
        make.HERE["hours"],
    )
    assert (first["Cache-Control"], again.status_code, again.content) == ("no-cache", 304, b"")


@pytest.mark.req("CAT-04", part="a common change reaches every claim at its effective moment")
def test_a_published_change_is_seen_at_once(client, item):
    client.get(f"{URL}/{item.code}")
    make.version(timezone.now(), item.leaf_id, conditions="年满 75 周岁。")
    assert client.get(f"{URL}/{item.code}").json()["content"]["conditions"] == "年满 75 周岁。"


@pytest.mark.req("CAT-09", part="API")
def test_a_cancelled_item_is_gone_and_says_why(client, item):
    client.get(f"{URL}/{item.code}")
    make.cancelled(item.leaf_id, cancelled_from=timezone.now())
    answer = client.get(f"{URL}/{item.code}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (410, "catalogue.not_offered")
    assert (answer.json()["reason"], answer.json()["successors"]) == ("cancelled", [])
    assert client.get(URL, {"q": "高龄津贴"}).json()["items"] == []


@pytest.mark.parametrize("code", ["X" * 33, "1", "%00", "'"])
def test_an_unknown_item_is_not_found(client, code):
    answer = client.get(f"{URL}/{code}")
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "status", "code", "fields"),
    [
        ({"region": "430000000000"}, 404, "region_unknown", {}),
        ({"region": "42"}, 422, "request_invalid", {"region": "region_code_malformed"}),
        ({"scope": "far"}, 422, "request_invalid", {"scope": "unknown"}),
        ({"audience": "cat"}, 422, "request_invalid", {"audience": "unknown"}),
        ({"after": "nonsense"}, 422, "catalogue.search_refused", {"after": "cursor_malformed"}),
        ({"limit": "0"}, 422, "request_invalid", {"limit": "out_of_range"}),
        ({"limit": "many"}, 422, "request_invalid", {"limit": "not_a_number"}),
        ({"depth": "5"}, 422, "request_invalid", {"depth": "out_of_range"}),
        ({"q": "长" * 101}, 422, "request_invalid", {"q": "too_long"}),
        ({"q": "a\x00b"}, 400, "text.null_byte", {"q": "text.null_byte"}),
    ],
)
def test_bad_questions_are_told_by_field(client, query, status, code, fields):
    answer = client.get(URL, query)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert {field: faults[0]["code"] for field, faults in problem["errors"].items()} == fields
