"""Questions that select materials: walking them, choosing by them, and what is found wrong without asking anybody."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.catalogue.rules.guidance import (
    choose_materials,
    choose_steps,
    list_paths,
    parse_guidance,
    walk,
)
from tongban.registers.catalogue.rules.guidance_checks import check_guidance
from tongban.registers.forms.rules.conditions import holds

HERE, THERE = "42012000100001", "42012000100002"


def choice(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": code} | more


def question(code: str, *choices: Any, **more: Any) -> dict[str, Any]:
    rows = [each if isinstance(each, dict) else choice(each) for each in choices]
    return {"code": code, "text": f"{code}？", "choices": rows} | more


LOOSE, BAGGED = {"answer": "seed", "is": "loose"}, {"answer": "seed", "is": "bagged"}
TREATED = {"all": [LOOSE, {"answer": "treated", "is": "yes"}]}
SEED_SHOP: dict[str, Any] = {
    "guidance": {
        "questions": [
            question("kind", "new", choice("change", leads_to=THERE)),
            question("who", "person", "company"),
            question("seed", "bagged", "loose"),
            question("treated", "yes", "no", when=LOOSE),
        ]
    },
    "materials": [
        {"code": "m1", "name": "种子经营备案表", "blank_form": "form"},
        {"code": "m2", "name": "营业执照", "licence": True},
        {"code": "m3", "name": "法定代表人身份证", "licence": True, "when": {"answer": "who", "is": "company"}},
        {"code": "m4", "name": "经营者身份证", "licence": True, "when": {"answer": "who", "is": "person"}},
        {"code": "m5", "name": "委托代销协议", "when": BAGGED},
        {"code": "m6", "name": "检验设备清单", "when": LOOSE},
        {"code": "m7", "name": "包衣剂登记证", "when": TREATED},
        {"code": "m8", "name": "仓储照片", "need": "3", "when": {"answer": "seed", "in": ["loose"]}},
    ],
    "steps": [{"code": "s1", "name": "申请"}, {"code": "s2", "name": "查看设备", "when": LOOSE}],
}  # fmt: skip


def names(answers: dict[str, str]) -> list[str]:
    return [chosen.row["code"] for chosen in choose_materials(SEED_SHOP, answers)]


# --- walking and choosing -----------------------------------------------------------------------------------------


@pytest.mark.req("GUI-02")
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"kind": "new", "who": "person", "seed": "bagged"}, ["m1", "m2", "m4", "m5"]),
        ({"kind": "new", "who": "company", "seed": "bagged"}, ["m1", "m2", "m3", "m5"]),
        ({"kind": "new", "who": "company", "seed": "loose", "treated": "no"}, ["m1", "m2", "m3", "m6", "m8"]),
        ({"kind": "new", "who": "person", "seed": "loose", "treated": "yes"}, ["m1", "m2", "m4", "m6", "m7", "m8"]),
    ],
)
def test_the_list_is_the_union_computed_by_hand_and_nothing_is_left_open(answers, expected):
    assert walk(parse_guidance(SEED_SHOP["guidance"]), answers).finished
    assert names(answers) == expected
    assert all(chosen.certain for chosen in choose_materials(SEED_SHOP, answers))


def test_before_the_answers_rows_that_may_be_needed_are_uncertain():
    told = {chosen.row["code"]: chosen.certain for chosen in choose_materials(SEED_SHOP, {"kind": "new"})}
    assert told == {"m1": True, "m2": True} | dict.fromkeys(["m3", "m4", "m5", "m6", "m7", "m8"], False)


def test_how_each_material_comes_in():
    marks = {chosen.row["code"]: chosen.mark for chosen in choose_materials(SEED_SHOP, {})}
    assert [marks[code] for code in ("m1", "m2", "m5", "m8")] == ["online", "waived", "bring", "later"]
    assert choose_materials(SEED_SHOP | {"online": False}, {})[0].mark == "bring"


def test_only_the_application_is_filled_in_online():
    rows = [{"name": name, "blank_form": "form"} for name in ("申请书", "布局说明")]
    assert [chosen.mark for chosen in choose_materials({"materials": rows}, {})] == ["online", "bring"]


def test_what_is_not_always_necessary_is_needed_where_its_condition_holds():
    rows = [{"name": "照片", "need": "2"}, {"name": "批准文件", "need": "2", "when": {"answer": "a", "is": "x"}}]
    chosen = choose_materials({"guidance": {"questions": [AB]}, "materials": rows}, {"a": "x"})
    assert [(each.optional, each.certain) for each in chosen] == [(True, True), (False, True)]


def test_steps_follow_the_answers():
    assert [step["code"] for step in choose_steps(SEED_SHOP, {"kind": "new", "who": "person", "seed": "bagged"})] == [
        "s1"
    ]


def test_a_choice_leads_to_another_leaf_and_ends_there():
    gone = walk(parse_guidance(SEED_SHOP["guidance"]), {"kind": "change", "who": "person"})
    assert (gone.leaf, gone.finished, gone.answers) == (THERE, True, {"kind": "change"})


def test_answers_to_questions_that_are_not_asked_do_not_count():
    gone = walk(parse_guidance(SEED_SHOP["guidance"]), {"kind": "new", "who": "x", "treated": "yes", "other": "1"})
    assert gone.open_question is not None
    assert (gone.open_question.code, gone.answers) == ("who", {"kind": "new"})


def test_without_questions_everything_is_settled():
    content = {"materials": [{"code": "m1", "name": "申请表"}]}
    assert walk(parse_guidance(None), {}).finished
    assert [chosen.certain for chosen in choose_materials(content, {})] == [True]


@pytest.mark.parametrize("definition", [{"questions": None}, {"questions": [1]}, {}, {"questions": [{"code": "a"}]}])
def test_a_definition_that_cannot_be_read_is_refused(definition):
    with pytest.raises(Invalid, match=r"guidance\.unreadable"):
        parse_guidance(definition or {"questions": 1})


# --- faults -------------------------------------------------------------------------------------------------------


def faults(guidance: Any, leaves: tuple[str, ...] = (HERE, THERE), **content: Any) -> list[tuple[str, str]]:
    found = check_guidance({"guidance": guidance} | content, leaf=HERE, leaves=leaves)
    return [(fault.where, fault.code) for fault in found]


def test_a_sound_guidance_has_no_fault():
    assert check_guidance(SEED_SHOP, leaf=HERE, leaves={HERE, THERE}) == []
    assert check_guidance({}, leaf=HERE, leaves=set()) == []


NEVER = {"all": [{"answer": "a", "is": "x"}, {"answer": "a", "is": "y"}]}
AB, Q = question("a", "x", "y"), "guidance.questions"


@pytest.mark.req("GUI-02", part="static checks")
@pytest.mark.parametrize(
    ("questions", "where", "code"),
    [
        ([AB, question("b", "x", choice("y", leads_to="9"))], f"{Q}[2].choices[2].leads_to", "guidance.leads_nowhere"),
        ([AB, question("b", "x", "x")], f"{Q}[2].choices[2].code", "guidance.code_twice"),
        ([AB, AB], f"{Q}[2].code", "guidance.code_twice"),
        ([question("a", "x")], f"{Q}[1].choices", "guidance.choices_not_a_list"),
        ([AB, question("b", "x", "y", when={"answer": "c", "is": "x"})], f"{Q}[2].when", "guidance.unknown_question"),
        ([question("b", "x", "y", when={"answer": "a", "is": "x"}), AB], f"{Q}[1].when", "guidance.unknown_question"),
        ([AB, question("b", "x", "y", when={"answer": "a", "is": "z"})], f"{Q}[2].when", "guidance.unknown_choice"),
        ([AB, question("b", "x", "y", when={"field": "a", "is": "x"})], f"{Q}[2].when", "guidance.not_a_condition"),
        ([AB, question("b", "x", "y", when={"answer": "a", "in": "x"})], f"{Q}[2].when", "guidance.not_a_condition"),
        ([AB, question("b", "x", "y", when=NEVER)], f"{Q}[2]", "guidance.never_asked"),
        ([question("a", choice("x", leads_to=THERE), choice("y", leads_to=THERE))], "guidance", "guidance.never_stays"),
        ([question("A b", "x", "y")], f"{Q}[1].code", "guidance.not_a_code"),
        ([question("a", "x", "y", text=" ")], f"{Q}[1].text", "content.empty"),
        ([question(f"q{at}", "x", "y", "z") for at in range(8)], "guidance", "guidance.too_many_paths"),
        (["a"], f"{Q}[1].code", "guidance.not_a_code"),
        (None, "guidance", "guidance.questions_not_a_list"),
        ([AB] * 13, "guidance", "guidance.questions_not_a_list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(questions, where, code):
    assert (where, code) in faults({"questions": questions})


def test_a_path_that_ends_at_a_cancelled_leaf_is_found():
    assert faults({"questions": [AB]}, leaves=(THERE,)) == [("guidance", "guidance.leads_nowhere")]


@pytest.mark.parametrize("table", ["materials", "steps"])
def test_conditions_of_rows_name_known_questions_and_choices(table):
    rows = [{"name": "1", "when": {"answer": "a", "is": "z"}}, {"name": "2", "when": {"answer": "b", "is": "x"}}]
    assert faults({"questions": [AB]}, **{table: rows}) == [
        (f"{table}[1].when", "guidance.unknown_choice"), (f"{table}[2].when", "guidance.unknown_question"),
    ]  # fmt: skip


# --- properties over random trees ---------------------------------------------------------------------------------

CHOICES = ("x", "y", "z")


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Up to four questions that may depend on earlier ones and lead away, with materials on conditions."""
    questions: list[dict[str, Any]] = []
    for at in range(draw(st.integers(1, 4))):
        codes = CHOICES[: draw(st.integers(2, 3))]
        rows = [choice(code, leads_to=draw(st.sampled_from(["", "", "", THERE]))) for code in codes]
        more = {"when": draw(conditions(questions))} if questions and draw(st.booleans()) else {}
        questions.append(question(f"q{at}", *rows, **more))
    rows = [
        {"code": f"m{at}", "name": "材料", "when": draw(conditions(questions))} for at in range(draw(st.integers(0, 4)))
    ]
    return {"guidance": {"questions": questions}, "materials": rows}


