"""The guidance as a page asks it: what was answered, the question that is open, and where the answers lead."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from tongban.faces.portal.items.voice import Row, Voice
from tongban.registers.catalogue.queries import guidance as guidances
from tongban.registers.catalogue.queries.guides import Guide
from tongban.registers.catalogue.rules.guidance import Choice, Guidance, Question, Walk, parse_guidance, walk

HOTLINE = "12345"
CODE_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """`tree` is what the wizard component draws. `broken`: the questions cannot be asked; every leaf is offered.

    `total` counts the questions that may be asked at all.
    """

    walk: Walk
    tree: Mapping[str, Any]
    answers: Mapping[str, str]
    total: int
    broken: bool = False
    elsewhere: guidances.Neighbour | None = None

    @property
    def query(self) -> str:
        """The counted answers as the end of an address."""
        return f"?{urlencode(self.answers)}" if self.answers else ""


def ask(guide: Guide, sent: Mapping[str, str], voice: Voice, *, at: dt.datetime) -> Asked:
    """The state of the wizard for the answers in an address; without questions, a finished walk."""
    body = guide.organisation
    if not guidances.can_be_asked(guide.content, leaf=guide.leaf):
        return _broken(guide, voice, at)
    guidance = parse_guidance(guide.content.get("guidance"))
    gone = walk(guidance, {key: value for key, value in sent.items() if len(value) <= CODE_AT_MOST})
    elsewhere = (
        guidances.find_neighbour(gone.leaf, organisation=body.code, region=body.region, at=at) if gone.leaf else None
    )
    tree = {"answered": _answered(gone, voice, reverse("item", args=[guide.code])), "open": _open(gone, voice)}
    return Asked(gone, tree, gone.answers, len(guidance.questions), elsewhere=elsewhere)


def _broken(guide: Guide, voice: Voice, at: dt.datetime) -> Asked:
    leaves = guidances.list_neighbours(guide.entry, organisation=guide.organisation.code, at=at)
    rows = [{"label": voice.say(asdict(leaf), "name"), "url": reverse("item", args=[leaf.code])} for leaf in leaves]
    return Asked(walk(Guidance(), {}), {"leaves": rows, "phone": HOTLINE}, {}, 0, broken=True)


def _answered(gone: Walk, voice: Voice, address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    for number, (question, choice) in enumerate(gone.answered, 1):
        url = f"{address}?{urlencode(before)}#w" if before else f"{address}#w"
        told = {"number": number, "question": _text(question, voice), "answer": _text(choice, voice), "url": url}
        rows.append(told)
        before = before | {question.code: choice.code}
    return rows


def _open(gone: Walk, voice: Voice) -> dict[str, Any] | None:
    question = gone.open_question
    if question is None:
        return None
    choices = [
        {"value": each.code, "label": _text(each, voice), "more": _hint(each, voice)} for each in question.choices
    ]
    told = {"question": _text(question, voice), "hint": _hint(question, voice), "name": question.code}
    return told | {"number": len(gone.answered) + 1, "choices": choices}


def _text(told: Question | Choice, voice: Voice) -> str:
    return voice.say(_row(told, "text"), "text")


def _hint(told: Question | Choice, voice: Voice) -> str:
    return voice.say(_row(told, "hint"), "hint")


def _row(told: Question | Choice, key: str) -> Row:
    return {key: getattr(told, key), f"{key}_en": getattr(told, f"{key}_en")}
