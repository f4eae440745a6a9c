"""The builders of form and guidance: no JSON, no scripts, findings where they belong, nothing stored before saving."""

import datetime as dt
import html
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from tongban.faces.workbench.catalogue import conditions, fields
from tongban.faces.workbench.tests.controls import controls_of
from tongban.faces.workbench.tests.test_catalogue import HOME, LEAF, PHONES
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.queries import adjustments
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[3] / "sample/catalogue/entries"
HERE = f"{HOME}/leaves/{LEAF}/change"
TOMORROW = (dt.datetime.now(ZoneInfo("Asia/Shanghai")) + dt.timedelta(days=1)).date().isoformat()
FACTS = {"title": "样例调整", "reason": "样例理由", "effective_on": TOMORROW}
GUIDANCE = {
    "questions": [
        {
            "code": "who", "text": "给谁办？",
            "choices": [{"code": "self", "text": "自己"}, {"code": "other", "text": "替别人"}],
        },
        {
            "code": "kin", "text": "是什么关系？", "when": {"answer": "who", "is": "other"},
            "choices": [{"code": "near", "text": "近亲属"}, {"code": "far", "text": "其他人"}],
        },
    ]
}  # fmt: skip
FORM = {
    "sections": [
        {
            "title": "申请人",
            "fields": [
                {"element": "person.name", "required": True},
                {"element": "person.gender", "required": True, "choices": ["1"]},
                {"element": "person.phone", "required": False, "when": {"field": "person_gender", "is": "1"}},
            ],
        },
        {
            "title": "代办人", "when": {"answer": "who", "is": "other"},
            "fields": [{"element": "person.email", "required": True}],
        },
    ]
}  # fmt: skip


@pytest.fixture
def open_sheet(client, now):
    """`open_sheet("form", form=FORM)`: the manager before the builder of a leaf with this content."""

    def opened(sheet: str, **content):
        make.published(now, **content)
        held = access.account(now, PHONES["catalogue_manager"])
        access.post(now, held, "catalogue_manager", make.PROVINCE)
        client.post("/workbench/sign-in", {"phone": PHONES["catalogue_manager"], "password": access.PASSWORD})
        return client.get(HERE, {"sheet": sheet})

    return opened


def sent_by(page) -> dict[str, list[str]]:
    """What a browser sends of the builder, unchanged and without a button."""
    return controls_of(
        re.search(r'<form method="post" class="tb-stack" id="builder".*?</form>', page.text, re.S).group()
    )


def pressed(client, page, **more):
    """The page after a button of the builder, with what was typed before."""
    return client.post(HERE, sent_by(page) | {name.replace("__", "."): value for name, value in more.items()})


def kept(client, page, **more):
    """The plan of the draft that saving makes."""
    answer = pressed(client, page, **FACTS, **more)
    assert answer.status_code == 303, re.findall(r"tb-error-text[^<]*<|<li><a href=.#.*?</li>", answer.text)
    return adjustments.list_adjustments(by=SYSTEM)[0].plan["content"]


@pytest.mark.parametrize("sheet", ["form", "guidance"])
def test_a_builder_sent_back_unchanged_changes_nothing(open_sheet, client, sheet):
    page = open_sheet(sheet, form=FORM, guidance=GUIDANCE)
    answer = pressed(client, page, **FACTS)
    assert (answer.status_code, "和现在的版本比，什么都没有改。" in answer.text) == (422, True)


def test_a_form_is_built_from_the_dictionary(open_sheet, client):
    page = pressed(client, open_sheet("form"), form__seek="姓名", again="1")
    assert 'value="form.pick.person.name"' in page.text
    page = pressed(client, page, rows="form.pick.person.name")
    page = pressed(client, page, rows="form.pick.person.name")
    page = pressed(client, page, rows="form.pick.person.gender")
    page = pressed(client, page, rows="form.sections.0.fields.2.up")
    page = pressed(client, page, rows="form.sections.0.fields.2.when")
    sent = {
        "form__sections__0__title": "申请人",
        "form__sections__0__fields__2__label": "配偶姓名",
        "form__sections__0__fields__2__when__0": '{"field": "person_gender", "is": "2"}',
    }
    assert kept(client, page, **sent)["form"] == {
        "sections": [
            {
                "title": "申请人",
                "fields": [
                    {"element": "person.name", "required": True},
                    {"element": "person.gender", "required": True},
                    {
                        "element": "person.name", "key": "person_name_2", "label": "配偶姓名", "required": True,
                        "when": {"field": "person_gender", "is": "2"},
                    },
                ],
            }
        ]
    }  # fmt: skip


