"""Which materials a case needs, how each came, which may follow later (容缺), and what a correction must answer."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tongban.registers.forms.rules.conditions import holds

OPTIONAL, DEFERRABLE = "2", "3"
"""Codes of the dictionary material_need; whatever else stands there is required."""


class How(StrEnum):
    """How a material came. `FORM`: the application form itself, filled in online; `PROMISE`: it follows later."""

    UPLOAD = "upload"
    LICENCE = "licence"
    FORM = "form"
    PAPER = "paper"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Given:
    """One material as it is handed in. `file` for an upload, `reference` names a licence."""

    code: str
    how: How
    file: uuid.UUID | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the terms say of materials, with what was answered and filled in, which decides the conditions."""

    rows: Sequence[Mapping[str, Any]]
    values: Mapping[str, Any]
    answers: Mapping[str, Any]
    tolerant: bool = False
    has_form: bool = False

    def needed(self) -> list[Mapping[str, Any]]:
        """The rows whose condition holds."""
        return [row for row in self.rows if not row.get("when") or holds(row["when"], self.values, self.answers)]


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong: the code of a material, or "form"; and what has to be done about it."""

    about: str
    text: str


FORM = "form"


def complete(asked: Asked, given: Sequence[Given]) -> list[Given]:
    """What was given and what the form itself is: the application, when it was filled in online."""
    named = {each.code for each in given}
    filled = [row["code"] for row in asked.needed() if asked.has_form and row.get("blank_form") == FORM]
    return [*given, *(Given(code, How.FORM) for code in filled if code not in named)]


def check(asked: Asked, given: Sequence[Given]) -> dict[str, list[str]]:
    """`materials.<code>` → what is wrong with it; empty when the case may be submitted with these."""
    faults: dict[str, list[str]] = {}
    rows = {row["code"]: row for row in asked.needed()}
    for each in given:
        if code := _fault(each, rows.get(each.code), asked.tolerant):
            faults[f"materials.{each.code}"] = [code]
    named = [each.code for each in given]
    for code, row in rows.items():
        if code not in named and not _is_optional(row):
            faults[f"materials.{code}"] = ["case.material_missing"]
        elif named.count(code) > 1:
            faults[f"materials.{code}"] = ["case.material_repeated"]
    return faults


def _fault(each: Given, row: Mapping[str, Any] | None, tolerant: bool) -> str | None:
    if row is None:
        return "case.material_unknown"
    if each.how is How.UPLOAD and each.file is None:
        return "case.material_without_file"
    if each.how is How.LICENCE and not (row.get("licence") and each.reference):
        return "case.material_not_a_licence"
    if each.how is How.PROMISE and not (tolerant and row.get("need") == DEFERRABLE):
        return "case.material_cannot_follow"
    return None


def _is_optional(row: Mapping[str, Any]) -> bool:
    """非必要 without a condition; with one it is needed whenever the condition holds."""
    return row.get("need") == OPTIONAL and not row.get("when")


def count_gaps(given: Sequence[Given]) -> int:
    """How many materials follow later."""
    return sum(each.how is How.PROMISE for each in given)


def list_new(defects: Sequence[Defect], told: Collection[str]) -> list[str]:
    """What a further notice finds fault with that no earlier one named (一次性告知)."""
    return sorted({defect.about for defect in defects} - set(told))


def list_unanswered(defects: Sequence[Defect], given: Sequence[Given], *, form: bool) -> list[str]:
    """Defects that an answer leaves as they were."""
    answered = {each.code for each in given} | ({FORM} if form else set())
    return [defect.about for defect in defects if defect.about not in answered]
