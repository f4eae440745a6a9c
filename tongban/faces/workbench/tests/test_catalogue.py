"""The pages of the base catalogue: who sees what, editing without scripts, the review desk and its refusals."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.links import dead_links
from tongban.faces.workbench.tests.controls import controls_of
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.queries import adjustments, entries
from tongban.registers.catalogue.tests import chain, make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HOME = "/workbench/catalogue"
LEAF = f"{make.CODE}01"
TOMORROW = (dt.datetime.now(ZoneInfo("Asia/Shanghai")) + dt.timedelta(days=1)).date().isoformat()
PHONES = {"catalogue_manager": "19900000101", "law_reviewer": "19900000102", "list_reviewer": "19900000103",
          "second_manager": "19900000104", "clerk": "19900000105", "supervisor": "19900000106"}  # fmt: skip


@pytest.fixture
def sit(client, now):
    """`sit("law_reviewer")`: signed in as that colleague, in a post over the province."""
    regions.tree(now)
    held = {}

    def down(who: str):
        if who not in held:
            role = who.replace("second_manager", "catalogue_manager")
            held[who] = access.account(now, PHONES[who])
            access.post(now, held[who], role, make.PROVINCE if role != "clerk" else make.COUNTY)
        client.post("/workbench/sign-in", {"phone": PHONES[who], "password": access.PASSWORD})
        return client

    return down


def form_of(page) -> dict[str, list[str]]:
    """What a browser would send of the page's editor form, unchanged."""
    return controls_of(re.search(r'<form method="post" class="cat-page".*?</form>', page.text, re.S).group())


def facts(**more):
    return {"title": "样例调整", "reason": "样例理由", "effective_on": TOMORROW, **more}


@pytest.mark.parametrize(("who", "status"), [("catalogue_manager", 200), ("supervisor", 200), ("clerk", 403)])
def test_who_may_open_the_list(sit, who, status):
    assert sit(who).get(HOME).status_code == status


def test_every_link_of_the_catalogue_leads_somewhere(sit, now):
    make.published(now)
    make.version(now, LEAF, effective_from=now + dt.timedelta(days=1), conditions="年满 75 周岁。")
    chain.drafted(now, "cancel", entry=make.CODE, by=SYSTEM)
    assert dead_links(sit("catalogue_manager"), HOME, at_most=60) == []


def test_the_list_is_paged_and_narrowed(sit, now):
    for number in range(1, 61):
        make.entry(now, code=f"420120{number:03d}000", name=f"样例事项{number}", levels=(2 + number % 5,))
    page = sit("supervisor").get(HOME)
    assert page.text.count('<td class="tb-code">') == 50
    assert "共 60 项" in page.text
    assert "样例事项51" in sit("supervisor").get(HOME + "?after=420120050000").text
    assert sit("supervisor").get(HOME + "?level=4&q=样例").text.count('<td class="tb-code">') == 12


def test_two_versions_stand_beside_each_other(sit, now):
    make.published(now)
    make.version(now, LEAF, effective_from=now + dt.timedelta(days=1), conditions="年满 75 周岁。", materials=[])
    page = sit("supervisor").get(f"{HOME}/leaves/{LEAF}/comparison")
    first = page.text[: page.text.index("相同的要素")]
    assert ("年满 80 周岁" in first, "年满 75 周岁" in first, "没有这一行" in first) == (True, True, True)
    assert "高龄津贴发放条例" not in first


# --- editing ------------------------------------------------------------------------------------------------------


def test_a_form_sent_back_unchanged_changes_nothing(sit, now):
    make.published(now)
    client = sit("catalogue_manager")
    sent = form_of(client.get(f"{HOME}/leaves/{LEAF}/change")) | facts(save="1")
    page = client.post(f"{HOME}/leaves/{LEAF}/change", sent)
    assert page.status_code == 422
    assert "和现在的版本比，什么都没有改。" in page.text


def test_a_changed_element_becomes_a_draft(sit, now):
    make.published(now)
    client = sit("catalogue_manager")
    sent = form_of(client.get(f"{HOME}/leaves/{LEAF}/change")) | facts(conditions="年满 75 周岁。", save="1")
    kept = client.post(f"{HOME}/leaves/{LEAF}/change", sent)
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    assert kept["Location"] == f"{HOME}/adjustments/{row.id}"
    assert row.plan == {"base": 1, "content": {"conditions": "年满 75 周岁。"}, "defaults": {}}
    desk = client.get(kept["Location"]).text
    assert ("年满 75 周岁" in desk, "1 个机构的 1 个事项" in desk) == (True, True)


@pytest.mark.req("LIC-04", part="the editor says whose licence a material wants")
def test_whose_licence_a_material_wants_is_edited_beside_the_118(sit, now):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    page = client.get(here)
    assert ("谁的证照" in page.text, "法定代表人（负责人）的" in page.text) == (True, True)
    kept = client.post(here, form_of(page) | facts(save="1") | {"materials.0.whose": "representative"})
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    assert [each["whose"] for each in row.plan["content"]["materials"]] == ["representative"]
    assert "法定代表人（负责人）的" in client.get(kept["Location"]).text