def test_a_field_goes_over_the_edge_of_its_section(open_sheet, client):
    page = pressed(client, open_sheet("form", form=FORM, guidance=GUIDANCE), rows="form.sections.0.fields.2.down")
    sections = kept(client, page)["form"]["sections"]
    assert [[row["element"] for row in section["fields"]] for section in sections] == [
        ["person.name", "person.gender"],
        ["person.phone", "person.email"],
    ]


def test_the_preview_is_what_the_portal_draws(open_sheet, client):
    page = open_sheet("form", form=FORM, guidance=GUIDANCE)
    shown = page.text[page.text.index('id="preview"') :]
    assert re.search(r'data-key="person_phone".*?data-when="[^"]*person_gender[^"]*" hidden disabled>', shown)
    sent = {"form.definition": json.dumps(FORM), "guidance.definition": json.dumps(GUIDANCE), "person_gender": "1"}
    page = client.post(f"{HOME}/form-preview", sent | {"answer.who": "other", "form.update": "1"})
    assert (page.status_code, " hidden disabled" in page.text) == (200, False)
    assert client.post(f"{HOME}/form-preview", {"form.definition": "[5"}).status_code == 422


def test_a_condition_on_a_field_below_is_found_at_its_field(open_sheet, client):
    page = pressed(client, open_sheet("form", form=FORM, guidance=GUIDANCE), rows="form.sections.0.fields.1.remove")
    found = page.text[page.text.index('id="form.sections.0.fields.1.when"') :][:200]
    assert "条件里的栏目 person_gender 不在这张表上。" in found
    answer = pressed(client, page, **FACTS)
    assert (answer.status_code, adjustments.list_adjustments(by=SYSTEM)) == (422, [])


@pytest.mark.parametrize(
    "rows", ["form.pick.person.name", "form.sections.0.fields.0.up", "form.nothing.0.down", "form.add"]
)
def test_a_definition_without_sections_takes_any_button(open_sheet, client, rows):
    sent = {name: value for name, value in sent_by(open_sheet("form")).items() if name != "form.built"}
    assert client.post(HERE, sent | {"form": '{"title": "样例"}', "rows": rows}).status_code == 200


def test_an_empty_section_is_told_in_plain_words(open_sheet, client):
    page = pressed(client, open_sheet("form", form=FORM, guidance=GUIDANCE), rows="form.sections.add")
    answer = pressed(client, page, **FACTS)
    assert (answer.status_code, "申请表单第 3 节：这一节还没有栏目" in answer.text) == (422, True)


# --- guidance -----------------------------------------------------------------------------------------------------


@pytest.mark.req("GUI-02", part="questions written without JSON; findings at their question; the drawn tree")
def test_questions_are_written_and_select_materials(open_sheet, client):
    page = pressed(client, open_sheet("guidance"), rows="guidance.questions.add")
    sent = {
        "guidance__questions__0__text": "给谁办？",
        "guidance__questions__0__choices__0__text": "自己",
        "guidance__questions__0__choices__1__text": "替别人",
        "guidance__questions__0__materials__0": ["a2"],
    }
    page = pressed(client, page, **sent, again="1")
    tree = page.text[page.text.index('id="drawn"') :]
    assert ("就办这一项，0 份材料" in tree, "就办这一项，1 份材料" in tree) == (True, True)
    content = kept(client, page)
    assert content["guidance"] == {
        "questions": [
            {
                "code": "q1", "text": "给谁办？",
                "choices": [{"code": "a1", "text": "自己"}, {"code": "a2", "text": "替别人"}],
            }
        ]
    }  # fmt: skip
    assert content["materials"][0]["when"] == {"answer": "q1", "is": "a2"}


def test_a_dead_end_and_an_unreachable_question_are_told_where_they_are(open_sheet, client):
    page = open_sheet("guidance", guidance=GUIDANCE)
    page = pressed(client, page, guidance__questions__0__choices__1__leads_to="42012000100009", again="1")
    choice = page.text[page.text.index('id="guidance.questions.0.choices.1.leads_to-error"') :][:200]
    assert "这里通向 42012000100009，目录里没有这个在用的业务办理项。" in choice
    question = page.text[page.text.index('<section class="tb-card tb-clip" id="guidance.questions.1"') :]
    assert "问题“是什么关系？”怎么回答都问不到。" in question[: question.index("guidance.questions.1.text")]
    assert "走不通：目录里没有在用的 42012000100009" in page.text
    answer = pressed(client, page, **FACTS)
    assert (answer.status_code, adjustments.list_adjustments(by=SYSTEM)) == (422, [])


