"""Situational guidance as controls: questions with answers, the materials an answer asks for, where it leads (GUI-02).

A control is named for its place, `guidance.questions.1.choices.0.text`. Codes of questions and answers are given out
here and never typed. A grid below each question says which materials its answers ask for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tongban.faces.workbench.catalogue import conditions, rows, words
from tongban.faces.workbench.catalogue.conditions import Shown, Subject
from tongban.faces.workbench.catalogue.form_sheet import count, label_of
from tongban.registers.forms.rules.conditions import names_in

NAME = "guidance"
QUESTIONS = f"{NAME}.questions"
TEXTS = ("text", "text_en", "hint", "hint_en")
Sent = QueryDict
Json = Any


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    path: str
    row: Mapping[str, Json]
    leaf_name: str
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A material in a question's grid; `elsewhere` says the condition that the grid cannot show."""

    at: int
    name: str
    ticked: tuple[str, ...]
    elsewhere: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    path: str
    row: Mapping[str, Json]
    choices: tuple[ChoiceRow, ...]
    when: Shown
    grid: tuple[GridRow, ...]
    opens: tuple[str, ...]
    errors: Mapping[str, str]


def is_readable(definition: Json) -> bool:
    """Whether the builder can show it: lists of mappings where questions and answers are due, codes that are text."""
    if not definition:
        return True
    questions = definition.get("questions", []) if isinstance(definition, Mapping) else None
    return isinstance(questions, list) and all(
        _is_coded(question)
        and isinstance(question.get("choices", []), list)
        and all(_is_coded(choice) for choice in question.get("choices", []))
        for question in questions
    )


def _is_coded(row: Json) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("code", ""), str)


# --- read ---------------------------------------------------------------------------------------------------------


def read(sent: Sent) -> dict[str, Json] | None:
    """The definition that the controls say; None without a question."""
    questions = [_read_question(sent, f"{QUESTIONS}.{at}") for at in range(count(sent, QUESTIONS))]
    return {"questions": questions} if questions else None


def _read_question(sent: Sent, path: str) -> dict[str, Json]:
    choices = [_read_texts(sent, f"{path}.choices.{at}", "leads_to") for at in range(count(sent, f"{path}.choices"))]
    when = conditions.read(sent, f"{path}.when")
    return {**_read_texts(sent, path), **({"when": when} if when else {}), "choices": choices}


def _read_texts(sent: Sent, path: str, *more: str) -> dict[str, str]:
    told = {name: sent.get(f"{path}.{name}", "").replace("\r\n", "\n").strip() for name in ("code", *TEXTS, *more)}
    return {name: text for name, text in told.items() if text}


def tick_materials(sent: Sent, content: dict[str, Any]) -> None:
    """What the grids say becomes the condition of each material; one that a grid does not show keeps its own."""
    materials = [dict(row) for row in content.get("materials", ())]
    definition = content.get(NAME)
    for at, question in rows.list_of(definition, "questions"):
        if f"{QUESTIONS}.{at}.grid" in sent:
            for number, material in enumerate(materials):
                _tick(material, question, set(sent.getlist(f"{QUESTIONS}.{at}.materials.{number}")))
    if materials:
        content["materials"] = materials


def _tick(material: dict[str, Any], question: Mapping[str, Json], ticked: set[str]) -> None:
    code, when = question.get("code", ""), material.get("when")
    chosen = [str(row.get("code")) for _at, row in rows.list_of(question, "choices") if row.get("code") in ticked]
    before = _ticked(when, code)
    if before is None and (when and chosen):  # ticked under two questions at once: both hold
        material["when"] = {"all": [when, _asks(code, chosen)]}
    elif before is not None and set(before) != set(chosen):
        material.pop("when", None)
        if chosen:
            material["when"] = _asks(code, chosen)


def _asks(question: str, choices: Sequence[str]) -> dict[str, Json]:
    return {"answer": question, "is": choices[0]} if len(choices) == 1 else {"answer": question, "in": list(choices)}


def _ticked(when: Json, question: str) -> tuple[str, ...] | None:
    """The answers to this question that ask for the row, none for a row without a condition; None: not so simple."""
    if not when:
        return ()
    if not isinstance(when, Mapping) or when.get("answer") != question or len(when) != 2:
        return None
    chosen = [when["is"]] if "is" in when else when.get("in")
    return tuple(map(str, chosen)) if isinstance(chosen, list) else None