def test_rows_grow_and_shrink_by_posting_the_form(sit, now):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    page = client.post(here, form_of(client.get(here)) | facts(rows="materials.add"))
    sent = form_of(page) | facts() | {"materials.1.name": "户口簿", "materials.1.need": "1"}
    assert page.text.count('name="materials.1.name"') == 1
    page = client.post(here, sent | {"rows": "materials.0.remove"})
    assert form_of(page)["materials.0.name"] == ["户口簿"]
    assert adjustments.list_adjustments(by=SYSTEM) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"form": '{"sections":\n oops}'}, "第 2 行第 2 个字符起不是 JSON。"),
        (
            {"laws.0.name": "", "laws.0.number": "", "laws.0.article": "", "laws.0.text": ""},
            "没有设定依据的事项不能发布。",
        ),
        ({"legal_limit": "很久"}, "这里应为不小于 0 的数，最细到 0.5。"),
        ({"default.promised_limit": "30"}, "承诺时限 30 个工作日，超过了法定时限 20 个工作日。"),
        ({"materials.0.whose": "everybody"}, "字典里没有“everybody”。"),
        ({"reason": " "}, "这里不能空着。"),
        ({"effective_on": "明天"}, "这里不能空着。"),
        ({"effective_on": "0001-01-01"}, "这里不能空着。"),
        ({"effective_on": "9999-12-31"}, "这里不能空着。"),
        ({"legal_limit": "1e999999999"}, "这里应为不小于 0 的数，最细到 0.5。"),
        *(
            ({"form": form}, "里面有存不下的数或者字符")
            for form in ('{"a": NaN}', '{"a": 1e999}', f'{{"a": {"9" * 5000}}}', '{"a": "\\u0000"}', '{"a": "\\ud800"}')
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(sit, now, typed, said):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    sent = form_of(client.get(here)) | facts(conditions="改过的条件。") | typed
    page = client.post(here, sent)
    assert page.status_code == 422
    assert (said in page.text, "改过的条件。" in page.text) == (True, True)


def test_a_hundred_materials_come_back(sit, now):
    rows = [{"code": f"m{at}", "name": f"样例材料{at}", "need": "1", "source": "20"} for at in range(100)]
    make.published(now, materials=rows)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    kept = client.post(here, form_of(client.get(here)) | facts() | {"rows": "materials.99.remove"})
    kept = client.post(here, form_of(kept) | facts())
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    assert (kept.status_code, row.plan["content"]) == (303, {"materials": rows[:99]})


@pytest.mark.parametrize("sent", [{"materials.rows": "9" * 5000}, {"rows": f"materials.{'9' * 5000}.remove"}])
def test_a_count_of_rows_that_no_form_has_is_passed_over(sit, now, sent):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    assert client.post(here, form_of(client.get(here)) | facts() | {"again": "1"} | sent).status_code == 200


@pytest.mark.parametrize("wrong", ["5", "[1]", '{"sections": 5}', '{"sections": [5]}', '{"sections": [{"fields": 7}]}',
    '{"sections": [{"code": [1], "title": {}, "fields": [{"element": 5, "when": 7}]}]}'])  # fmt: skip
@pytest.mark.parametrize("name", ["form", "guidance"])
def test_a_document_of_the_wrong_shape_is_refused(sit, now, name, wrong):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/leaves/{LEAF}/change"
    sent = (
        form_of(client.get(here))
        | facts()
        | {name: wrong.replace("sections", "questions") if name != "form" else wrong}
    )
    assert client.post(here, sent).status_code == 422
    assert client.post(here, sent | {"open": name}).status_code == 200


def test_a_new_leaf_is_written_from_nothing(sit, now):
    make.published(now)
    client, here = sit("catalogue_manager"), f"{HOME}/entries/{make.CODE}/addition"
    sent = form_of(client.get(here)) | facts(name="高龄津贴注销", leaf_kind="注销")
    assert "没有设定依据的事项不能发布。" in client.post(here, sent).text
    sent = form_of(client.post(here, sent | {"rows": "laws.add"})) | {"laws.0.name": "样例条例"}
    kept = client.post(here, sent)["Location"]
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    assert row.plan["leaves"][0] | {"defaults": {}} == {
        "kind": "注销", "kind_en": "", "defaults": {},
        "content": {"name": "高龄津贴注销", "laws": [{"name": "样例条例"}]},
    }  # fmt: skip
    assert form_of(client.get(f"{kept}/edit"))["leaf_kind"] == ["注销"]


# --- the chain ----------------------------------------------------------------------------------------------------


@pytest.mark.req("CAT-08", part="the chain through the workbench")
def test_an_adjustment_goes_through_the_desk_of_each_reviewer(sit, now):
    make.published(now)
    sit("catalogue_manager").post(f"{HOME}/propose/cancel", {"entry": make.CODE, **facts(effective_on="2026-01-01")})
    (row,) = adjustments.list_adjustments(by=SYSTEM)
    here = f"{HOME}/adjustments/{row.id}"
    told = [
        ("catalogue_manager", "submit"),
        ("second_manager", "pass_on"),
        ("law_reviewer", "pass_on"),
        ("list_reviewer", "pass_on"),
    ]
    for at, (who, step) in enumerate(told, 1):
        done = sit(who).post(f"{here}/{step}", {"version": at, "opinion": "样例意见"})
        assert done["Location"] == f"{here}?done={step}"
    assert entries.state_of(entries.get_entry(make.CODE), timezone.now()) == "cancelled"
    assert "已批准" in sit("supervisor").get(here).text


def test_who_may_not_decide_is_told_why(sit, now):
    make.published(now)
    row = steps.submit(chain.drafted(now, "cancel", entry=make.CODE, by=SYSTEM).id, version=1, by=SYSTEM, now=now)
    page = sit("law_reviewer").get(f"{HOME}/adjustments/{row.id}")
    assert "您没有在这里维护事项目录的权限。" in page.text
    assert sit("law_reviewer").post(f"{HOME}/adjustments/{row.id}/pass_on", {"version": 2}).status_code == 403


def test_two_decide_at_once_and_the_second_is_told(sit, now):
    make.published(now)
    row = steps.submit(chain.drafted(now, "cancel", entry=make.CODE, by=SYSTEM).id, version=1, by=SYSTEM, now=now)
    page = sit("second_manager").post(f"{HOME}/adjustments/{row.id}/pass_on", {"version": 1})
    assert (page.status_code, "别人已经处理过" in page.text) == (409, True)


def test_sending_back_without_a_reason_keeps_the_page(sit, now):
    make.published(now)
    row = steps.submit(chain.drafted(now, "cancel", entry=make.CODE, by=SYSTEM).id, version=1, by=SYSTEM, now=now)
    page = sit("second_manager").post(f"{HOME}/adjustments/{row.id}/send_back", {"version": 2, "opinion": ""})
    assert (page.status_code, "退回要写明理由。" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("kind", "subject", "typed"),
    [
        ("pause", {"entry": make.CODE}, {"until": "2099-01-01"}),
        ("delegate", {"entry": make.CODE}, {"from_level": "4", "to_level": "5", "short_name": "样例"}),
        ("take_over", {"leaf": LEAF}, {"from_body": make.BODY, "to_body": "TE4209030000000001"}),
        ("merge", {"leaf": LEAF}, {"into": f"{make.CODE}02"}),
        ("split", {"leaf": LEAF}, {"into_what": "parts", "names": "样例甲\n样例乙"}),
        ("add", {}, {"name": "样例新事项", "item_type": "01", "department": "20", "levels": ["4"]}),
    ],
)
def test_each_kind_is_proposed_previewed_and_rewritten(sit, now, kind, subject, typed):
    make.published(now)
    make.body(now, code="TE4209030000000001", region="420903000000")
    make.version(now, make.leaf(now, sequence=2).code, name="样例第二项")
    client, sent = sit("catalogue_manager"), {**subject, **facts(), **typed}
    assert client.get(f"{HOME}/propose/{kind}", subject).status_code == 200
    assert client.post(f"{HOME}/propose/{kind}", sent | {"preview": "1"}).status_code == 200
    assert adjustments.list_adjustments(by=SYSTEM) == []
    kept = client.post(f"{HOME}/propose/{kind}", sent)
    assert kept.status_code == 303, kept.text
    row = adjustments.list_adjustments(by=SYSTEM)[0]
    page = client.get(kept["Location"] + "/edit")
    assert all(str(value).split("\n")[0] in page.text for value in typed.values() if isinstance(value, str))
    assert client.post(kept["Location"] + "/edit", {**sent, "version": "1", "title": "改过的标题"}).status_code == 303
    assert adjustments.get_adjustment(row.id, by=SYSTEM).title == "改过的标题"


def test_a_refused_proposal_keeps_what_was_typed(sit, now):
    make.published(now)
    page = sit("catalogue_manager").post(
        f"{HOME}/propose/merge", {"leaf": LEAF, **facts(reason="很好的理由"), "into": "99999999999999"}
    )
    assert (page.status_code, "很好的理由" in page.text, "99999999999999" in page.text) == (422, True, True)


def test_what_nobody_knows_is_not_found(sit, now):
    client = sit("catalogue_manager")
    for address in ("/entries/nothing", "/leaves/nothing", "/propose/rename", "/propose/cancel?entry=000000000000"):
        assert client.get(HOME + address).status_code == 404
