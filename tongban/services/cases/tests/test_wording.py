"""A region words its papers: drafted, published, withdrawn; papers that are out never change."""

import datetime as dt

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed
from tongban.services.cases import commands, queries
from tongban.services.cases.models import PaperWording
from tongban.services.cases.queries.wordings import FOLDER, LANGUAGES, find_wording, standard_wordings
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import Wording, fill, list_faults, list_variables, read_wording
from tongban.services.cases.tests import make
from tongban.services.cases.tests.test_papers import text_of

PROVINCE, COUNTY = "420000000000", make.REGION
OWN = "{you}申请的“{item}”已收到。\n{materials}\n{acceptance_due_on}前答复。"


def faults_of(title: str, body: str, kind: Document = Document.RECEIPT) -> list[tuple[str, int, str]]:
    return [(f.code, f.paragraph, f.variable) for f in list_faults(kind, read_wording(title, body))]


@pytest.mark.parametrize(
    ("title", "body", "fault"),
    [
        ("回执", OWN + "\n见 {seal}", ("case.wording_variable_unknown", 4, "seal")),
        ("回执", OWN + "\n{Item}", ("case.wording_variable_unknown", 4, "Item")),
        ("回执", OWN + "\n一半 {item", ("case.wording_brace", 4, "")),
        ("回执", "{materials}\n多 {materials} 了\n{acceptance_due_on}", ("case.wording_not_alone", 2, "materials")),
        ("回执", "{materials}", ("case.wording_variable_required", 1, "acceptance_due_on")),
        ("", OWN, ("case.wording_empty", 0, "")),
        ("回执", "", ("case.wording_length", 1, "")),
        ("回执" * 31, OWN, ("case.wording_length", 0, "")),
        ("回执", OWN + "\n看不见\u202e", ("case.wording_length", 4, "")),
        ("回执{defects}", OWN, ("case.wording_variable_unknown", 0, "defects")),
    ],
)
def test_a_wording_is_refused_with_its_place(title, body, fault):
    assert fault in faults_of(title, body)


def test_a_paragraph_with_nothing_to_say_is_left_out_and_values_are_never_variables():
    wording = Wording("{item}", ("甲 {reason}", "{materials}", "乙 {item}"))
    values = {"item": "{reason}", "reason": "", "materials": ["1. #strong[x]", "2. {item}"]}
    assert fill(wording, values) == ("{reason}", ("1. #strong[x]", "2. {item}", "乙 {reason}"))


def test_the_platforms_own_texts_stand_and_say_what_the_law_wants():
    [file] = FOLDER.glob("*.json")
    assert file.stem == "2026-01-01"
    day = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    for kind in Document:
        assert "item" in list_variables(kind)
        for language in LANGUAGES:
            worded = _standard(kind, language, day)
            assert list_faults(kind, worded) == [], (kind, language)


def _standard(kind: Document, language: str, at: dt.datetime) -> Wording:
    return standard_wordings(at.date())[language][kind]


@pytest.fixture
def world(now):
    return make.world(now)


@pytest.fixture
def told(now):
    by = make.staff(rights.WORD, region=PROVINCE, organisation=None)
    return {"region": PROVINCE, "kind": Document.RECEIPT, "language": "zh-hans", "by": by}


def published(told, at, title="收件回执", body=OWN):
    commands.draft_wording(title=title, body=body, now=at, **told)
    return commands.publish_wording(now=at, **told)


@pytest.mark.django_db
@pytest.mark.req("UAP-02", part="a province words its papers; those that are out stay as they were")
def test_a_paper_keeps_the_words_it_was_made_under(world, told, now):
    before = make.submitted(world, now).case
    draft = commands.draft_wording(title="收件回执", body=OWN, now=make.at("11-25 10:00"), **told)
    during = make.submitted(world, make.at("11-25 10:30")).case
    commands.publish_wording(now=make.at("11-25 11:00"), **told)
    after = make.submitted(world, make.at("11-25 11:30")).case
    assert ["收件回执" in text_of(case, Document.RECEIPT) for case in (before, during, after)] == [False, False, True]
    assert draft.version == 1
    assert "湖北省文书格式第1版" in text_of(after, Document.RECEIPT)
    assert "通用文书格式" in text_of(before, Document.RECEIPT)


@pytest.mark.django_db
def test_the_nearest_region_is_heard_until_it_gives_its_words_back(world, told, now):
    county = told | {"region": COUNTY, "by": make.staff(rights.WORD, organisation=None)}
    published(told, now)
    published(county, make.at("11-25 10:00"), title="孝南回执")
    commands.withdraw_wording(now=make.at("11-25 11:00"), **county)
    held = [
        find_wording(Document.RECEIPT, COUNTY, "zh-hans", at=make.at(at)).wording.title
        for at in ("11-25 09:00", "11-25 09:45", "11-25 10:30", "11-25 11:30")
    ]
    assert held == ["材料接收凭证", "收件回执", "孝南回执", "收件回执"]
    with pytest.raises(Conflict, match=r"case\.wording_missing"):
        commands.withdraw_wording(now=make.at("11-25 12:00"), **county)


@pytest.mark.django_db
def test_a_wrong_wording_is_not_kept_and_nobody_else_may_word(world, told, now):
    with pytest.raises(Invalid, match=r"case\.wording_refused") as refused:
        commands.draft_wording(title="回执", body=OWN + "\n{nobody}", now=now, **told)
    assert refused.value.fields == {"body.4": ["case.wording_variable_unknown"]}
    for by in (world.clerk, make.staff(rights.WORD, organisation=None)):
        with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
            commands.draft_wording(title="回执", body=OWN, now=now, **(told | {"by": by}))
    assert PaperWording.objects.count() == 0


@pytest.mark.django_db
def test_one_draft_stands_at_a_time_and_each_act_is_on_record(world, told, now):
    first = commands.draft_wording(title="甲", body=OWN, now=now, **told)
    second = commands.draft_wording(title="乙", body=OWN, now=now, **told)
    assert (first.id, second.version, PaperWording.objects.get().title) == (second.id, 1, "乙")
    commands.discard_wording(now=now, **told)
    published(told, now)
    with pytest.raises(Conflict, match=r"case\.wording_missing"):
        commands.publish_wording(now=now, **told)
    acts = [action.removeprefix("cases.wording_") for action in journal_actions() if "wording" in action]
    assert acts == ["drafted", "drafted", "discarded", "drafted", "published"]


@pytest.mark.django_db
def test_a_preview_shows_every_kind_with_an_invented_case(world, told, now):
    for kind in (Document.RECEIPT, Document.DENIAL):
        wording = _standard(kind, "zh-hans", now)
        pdf = queries.preview_wording(kind, PROVINCE, "zh-hans", wording, actor=told["by"], now=now)
        assert pdf[:5] == b"%PDF-"
