"""What a paper says: plain paragraphs with {variables}, which a region may put in words of its own.

Nothing in a wording is markup. A paragraph with a variable that has nothing to say in this case is left out, so that
one wording serves the acceptance by a clerk and the one by the law.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.services.cases.rules.life import Document

LONGEST_TITLE, LONGEST_PARAGRAPH, MOST_PARAGRAPHS = 60, 1000, 30

Value = str | Sequence[str]
"""What a variable says in one case; several lines become paragraphs of their own."""

COMMON = ("you", "applicant", "item", "body", "case_number", "paper_number", "submitted_on", "made_on", "licence_law")
OF_KIND: Mapping[Document, tuple[str, ...]] = {
    Document.RECEIPT: ("materials", "acceptance_due_on", "query_code"),
    Document.CORRECTION_NOTICE: ("defects", "due_on", "reason"),
    Document.CORRECTION_RECEIPT: ("materials",),
    Document.ACCEPTANCE: ("accepted_on", "deemed_on", "promised", "legal"),
    Document.REFUSAL_TO_ACCEPT: ("reason", "right_body", "review_body"),
    Document.SPECIAL_PROCEDURE: ("procedure", "basis", "days", "started_on"),
    Document.RESUMPTION: ("procedure", "result", "ended_on"),
    Document.EXTENSION: ("days", "reason"),
    Document.GRANT: ("matter", "decided_on", "default_on", "delivery"),
    Document.DENIAL: ("matter", "decided_on", "reason", "review_body"),
    Document.TERMINATION: ("reason", "withdrawn_on", "lapsed_on"),
    Document.DELIVERY: ("way", "receipt", "delivered_on", "result_paper"),
}
REQUIRED: Mapping[Document, tuple[str, ...]] = {
    Document.RECEIPT: ("materials", "acceptance_due_on"),
    Document.CORRECTION_NOTICE: ("defects", "due_on"),
    Document.CORRECTION_RECEIPT: ("materials",),
    Document.ACCEPTANCE: ("accepted_on", "deemed_on", "promised"),
    Document.REFUSAL_TO_ACCEPT: ("reason", "review_body"),
    Document.SPECIAL_PROCEDURE: ("procedure", "basis", "days"),
    Document.RESUMPTION: ("procedure", "ended_on"),
    Document.EXTENSION: ("days", "reason"),
    Document.DENIAL: ("reason", "review_body"),
    Document.TERMINATION: ("withdrawn_on", "lapsed_on"),
    Document.DELIVERY: ("way", "receipt"),
}
"""What the law wants said (行政许可法 arts. 32, 38, 42, 45): no region can leave it out."""

LISTS = frozenset(("materials", "defects"))
"""Variables that fill a paragraph of their own."""

_VARIABLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and paragraphs as they are kept."""

    title: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where (0 is the title, then the paragraphs), and with which variable."""

    code: str
    paragraph: int
    variable: str = ""


def read_wording(title: str, text: str) -> Wording:
    """As it was typed: a paragraph a line, blank lines left out."""
    return Wording(" ".join(title.split()), tuple(line.strip() for line in text.splitlines() if line.strip()))


def list_variables(kind: Document) -> tuple[str, ...]:
    return (*OF_KIND[kind], *COMMON)


def list_faults(kind: Document, wording: Wording) -> list[Fault]:
    """Why this cannot be the wording of such papers; empty when it can."""
    if not wording.title:
        return [Fault("case.wording_empty", 0)]
    if not 0 < len(wording.body) <= MOST_PARAGRAPHS:
        return [Fault("case.wording_length", 1)]
    parts = list(enumerate((wording.title, *wording.body)))
    faults = [fault for place, text in parts for fault in _faults_of(kind, place, text)]
    used = {name for _, text in parts for name in _VARIABLE.findall(text)}
    missing = [name for name in REQUIRED.get(kind, ()) if name not in used]
    return faults + [Fault("case.wording_variable_required", len(wording.body), name) for name in missing]


def _faults_of(kind: Document, place: int, text: str) -> list[Fault]:
    if len(text) > (LONGEST_PARAGRAPH if place else LONGEST_TITLE) or not text.isprintable():
        return [Fault("case.wording_length", place)]
    known = list_variables(kind)
    faults = [
        Fault("case.wording_variable_unknown", place, name)
        for name in dict.fromkeys(re.findall(r"\{([^{}]*)\}", text))
        if name not in known
    ]
    if any(brace in re.sub(r"\{[^{}]*\}", "", text) for brace in "{}"):
        faults.append(Fault("case.wording_brace", place))
    alone = [name for name in _VARIABLE.findall(text) if name in LISTS and text != f"{{{name}}}"]
    return faults + [Fault("case.wording_not_alone", place, name) for name in alone]


def fill(wording: Wording, values: Mapping[str, Value]) -> tuple[str, tuple[str, ...]]:
    """Title and paragraphs of one paper. What a value says is never read as a variable."""
    paragraphs: list[str] = []
    for text in wording.body:
        named = _VARIABLE.findall(text)
        if not all(values.get(name) for name in named):
            continue
        only = values[named[0]] if len(named) == 1 else ""
        if not isinstance(only, str):
            paragraphs.extend(only)
            continue
        paragraphs.append(_fill(text, values))
    return _fill(wording.title, values), tuple(paragraphs)


def _fill(text: str, values: Mapping[str, Value]) -> str:
    return _VARIABLE.sub(lambda found: str(values.get(found[1], "")), text)
