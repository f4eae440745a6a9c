"""The pages of region profiles: who may open and settle what, what is shown, what a refusal looks like."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from tests.links import dead_links
from tests.refusals import codes_in
from tongban.faces.workbench.profiles.words import FIELDS
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.regions import errors
from tongban.registers.regions.queries import profiles
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HUBEI, XIAOGAN, XIAONAN, XIANGCHENG = "420000000000", "420900000000", "420902000000", "420602000000"
OPENING, HOURS = "promise.company_opening", "office_hours"
TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
LATER = TODAY + dt.timedelta(days=30)


def page_of(region, key=""):
    return f"/workbench/regions/{region}/profile" + (f"/{key}" if key else "")


@pytest.fixture
def desk(client, now):
    """`desk("administrator", region)`: signed in, in a post of this role over the region; the sample profiles stand."""
    regions.sample_profiles(now)

    def sit(role, region=XIAONAN, organisation=""):
        account = access.account(now)
        access.post(now, account, role, region, organisation)
        client.post("/workbench/sign-in", {"phone": access.PHONE, "password": access.PASSWORD})
        return client

    return sit


def limit(count="2", unit="working_day", **more):
    sent = {"value.count": count, "value.unit": unit, "effective_from": TODAY.isoformat(), "basis": "样例〔2026〕9号"}
    return sent | more


def versions(region, key=OPENING):
    return profiles.history(region, key, actor=SYSTEM)


def rows(page):
    """Key → what its row says, without tags and blanks."""
    found = re.findall(r'<tr id="key-([^"]+)">(.*?)</tr>', page.text, re.S)
    return {key: re.sub(r"\s+|<[^>]+>", "", row) for key, row in found}


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("data_steward", 200), ("supervisor", 200), ("item_editor", 200), ("clerk", 403)],
)
def test_who_may_open_the_page(desk, role, status):
    client = desk(role)
    assert client.get(page_of(XIAONAN)).status_code == status
    assert ("区域配置" in client.get("/workbench/desk").text) is (status == 200)


def test_the_rail_leads_to_the_region_of_the_post(desk):
    assert desk("administrator").get("/workbench/regions")["Location"] == page_of(XIAONAN)


@pytest.mark.req("REG-04", part="page")
def test_the_page_says_where_each_value_comes_from(desk, now):
    regions.value(now, XIAONAN, HOURS, {"morning": ["08:30", "12:00"], "afternoon": ["14:00", "17:30"]})
    regions.value(now, XIAONAN, OPENING, {"count": 4, "unit": "natural_hour"}, LATER)
    told = rows(desk("administrator").get(page_of(XIAONAN)))
    assert told[OPENING].startswith("企业开办半个工作日")
    assert "孝感市2020年7月17日孝感市“3550+100”改革" in told[OPENING]
    assert "孝南区定为4小时" in told[OPENING]
    assert "系统默认" in told["supply_days"]
    assert "湖北省已锁定" in told["deposits.list"]


def test_an_own_value_is_marked_and_one_overruled_says_by_whom(desk, now):
    hours = {"morning": ["08:30", "12:00"], "afternoon": ["14:00", "17:30"]}
    regions.value(now, XIAONAN, HOURS, hours, dt.date(2026, 1, 1))
    regions.value(now, XIAONAN, "supply_days", 5, dt.date(2026, 1, 1))
    regions.value(now, HUBEI, "supply_days", 8, dt.date(2026, 1, 1), locked=True)
    told = rows(desk("administrator").get(page_of(XIAONAN)))
    assert "本地自定" in told[HOURS]
    assert "本地原定5，因湖北省锁定不起作用" in told["supply_days"]


def test_a_county_opens_no_other_county_by_guessed_code(desk):
    client = desk("administrator")
    for region in (XIANGCHENG, XIAOGAN, "nowhere", "430000000000"):
        assert client.get(page_of(region)).status_code == 403
        assert client.get(page_of(region, OPENING)).status_code == 403
        assert client.post(page_of(region, OPENING), limit()).status_code == 403
    assert versions(XIANGCHENG) == []


def test_settling_answers_303_and_counts_at_once(desk):
    client = desk("administrator")
    answer = client.post(page_of(XIAONAN, OPENING), limit(locked="on"))
    assert (answer.status_code, answer["Location"]) == (303, f"{page_of(XIAONAN, OPENING)}?done=set")
    [version] = versions(XIAONAN)
    assert (version.value, version.effective_from, version.locked) == ({"count": 2, "unit": "working_day"}, TODAY, True)
    page = client.get(answer["Location"]).text
    assert "已保存" in page
    assert "样例甲" in page


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"value.count": "0"}, "value.count", "超出了允许的范围"),
        ({"value.count": "半"}, "value.count", "格式不对"),
        ({"value.count": ""}, "value.count", "格式不对"),
        ({"value.unit": "week"}, "value.unit", "格式不对"),
        ({"basis": ""}, "basis", "请写文号或者理由"),
        ({"effective_from": ""}, "effective_from", "请写日期"),
        ({"effective_from": "2026-02-30"}, "effective_from", "请写日期"),
        ({"effective_from": "2019-01-01"}, "effective_from", "不能早于今天"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(desk, change, field, told):
    answer = desk("administrator").post(page_of(XIAONAN, OPENING), limit(**change))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert re.search(rf'id="{field}-error">[^<]*{told}', answer.text)
    assert change.get("basis", "样例〔2026〕9号") in answer.text
    assert versions(XIAONAN) == []


TIMES = [f"value.{half}.{at}" for half in ("morning", "afternoon") for at in (0, 1)]
SENT = {
    "clock.yellow_share": ({"value": "60"}, "0.60"),
    "clock.red_share": ({"value": "95"}, "0.95"),
    "supply_days": ({"value": "8"}, 8),
    HOURS: (
        dict(zip(TIMES, ("08:00", "12:00", "14:00", "18:00"), strict=True)),
        {"morning": ["08:00", "12:00"], "afternoon": ["14:00", "18:00"]},
    ),
    "names.centre": (
        {f"value.{level}": "政务服务中心、市民之家" for level in range(1, 6)},
        {str(level): ["政务服务中心", "市民之家"] for level in range(1, 6)},
    ),
    "rating.scheme": (
        {f"value.{step}.{part}": said for step in ("sign", "ordinary", "difficult") for part, said in
         (("count", "3"), ("unit", "working_day"))},
        {step: {"count": 3, "unit": "working_day"} for step in ("sign", "ordinary", "difficult")},
    ),
    "windows.kinds": ({"value": "综合窗口\r\n专窗\r\n"}, ["综合窗口", "专窗"]),
    "deposits.list": ({"value": ""}, []),
}  # fmt: skip


@pytest.mark.parametrize("key", SENT)
def test_every_shape_can_be_settled_by_its_form(desk, key):
    sent, value = SENT[key]
    client = desk("administrator", HUBEI)
    page = client.get(page_of(HUBEI, key)).text
    assert all(f'name="{name}"' in page for name in sent)
    answer = client.post(page_of(HUBEI, key), sent | {"effective_from": TODAY.isoformat(), "basis": "样例"})
    assert answer.status_code == 303
    assert versions(HUBEI, key)[0].value == value


@pytest.mark.parametrize("key", profiles.list_keys())
def test_what_the_form_shows_can_be_sent_back_unchanged(desk, key):
    client = desk("data_steward", HUBEI)
    page = client.get(page_of(HUBEI, key)).text
    sent = dict(re.findall(r'<input class="form-control" id="[^"]*" name="(value[^"]*)"[^>]* value="([^"]*)"', page))
    sent |= dict(re.findall(r'<textarea[^>]* name="(value[^"]*)"[^>]*>([^<]*)<', page))
    for name, options in re.findall(r'<select[^>]* name="(value[^"]*)"[^>]*>(.*?)</select>', page):
        sent[name] = next(iter(re.findall(r'value="(\w+)" selected', options)), "working_day")
    before = profiles.resolve(HUBEI, key, TODAY).value
    answer = client.post(page_of(HUBEI, key), sent | {"effective_from": TODAY.isoformat(), "basis": "样例"})
    assert answer.status_code == (422 if before is None else 303)
    assert profiles.resolve(HUBEI, key, TODAY).value == before


def test_withdrawing_goes_back_to_what_is_above(desk, now):
    regions.value(now, XIAONAN, OPENING, {"count": 2, "unit": "working_day"}, dt.date(2026, 1, 1))
    client = desk("administrator")
    sent = {"end_effective_from": TODAY.isoformat(), "end_basis": "样例"}
    refused = client.post(page_of(XIAONAN, OPENING) + "/withdrawal", sent | {"end_basis": ""})
    assert (refused.status_code, 'href="#end_basis"' in refused.text) == (422, True)
    assert client.post(page_of(XIAONAN, OPENING) + "/withdrawal", sent).status_code == 303
    assert profiles.resolve(XIAONAN, OPENING, TODAY).source_region == XIAOGAN


@pytest.mark.parametrize(
    ("role", "key", "organisation", "why"),
    [
        ("supervisor", OPENING, "", "岗位要管全地区"),
        ("administrator", OPENING, "114209020000001909", "岗位要管全地区"),
        ("administrator", "rating.scheme", "", "最低到市一级可以自己定"),
        ("administrator", "supply_days", "", "起统一规定（样例〔2026〕1号），下级不能改"),
    ],
)
def test_where_one_may_not_settle_the_page_says_why_and_shows_no_form(desk, now, role, key, organisation, why):
    regions.value(now, HUBEI, "supply_days", 8, dt.date(2026, 1, 1), locked=True)
    client = desk(role, XIAONAN, organisation)
    page = client.get(page_of(XIAONAN, key)).text
    assert why in page
    assert 'name="basis"' not in page
    answer = client.post(page_of(XIAONAN, key), limit() | {"value": "9"})
    assert answer.status_code in (403, 422)
    assert versions(XIAONAN, key) == []


def test_an_unknown_key_is_not_found(desk):
    client = desk("administrator")
    for key in ("no.such", "promise.*", "promise.Ä"):
        assert client.get(page_of(XIAONAN, key)).status_code == 404
    assert client.get(page_of(XIAONAN, "promise.any_theme")).status_code == 200


def test_every_refusal_of_a_field_has_its_words():
    field_codes = codes_in(errors, "profile.") - set(errors.WORDS)
    assert field_codes <= set(FIELDS)
    assert set(FIELDS) - field_codes == {"profile.date_missing"}


def test_the_page_costs_few_statements(desk, django_assert_max_num_queries):
    client = desk("administrator")
    with django_assert_max_num_queries(10):
        client.get(page_of(XIAONAN))
    with django_assert_max_num_queries(10):
        client.get(page_of(XIAONAN, OPENING))


@pytest.mark.req("NFR-08", part="no dead ends in the workbench")
def test_no_link_is_dead(desk):
    assert dead_links(desk("administrator", XIAOGAN), page_of(XIAOGAN), at_most=80) == []


# --- in a real browser ------------------------------------------------------------------------------------------


@pytest.fixture
def in_browser(page_at, now):
    """`in_browser(390, path, language="en")`: the page as the administrator of 孝感市 sees it."""
    regions.sample_profiles(now)
    regions.value(now, XIAOGAN, "supply_days", 5, TODAY)
    regions.value(now, XIAOGAN, OPENING, {"count": 4, "unit": "natural_hour"}, LATER, basis="样例〔2026〕2号")
    regions.value(now, HUBEI, "supply_days", 8, TODAY, locked=True)
    access.post(now, access.account(now), role="administrator", region=XIAOGAN)

    def opened(width, path, **preferences):
        page = page_at(width, f"/workbench/sign-in?next={path}", **preferences)
        page.fill("[name=phone]", access.PHONE)
        page.fill("[name=password]", access.PASSWORD)
        page.click("main button")
        page.wait_for_url(f"**{path}")
        return page

    return opened


@pytest.mark.story
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("NFR-08", part="region profiles")
@pytest.mark.parametrize(("width", "language"), [(390, "en"), pytest.param(1440, "zh", marks=pytest.mark.long)])
def test_the_pages_can_be_read_by_everybody(
    in_browser, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language
):
    page = in_browser(width, page_of(XIAOGAN), language=language)
    for key in ("", OPENING, "supply_days", "rating.scheme", "names.centre"):
        page.goto(page_of(XIAOGAN, key))
        keep_picture(page, f"profiles-{key}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)


@pytest.mark.story
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_a_limit_is_settled_without_scripts_after_a_mistake(in_browser, assert_no_sideways_scroll, keep_picture, width):
    page = in_browser(width, page_of(XIAOGAN, OPENING), scripts=False)
    page.fill("[name='value.count']", "0")
    page.fill("[name=basis]", "样例〔2026〕3号")
    page.click("text=保存规定")
    assert page.locator(".tb-errors a").all_inner_texts() == ["多少：超出了允许的范围"]
    keep_picture(page, f"profiles-mistake-{width}")
    assert_no_sideways_scroll(page)
    page.fill("[name='value.count']", "3")
    page.click("text=保存规定")
    assert "已保存" in page.inner_text("main")
    assert profiles.resolve(XIAOGAN, OPENING, TODAY).value == {"count": 3, "unit": "half_day"}
