import pytest

from tongban.registers.regions.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/regions"


@pytest.fixture(autouse=True)
def _tree(now):
    make.tree(now)


@pytest.mark.req("REG-01", part="tree")
def test_children_come_as_postgresql_wrote_them(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(URL, {"parent": "420900000000"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "items": [
            {"code": "420902000000", "name": "孝南区", "level": 3, "parent": "420900000000"},
            {"code": "420903000000", "name": "云梦县", "level": 3, "parent": "420900000000"},
        ],
        "next": None,
    }


def test_without_parent_the_roots_come(client):
    assert [item["parent"] for item in client.get(URL).json()["items"]] == [None]


@pytest.mark.req("NFR-07", part="region search")
def test_traditional_characters_find_simplified_names(client):
    assert [item["name"] for item in client.get(URL, {"q": "雲夢縣"}).json()["items"]] == ["云梦县"]


def test_the_cursor_leads_to_the_next_page(client):
    first = client.get(URL, {"q": "42", "limit": 5}).json()
    second = client.get(URL, {"q": "42", "limit": 5, "cursor": first["next"]}).json()
    assert len(first["items"] + second["items"]) == 8
    assert second["next"] is None


def test_an_unchanged_answer_is_not_sent_again(client):
    etag = client.get(URL)["ETag"]
    again = client.get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(URL, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_answers_like_get_without_a_body(client):
    answer = client.head(URL)
    assert (answer.status_code, answer.content) == (200, b"")


# --- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "code", "fields"),
    [
        ({"parent": "430000000000"}, 404, "region_unknown", {}),
        ({"parent": "42"}, 422, "request_invalid", {"parent": "region_code_malformed"}),
        ({"parent": "４２０９００００００００"}, 422, "request_invalid", {"parent": "region_code_malformed"}),
        ({"cursor": "nonsense"}, 422, "request_invalid", {"cursor": "cursor_malformed"}),
        ({"limit": "many"}, 422, "request_invalid", {"limit": "not_a_number"}),
        ({"limit": "0"}, 422, "request_invalid", {"limit": "out_of_range"}),
        ({"limit": "101"}, 422, "request_invalid", {"limit": "out_of_range"}),
        ({"q": "长" * 101}, 422, "request_invalid", {"q": "too_long"}),
        ({"q": "a\x00b"}, 400, "text.null_byte", {"q": "text.null_byte"}),
        ({"q": "a" * 10_000_000}, 414, "request.address_too_long", {}),
    ],
)
def test_bad_input_is_told_by_field(client, query, status, code, fields):
    answer = client.get(URL, query)
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert {field: faults[0]["code"] for field, faults in problem["errors"].items()} == fields


def test_the_problem_names_its_request(client):
    answer = client.get(URL, {"parent": "430000000000"})
    assert answer.json()["request_id"] == answer["X-Request-Id"]
    assert answer.json()["type"] == "urn:tongban:problem:region_unknown"
    assert "430000000000" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "cookie", "language"),
    [
        ({}, "", "zh-CN"),
        ({"Accept-Language": "en-GB,en;q=0.8"}, "", "en"),
        ({"Accept-Language": "zh"}, "", "zh-CN"),
        ({"Accept-Language": "fr"}, "", "zh-CN"),
        ({"Accept-Language": "zh"}, "en", "en"),
    ],
)
def test_a_problem_speaks_the_language_asked_for(client, headers, cookie, language):
    if cookie:
        client.cookies["tb_lang"] = cookie
    answer = client.get(URL, {"parent": "430000000000"}, headers=headers)
    assert answer["Content-Language"] == language
    assert answer.json()["title"] == {"zh-CN": "没有这个地区", "en": "No such region"}[language]


@pytest.mark.parametrize(("method", "path", "status"), [("post", URL, 405), ("get", "/api/v1/nothing", 404)])
def test_the_wrong_method_and_the_wrong_address_are_problems_too(client, method, path, status):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
