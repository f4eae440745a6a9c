"""Situational guidance 情形引导: questions whose answers select the leaf, the materials and the steps (GUI-02).

Questions are asked from top to bottom; one whose condition does not hold is passed over. A choice may lead to another
leaf of the catalogue: there the guidance ends. Whoever answers everything else stays with the leaf they are at.
An answer counts only while its question is asked; what is left in an address of an earlier attempt changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.rules.conditions import Condition, holds

Content = Mapping[str, Any]
Answers = Mapping[str, str]

PATHS_AT_MOST = 4096
WAIVED, BRING, ONLINE, LATER = "waived", "bring", "online", "later"
"""How a material comes in: 免提交, 您来提交, 在线填写, 可后补."""

_MAY_FOLLOW, _OPTIONAL = "3", "2"
_MADE_FROM_THE_FORM = "form"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; `leads_to` is the leaf where it ends, or nothing."""

    code: str
    text: str
    text_en: str = ""
    hint: str = ""
    hint_en: str = ""
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Asked where `when` holds of the answers before it."""

    code: str
    text: str
    choices: tuple[Choice, ...]
    text_en: str = ""
    hint: str = ""
    hint_en: str = ""
    when: Condition | None = None

    def find_choice(self, code: str | None) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class Guidance:
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody has come: what counts of the answers, the question that is open, where it ended.

    `leaf` names another leaf that an answer led to. `finished`: nothing is left to ask, here or there.
    """

    answered: tuple[tuple[Question, Choice], ...]
    open_question: Question | None
    leaf: str
    finished: bool

    @property
    def answers(self) -> dict[str, str]:
        return {question.code: choice.code for question, choice in self.answered}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A material that somebody needs: its row, how it comes in, and whether the answers so far settle that.

    Not `certain`: the questions still open decide about it. `optional`: it may be handed in (非必要 in every case).
    """

    row: Mapping[str, Any]
    mark: str
    certain: bool
    optional: bool


def parse_guidance(definition: Mapping[str, Any] | None) -> Guidance:
    """The questions of a definition without structural faults; nothing where there is none.

    Raises Invalid `guidance.unreadable`.
    """
    try:
        return Guidance(tuple(_question(row) for row in (definition or {"questions": ()})["questions"]))
    except (KeyError, TypeError, AttributeError) as cause:
        raise Invalid("guidance.unreadable") from cause


def walk(guidance: Guidance, answers: Answers) -> Walk:
    """The questions in order with the answers that count, up to the first that is open or to where one leads away."""
    counted: dict[str, str] = {}
    answered: list[tuple[Question, Choice]] = []
    for question in guidance.questions:
        if question.when is not None and not holds(question.when, {}, counted):
            continue
        choice = question.find_choice(answers.get(question.code))
        if choice is None:
            return Walk(tuple(answered), question, "", finished=False)
        answered.append((question, choice))
        counted[question.code] = choice.code
        if choice.leads_to:
            return Walk(tuple(answered), None, choice.leads_to, finished=True)
    return Walk(tuple(answered), None, "", finished=True)


def list_paths(guidance: Guidance, answers: Answers | None = None) -> Iterator[Walk]:
    """Every way in which the answers can still be completed, each as a finished walk."""
    so_far = walk(guidance, answers or {})
    if so_far.finished or so_far.open_question is None:
        yield so_far
        return
    for choice in so_far.open_question.choices:
        yield from list_paths(guidance, so_far.answers | {so_far.open_question.code: choice.code})


def choose_materials(content: Content, answers: Answers) -> list[Chosen]:
    """What somebody with these answers hands in, in the order of the list.

    With every question answered no conditional row remains. Before that, rows that may still be needed are uncertain.
    """
    endings = _endings(content, answers)
    rows = _ordered(content.get("materials"))
    application = next((row for row in rows if row.get("blank_form") == _MADE_FROM_THE_FORM), None)
    online = application if content.get("online", True) else None
    return [
        Chosen(row, mark_of(row, online=row is online), needed == len(endings), _is_optional(row))
        for row in rows
        if (needed := _times_needed(row, endings))
    ]


def choose_steps(content: Content, answers: Answers) -> list[Mapping[str, Any]]:
    """The steps that somebody with these answers goes through or may still go through."""
    endings = _endings(content, answers)
    return [row for row in content.get("steps") or () if _times_needed(row, endings)]


def mark_of(row: Mapping[str, Any], *, online: bool) -> str:
    """How this material comes in: a licence is fetched, the application is filled in `online`, some may follow."""
    if row.get("licence"):
        return WAIVED
    if row.get("need") == _MAY_FOLLOW:
        return LATER
    return ONLINE if online else BRING


def _is_optional(row: Mapping[str, Any]) -> bool:
    """非必要 without a condition; with one, it is needed whenever the condition holds."""
    return row.get("need") == _OPTIONAL and not row.get("when")


def _endings(content: Content, answers: Answers) -> list[Answers]:
    """The answers of every way to stay with this leaf; of where one has gone, when they lead away from it."""
    guidance = parse_guidance(content.get("guidance"))
    paths = list(list_paths(guidance, answers))
    return [path.answers for path in paths if not path.leaf] or [path.answers for path in paths]


def _times_needed(row: Mapping[str, Any], endings: Sequence[Answers]) -> int:
    when = row.get("when")
    return len(endings) if not when else sum(holds(when, {}, answers) for answers in endings)


def _ordered(rows: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    numbered = rows or ()
    return sorted(numbered, key=lambda row: float(row.get("order") or len(numbered)))


def _question(row: Mapping[str, Any]) -> Question:
    choices = tuple(_choice(each) for each in row["choices"])
    told = {name: str(row.get(name) or "") for name in ("text_en", "hint", "hint_en")}
    return Question(row["code"], row["text"], choices, when=row.get("when"), **told)


def _choice(row: Mapping[str, Any]) -> Choice:
    told = {name: str(row.get(name) or "") for name in ("text_en", "hint", "hint_en", "leads_to")}
    return Choice(row["code"], row["text"], **told)