def test_a_name_typed_for_a_leaf_is_answered_with_codes(open_sheet, client):
    page = open_sheet("guidance", guidance=GUIDANCE)
    page = pressed(client, page, guidance__questions__0__choices__1__leads_to="高龄津贴", again="1")
    assert f'<li><span class="tb-code">{LEAF}</span> 高龄津贴发放</li>' in page.text


def test_what_was_typed_elsewhere_survives_a_visit_to_the_builder(open_sheet, client):
    page = open_sheet("guidance", guidance=GUIDANCE)
    page = pressed(client, page, conditions="改过的条件。", leave="1")
    assert "改过的条件。</textarea>" in page.text
    assert adjustments.list_adjustments(by=SYSTEM) == []


@pytest.mark.parametrize("sheet", ["form", "guidance"])
def test_json_comes_in_and_what_is_none_is_told(open_sheet, client, sheet):
    page = open_sheet(sheet)
    new = {"form": FORM["sections"][:1], "guidance": GUIDANCE["questions"]}[sheet]
    name = {"form": "sections", "guidance": "questions"}[sheet]
    sent = {f"{sheet}.json": json.dumps({name: new}), "rows": f"{sheet}.import"}
    page = client.post(HERE, sent_by(page) | sent)
    assert kept(client, page)[sheet] == {name: new}
    page = client.post(HERE, sent_by(page) | {f"{sheet}.json": "[oops", "rows": f"{sheet}.import"})
    assert "第 1 行第 2 个字符起不是 JSON。" in page.text


# --- rows and conditions ------------------------------------------------------------------------------------------


def test_rows_of_a_table_change_places(open_sheet, client):
    rows = [
        {"code": f"m{at}", "name": name, "need": "1", "source": "20", "order": at} for at, name in enumerate("甲乙", 1)
    ]
    page = open_sheet("form", materials=rows)
    page = client.post(HERE, sent_by(page) | {"rows": "materials.1.up", "sheet": ""})
    sent = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(materials\.\d\.\w+)"[^>]*value="([^"]*)"', page.text)
    }
    assert [(sent[f"materials.{at}.name"], sent[f"materials.{at}.order"]) for at in (0, 1)] == [
        ("乙", "1"),
        ("甲", "2"),
    ]


IS, OTHER = {"answer": "q", "is": "a"}, {"field": "f", "has": "b"}


@pytest.mark.parametrize(
    "when",
    [
        IS,
        {"not": IS},
        {"answer": "q", "in": ["a", "b"]},
        {"not": {"answer": "q", "in": ["a", "b"]}},
        {"all": [IS, OTHER]},
        {"any": [{"not": IS}, OTHER]},
        {"field": "f", "at_least": 100},
        {"field": "f", "at_most": "2026-11-25"},
        {"field": "f", "filled": False},
        {"field": "f", "is": True},
    ],
)
def test_a_condition_survives_its_clauses(when):
    joint, clauses = conditions.split(when)
    assert conditions.join(joint, clauses) == when


@pytest.mark.parametrize("when", [{"all": [IS, {"any": [IS, OTHER]}]}, {"not": {"all": [IS]}}, "text", {"is": 5}, [IS]])
def test_a_condition_inside_a_condition_stays_as_it_is(when):
    assert conditions.split(when) is None


@pytest.mark.parametrize("sheet", ["form", "guidance"])
def test_the_largest_of_the_sample_survives_its_builder(open_sheet, client, sheet):
    page = open_sheet(sheet)
    content = max(_sample_contents(), key=lambda each: len(json.dumps(each.get(sheet, ""))))
    given = {name: [json.dumps(content[name])] for name in fields.SHEETS if name in content}
    page = client.post(HERE, {name: value for name, value in sent_by(page).items() if name != f"{sheet}.built"} | given)
    read = fields.read(_posted(sent_by(page)))
    assert read.content[sheet] == content[sheet]


def _sample_contents():
    for file in sorted(SAMPLE.glob("*.json")):
        for leaf in json.loads(file.read_text(encoding="utf-8"))["leaves"]:
            yield leaf["content"]


def _posted(sent):
    posted = QueryDict(mutable=True)
    for name, values in sent.items():
        posted.setlist(name, values)
    return posted