def conditions(questions: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    simple = st.sampled_from(questions).flatmap(
        lambda asked: st.sampled_from(asked["choices"]).map(lambda row: {"answer": asked["code"], "is": row["code"]})
    )
    return st.one_of(
        simple,
        st.lists(simple, min_size=1, max_size=2).map(lambda parts: {"any": parts}),
        simple.map(lambda part: {"not": part}),
    )


@settings(max_examples=60, deadline=None)
@given(trees())
def test_the_paths_are_those_of_trying_every_answer(tree):
    guidance = parse_guidance(tree["guidance"])
    tried = {
        (tuple(gone.answers.items()), gone.leaf)
        for answers in product(CHOICES, repeat=len(guidance.questions))
        if (gone := walk(guidance, {f"q{at}": each for at, each in enumerate(answers)})).finished
    }
    assert {(tuple(path.answers.items()), path.leaf) for path in list_paths(guidance)} == tried


@settings(max_examples=60, deadline=None)
@given(trees())
def test_every_finished_path_has_exactly_the_materials_whose_condition_holds(tree):
    guidance, whole = parse_guidance(tree["guidance"]), []
    for path in list_paths(guidance):
        chosen = choose_materials(tree, path.answers)
        assert all(each.certain for each in chosen)
        assert [each.row for each in chosen] == [
            row for row in tree["materials"] if holds(row["when"], {}, path.answers)
        ]
        whole += [] if path.leaf else [each.row["code"] for each in chosen]
    if any(not path.leaf for path in list_paths(guidance)):
        assert {each.row["code"] for each in choose_materials(tree, {})} == set(whole)


@settings(max_examples=60, deadline=None)
@given(trees())
def test_what_the_checks_let_pass_asks_every_question_and_ends_in_a_leaf(tree):
    guidance = parse_guidance(tree["guidance"])
    paths = list(list_paths(guidance))
    dead = {each.code for each in guidance.questions} - {asked.code for path in paths for asked, _ in path.answered}
    stays = any(not path.leaf for path in paths)
    found = check_guidance(tree, leaf=HERE, leaves={HERE, THERE})
    assert (found == []) == (not dead and stays)
