import pytest

from tests.links import dead_links
from tongban.registers.access.tests import make as access
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
XIAONAN = "420902000000"


@pytest.fixture(autouse=True)
def _tree(now):
    regions.tree(now)


def text(answer):
    return answer.content.decode()


@pytest.mark.req("NFR-08", part="no dead ends on the portal")
def test_no_link_is_dead(client):
    assert dead_links(client, "/") == []


@pytest.mark.parametrize(("path", "statements"), [("/", 1), ("/search?q=孝", 1), ("/region", 1), ("/help", 0)])
def test_a_page_costs_few_statements(client, django_assert_num_queries, path, statements):
    client.get(path)
    with django_assert_num_queries(statements):
        assert client.get(path).status_code == 200


def test_the_home_page_lists_the_themes_of_both_audiences(client):
    assert "生育收养" in text(client.get("/"))
    assert "海关口岸" in text(client.get("/?for=enterprise"))
    assert "海关口岸" not in text(client.get("/"))


# --- the region switch ----------------------------------------------------------------------------------------


@pytest.mark.req("REG-01", part="tree")
def test_the_chosen_region_is_kept_and_shown(client):
    answer = client.post("/region", {"code": XIAONAN, "next": "/help"})
    assert (answer.status_code, answer["Location"]) == (303, "/help")
    assert client.cookies["tb_region"].value == XIAONAN
    assert "湖北省 孝感市 孝南区" in text(client.get("/"))
    assert "孝感市政务服务（样例）" in text(client.get("/"))


@pytest.mark.parametrize(
    ("tree", "code", "name"),
    [
        ("420000000000 湖北省 1 -", "420000000000", "湖北省"),
        ("320300000000 徐州市 2 -\n320302000000 鼓楼区 3 320300000000", "320302000000", "徐州市"),
        (
            "429000000000 省直辖县级行政区划 2 420000000000\n429004000000 仙桃市 3 429000000000",
            "429004000000",
            "仙桃市",
        ),
        ("441900000000 东莞市 2 -\n441900003000 东城街道 4 441900000000", "441900003000", "东莞市"),
    ],
)
def test_the_portal_speaks_in_the_name_of_the_city(client, now, tree, code, name):
    regions.tree(now, tree)
    client.post("/region", {"code": code})
    assert f"<small>{name}政务服务（样例）</small>" in text(client.get("/"))


def test_the_region_can_be_forgotten(client):
    client.post("/region", {"code": XIAONAN})
    client.post("/region", {"code": ""})
    assert client.cookies["tb_region"].value == ""


@pytest.mark.parametrize(("code", "status"), [("430000000000", 404), ("42", 404), ("'; --", 404)])
def test_an_unknown_region_is_not_chosen(client, code, status):
    assert client.post("/region", {"code": code}).status_code == status
    assert "tb_region" not in client.cookies


def test_an_abolished_region_is_not_chosen(client, now):
    regions.tree(now, regions.SMALL.replace("421000000000 荆州市 2 420000000000\n", ""))
    answer = client.post("/region", {"code": "421000000000"})
    assert answer.status_code == 409
    assert "荆州市（421000000000）已经不在现行的区划里了" in text(answer)


@pytest.mark.parametrize("cookie", ["430000000000", "nonsense", "42\x00", "9" * 4000])
def test_a_bent_cookie_counts_as_none(client, cookie):
    client.cookies["tb_region"] = cookie.replace("\x00", "%00")
    assert "还没有选" in text(client.get("/"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""])
def test_nobody_is_sent_to_another_site(client, target):
    assert client.post("/region", {"code": XIAONAN, "next": target})["Location"] == "/"


def test_the_levels_lead_down_to_the_village(client):
    page = text(client.get("/region", {"within": "420902001000"}))
    assert "城隍潭社区" in page
    assert 'href="/region?within=420900000000' in page


def test_a_region_that_is_unknown_has_no_page(client):
    assert client.get("/region", {"within": "430000000000"}).status_code == 404


# --- search ---------------------------------------------------------------------------------------------------


@pytest.mark.req("NFR-07", part="region search")
def test_traditional_characters_find_the_region(client):
    page = text(client.get("/search", {"q": "書院街道"}))
    assert "湖北省 孝感市 孝南区 书院街道" in page


def test_nothing_found_says_what_to_do(client):
    page = text(client.get("/search", {"q": "不存在"}))
    assert "没有找到能办的事" in page
    assert "也没有叫这个名字的地区" in page


@pytest.mark.parametrize(
    ("asked", "status"), [("长" * 101, 422), ("a\x00b", 400), ("x" * 10_000_000, 414), ("<script>", 200), ("%", 200)]
)
@pytest.mark.parametrize("path", ["/search", "/region"])
def test_odd_questions_get_an_answer(client, path, asked, status):
    answer = client.get(path, {"q": asked})
    assert answer.status_code == status
    assert "<script>alert" not in text(answer)
    assert 'value="<script>"' not in text(answer)


# --- sign-in --------------------------------------------------------------------------------------------------


def sign_in(client, **changes):
    return client.post("/sign-in", {"phone": access.PHONE, "password": access.PASSWORD} | changes)


def test_signing_in_changes_the_session_and_leads_to_oneself(client, now):
    access.account(now)
    client.get("/sign-in")
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (303, "/me")
    assert "样例甲" in text(client.get("/me"))
    assert "199****0077" in text(client.get("/me"))
    assert "样例甲，您好" in text(client.get("/"))


def test_a_session_planted_before_is_worth_nothing(client, now):
    access.account(now)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not type(session)(planted).exists(planted)


def test_wrong_credentials_keep_the_phone_and_lose_the_password(client, now):
    access.account(now)
    answer = sign_in(client, password="wrong-horse-1")
    assert answer.status_code == 422
    assert "手机号或者密码不对" in text(answer)
    assert access.PHONE in text(answer)
    assert "wrong-horse" not in text(answer)


def test_too_many_attempts_wait(client):
    for _ in range(10):
        assert sign_in(client).status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    assert "请过 15 分钟再试" in text(answer)


def test_a_strangers_forwarded_address_does_not_open_a_new_count(client):
    for at in range(100):
        client.post(
            "/sign-in", {"phone": f"199000{at:05}", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{at}"}
        )
    answer = client.post("/sign-in", {"phone": "19988888888", "password": "x"}, headers={"X-Forwarded-For": "10.9.9.9"})
    assert answer.status_code == 429


def test_after_signing_in_nobody_is_sent_to_another_site(client, now):
    access.account(now)
    assert sign_in(client, next="//evil.example/")["Location"] == "/"


def test_a_production_site_takes_no_sample_account(client, now, settings):
    settings.PRODUCTION = True
    access.account(now, is_sample=True)
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "样例账号在这里不能用" in text(answer)
    assert client.get("/me").status_code == 303


def test_signing_out_takes_a_button_and_ends_the_session(client, now):
    access.account(now)
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/"
    assert client.get("/me")["Location"] == "/sign-in?next=/me"


def test_signing_in_takes_the_token_of_the_page(now):
    from django.test import Client

    access.account(now)
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    assert strict.get("/me").status_code == 303