# --- buttons ------------------------------------------------------------------------------------------------------


def press(content: Mapping[str, Any], pressed: str) -> tuple[dict[str, Any], str]:
    """The content after a button of the builder, and the row to show. A new question has two answers to begin with."""
    told = rows.read_press(pressed)
    if told is None:
        return dict(content), ""
    content = {**content, NAME: content.get(NAME) or {"questions": []}}
    listed = rows.find(content, told.path) or []
    if told.path == QUESTIONS:
        blank: dict[str, Any] = {"code": rows.next_code(listed, "q"), "choices": [{"code": "a1"}, {"code": "a2"}]}
    else:
        blank = {"code": rows.next_code(listed, "a")}
    return rows.change(content, told, blank)


# --- show ---------------------------------------------------------------------------------------------------------


def subjects_of(definition: Json) -> list[Subject]:
    """The questions as a condition may look at them."""
    return [_subject(row) for _at, row in rows.list_of(definition, "questions")]


def _subject(question: Mapping[str, Json]) -> Subject:
    choices = tuple((str(row.get("code")), text_of(row)) for _at, row in rows.list_of(question, "choices"))
    return Subject("answer", str(question.get("code")), text_of(question), choices)


def text_of(row: Mapping[str, Json]) -> str:
    """The question or answer in the reader's language."""
    return str((words.is_english() and row.get("text_en")) or row.get("text") or row.get("code") or "")


def list_questions(
    content: Mapping[str, Any], names: Mapping[str, str], errors: Mapping[str, str], opened: str
) -> list[QuestionRow]:
    """The builder's rows. `names`: leaf → what it is called."""
    definition, found = content.get(NAME), []
    subjects = subjects_of(definition)
    for at, question in rows.list_of(definition, "questions"):
        path = f"{QUESTIONS}.{at}"
        when = conditions.show(
            f"{path}.when", question.get("when"), subjects[:at], opened=opened == f"{path}.when",
            error=errors.get(f"{path}.when", ""),
        )  # fmt: skip
        choices = tuple(
            ChoiceRow(f"{path}.choices.{number}", row, names.get(str(row.get("leads_to")), ""),
                      _own(errors, f"{path}.choices.{number}"))
            for number, row in rows.list_of(question, "choices")
        )  # fmt: skip
        grid = tuple(_grid(content, str(question.get("code")), subjects))
        opens = tuple(_list_opened(content, str(question.get("code"))))
        found.append(QuestionRow(path, question, choices, when, grid, opens, _own(errors, path)))
    return found


def _grid(content: Mapping[str, Any], question: str, subjects: Sequence[Subject]) -> Iterator[GridRow]:
    for at, row in rows.list_of(content, "materials"):
        ticked = _ticked(row.get("when"), question)
        elsewhere = conditions.say(row["when"], subjects) if ticked is None else ""
        yield GridRow(at, words.title_of(row), ticked or (), elsewhere)


def _list_opened(content: Mapping[str, Any], question: str) -> Iterator[str]:
    """Names of the fields, sections and steps that look at the question's answer."""
    looked = ("answer", question)
    for _at, section in rows.list_of(content.get("form"), "sections"):
        if looked in _names(section.get("when")):
            yield str(section.get("title") or "")
        for _number, field in rows.list_of(section, "fields"):
            if looked in _names(field.get("when")):
                yield label_of(field)
    for _at, step in rows.list_of(content, "steps"):
        if looked in _names(step.get("when")):
            yield words.title_of(step)


def _names(when: Json) -> set[tuple[str, str]]:
    try:
        return names_in(when) if when else set()
    except (AttributeError, KeyError, TypeError, StopIteration, RuntimeError):
        return set()


def _own(errors: Mapping[str, str], path: str) -> dict[str, str]:
    own = {name.removeprefix(f"{path}."): text for name, text in errors.items() if name.startswith(f"{path}.")}
    own = {name: text for name, text in own.items() if "." not in name}
    return own | ({"": errors[path]} if path in errors else {})
