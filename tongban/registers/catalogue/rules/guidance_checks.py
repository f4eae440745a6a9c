"""What is wrong with a guidance, found without asking anybody: dead ends, dead questions, unknown names (GUI-02)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from tongban.registers.catalogue.rules.content import Fault
from tongban.registers.catalogue.rules.guidance import (
    PATHS_AT_MOST,
    Content,
    Guidance,
    Question,
    Walk,
    list_paths,
    parse_guidance,
)
from tongban.registers.forms.rules.conditions import OPERATORS, simple_conditions, take_apart

QUESTIONS_AT_MOST = 12
CHOICES_AT_MOST = 20
CONDITION_DEEP_AT_MOST = 6
ROWS_WITH_CONDITIONS = ("materials", "steps")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_JOINTS = ("all", "any")
_OF_ANSWERS = ("is", "in", "filled")


def check_guidance(content: Content, *, leaf: str, leaves: Collection[str]) -> list[Fault]:
    """Every fault of the content's guidance and of the conditions that its materials and steps put on answers.

    `leaves` are the leaves in force where somebody may end; `leaf` is the one this content belongs to. Without faults
    every path ends in one of them, each question is asked on some path, and each condition names an earlier answer.
    """
    definition = content.get("guidance") or {"questions": []}
    faults = list(_check_shape(definition))
    if faults:
        return faults
    guidance = parse_guidance(definition)
    faults = [*_check_conditions(guidance), *_check_rows(content, guidance)]
    return faults or [*_check_endings(guidance, leaves), *_check_paths(guidance, leaf, leaves)]


def _check_shape(definition: Any) -> Iterator[Fault]:
    """Lists where lists are due, texts where texts are, every code once."""
    rows = definition.get("questions") if isinstance(definition, Mapping) else None
    if not isinstance(rows, list) or len(rows) > QUESTIONS_AT_MOST:
        yield Fault("guidance", "guidance.questions_not_a_list", {"most": QUESTIONS_AT_MOST})
        return
    yield from _check_named(rows, "guidance.questions")
    for number, row in enumerate(rows, 1):
        where = f"guidance.questions[{number}].choices"
        choices = row.get("choices") if isinstance(row, Mapping) else None
        if not isinstance(choices, list) or not 2 <= len(choices) <= CHOICES_AT_MOST:
            yield Fault(where, "guidance.choices_not_a_list", {"most": CHOICES_AT_MOST})
        else:
            yield from _check_named(choices, where)


def _check_named(rows: Sequence[Any], where: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        code, text = (row.get("code"), row.get("text")) if isinstance(row, Mapping) else (None, None)
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            yield Fault(f"{where}[{number}].code", "guidance.not_a_code", {})
        elif code in seen:
            yield Fault(f"{where}[{number}].code", "guidance.code_twice", {"name": code})
        else:
            seen.add(code)
        if not isinstance(text, str) or not text.strip():
            yield Fault(f"{where}[{number}].text", "content.empty", {})


def _check_conditions(guidance: Guidance) -> Iterator[Fault]:
    for number, question in enumerate(guidance.questions, 1):
        yield from _check_condition(
            question.when, f"guidance.questions[{number}].when", guidance.questions[: number - 1]
        )


def _check_rows(content: Content, guidance: Guidance) -> Iterator[Fault]:
    for table in ROWS_WITH_CONDITIONS:
        for number, row in enumerate(content.get(table) or (), 1):
            when = row.get("when") if isinstance(row, Mapping) else None
            yield from _check_condition(when, f"{table}[{number}].when", guidance.questions)


def _check_condition(when: Any, where: str, known: Sequence[Question]) -> Iterator[Fault]:
    """A condition looks at answers to known questions and compares them with choices these have."""
    if not when:
        return
    if not _is_condition(when):
        yield Fault(where, "guidance.not_a_condition", {})
        return
    by_code = {question.code: question for question in known}
    for simple in simple_conditions(when):
        _, name, operator, wanted = take_apart(simple)
        if name not in by_code:
            yield Fault(where, "guidance.unknown_question", {"name": name[:40]})
        elif operator != "filled":
            wanted = wanted if isinstance(wanted, list) else [wanted]
            strange = [choice for choice in wanted if by_code[name].find_choice(choice) is None]
            yield from (Fault(where, "guidance.unknown_choice", {"name": str(each)[:40]}) for each in strange)


def _is_condition(when: Any, deep: int = 0) -> bool:
    if not isinstance(when, Mapping) or deep > CONDITION_DEEP_AT_MOST:
        return False
    for joint in _JOINTS:
        if joint in when:
            parts = when[joint]
            return len(when) == 1 and isinstance(parts, list) and all(_is_condition(part, deep + 1) for part in parts)
    if "not" in when:
        return len(when) == 1 and _is_condition(when["not"], deep + 1)
    operators = [operator for operator in OPERATORS if operator in when]
    right = isinstance(when.get("answer"), str) and len(when) == 2 and operators and operators[0] in _OF_ANSWERS
    return bool(right) and (operators[0] != "in" or isinstance(when["in"], list))


def _check_endings(guidance: Guidance, leaves: Collection[str]) -> Iterator[Fault]:
    for at, question in enumerate(guidance.questions, 1):
        for number, choice in enumerate(question.choices, 1):
            if choice.leads_to and choice.leads_to not in leaves:
                where = f"guidance.questions[{at}].choices[{number}].leads_to"
                yield Fault(where, "guidance.leads_nowhere", {"leaf": choice.leads_to[:40]})


def _check_paths(guidance: Guidance, leaf: str, leaves: Collection[str]) -> Iterator[Fault]:
    """Walks every path: where each ends, and which questions nobody is ever asked."""
    paths = list(islice(list_paths(guidance), PATHS_AT_MOST + 1))
    if len(paths) > PATHS_AT_MOST:
        yield Fault("guidance", "guidance.too_many_paths", {"most": PATHS_AT_MOST})
        return
    if guidance.questions and leaf not in leaves and any(not path.leaf for path in paths):
        yield Fault("guidance", "guidance.leads_nowhere", {"leaf": leaf})
    yield from _check_asked(guidance, paths)


def _check_asked(guidance: Guidance, paths: Sequence[Walk]) -> Iterator[Fault]:
    asked = {question.code for path in paths for question, _ in path.answered}
    for number, question in enumerate(guidance.questions, 1):
        if question.code not in asked:
            yield Fault(f"guidance.questions[{number}]", "guidance.never_asked", {"name": question.code})
    if guidance.questions and all(path.leaf for path in paths):
        yield Fault("guidance", "guidance.never_stays", {})
