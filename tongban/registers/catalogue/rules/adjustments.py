"""The review chain of an adjustment 动态调整: who may take which step when, and what each kind of plan must say.

draft → department_review → legal_review → approval → approved | returned (to its author) | withdrawn (by its author).
No account takes two steps of one round, and nobody decides on what they wrote.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tongban.registers.catalogue.rules.content import Fault, is_filled


class Kind(StrEnum):
    """What an adjustment does (CAT-08)."""

    ADD = "add"
    CHANGE = "change"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    DELEGATE = "delegate"
    TAKE_OVER = "take_over"
    MERGE = "merge"
    SPLIT = "split"


class State(StrEnum):
    """Where an adjustment is."""

    DRAFT = "draft"
    DEPARTMENT_REVIEW = "department_review"
    LEGAL_REVIEW = "legal_review"
    APPROVAL = "approval"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does with it."""

    REVISE = "revise"
    SUBMIT = "submit"
    PASS_ON = "pass_on"  # noqa: S105
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


REVIEWS = (State.DEPARTMENT_REVIEW, State.LEGAL_REVIEW, State.APPROVAL)
OPEN = (State.DRAFT, *REVIEWS, State.RETURNED)
AUTHORS = (Step.REVISE, Step.SUBMIT, Step.WITHDRAW)
"""Steps that belong to whoever drafted it."""

TRANSITIONS: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.REVISE): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.DEPARTMENT_REVIEW,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.RETURNED, Step.REVISE): State.DRAFT,
    (State.RETURNED, Step.SUBMIT): State.DEPARTMENT_REVIEW,
    (State.RETURNED, Step.WITHDRAW): State.WITHDRAWN,
    (State.DEPARTMENT_REVIEW, Step.PASS_ON): State.LEGAL_REVIEW,
    (State.DEPARTMENT_REVIEW, Step.SEND_BACK): State.RETURNED,
    (State.DEPARTMENT_REVIEW, Step.WITHDRAW): State.WITHDRAWN,
    (State.LEGAL_REVIEW, Step.PASS_ON): State.APPROVAL,
    (State.LEGAL_REVIEW, Step.SEND_BACK): State.RETURNED,
    (State.LEGAL_REVIEW, Step.WITHDRAW): State.WITHDRAWN,
    (State.APPROVAL, Step.PASS_ON): State.APPROVED,
    (State.APPROVAL, Step.SEND_BACK): State.RETURNED,
    (State.APPROVAL, Step.WITHDRAW): State.WITHDRAWN,
}

ACTIONS: Mapping[State, str] = {
    State.DEPARTMENT_REVIEW: "catalogue.review_department",
    State.LEGAL_REVIEW: "catalogue.review_law",
    State.APPROVAL: "catalogue.approve",
}
"""The action that decides in each review."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the chain knows of one adjustment: its state, who wrote it, who has passed it on in this round."""

    state: State
    author: uuid.UUID | None
    passed_by: tuple[uuid.UUID | None, ...] = ()


def find_obstacle(standing: Standing, step: Step, account: uuid.UUID | None) -> str | None:
    """Why this account may not take the step now, None when it may. The platform itself has no account, and what it
    drafted any manager takes on.
    """
    if (standing.state, step) not in TRANSITIONS:
        return "adjustment.step_not_now"
    if account is None:
        return None
    if step in AUTHORS:
        return None if standing.author in (None, account) else "adjustment.not_its_author"
    if account == standing.author:
        return "adjustment.own_work"
    return "adjustment.decided_already" if account in standing.passed_by else None


# --- plans --------------------------------------------------------------------------------------------------------

LEVELS = range(2, 7)
OF_A_LEAF = (Kind.CHANGE, Kind.MERGE, Kind.SPLIT)
OF_AN_ENTRY = (Kind.PAUSE, Kind.RESUME)


def check_plan(kind: str, plan: Mapping[str, Any], *, entry: str | None, leaf: str | None) -> list[Fault]:
    """What a plan of this kind lacks or says twice. Contents are checked apart, by `versions.list_faults`."""
    if kind not in set(Kind):
        return [Fault("kind", "adjustment.kind_unknown", {"kind": kind})]
    if kind in OF_A_LEAF and leaf is None:
        return [Fault("leaf", "content.empty", {})]
    if kind != Kind.ADD and entry is None:
        return [Fault("entry", "content.empty", {})]
    check = _PLANS.get(Kind(kind))
    return check(plan) if check else []


def _check_add(plan: Mapping[str, Any]) -> list[Fault]:
    faults: list[Fault] = []
    told = plan.get("entry")
    if told is not None:
        faults += [
            Fault(f"entry.{key}", "content.empty", {})
            for key in ("name", "item_type", "department")
            if not is_filled(told.get(key))
        ]
        faults += _check_levels("entry.levels", told.get("levels", ()))
    if told is None and not plan.get("leaves"):
        faults.append(Fault("leaves", "content.empty", {}))
    return faults + _check_leaves(plan.get("leaves", ()))


def _check_change(plan: Mapping[str, Any]) -> list[Fault]:
    if not plan.get("content") and not plan.get("defaults"):
        return [Fault("content", "adjustment.nothing_changes", {})]
    return []


def _check_delegate(plan: Mapping[str, Any]) -> list[Fault]:
    levels = (plan.get("from_level"), plan.get("to_level"))
    faults = _check_levels("from_level", [levels[0]]) + _check_levels("to_level", [levels[1]])
    if not faults and levels[0] == levels[1]:
        faults.append(Fault("to_level", "adjustment.same_level", {}))
    if not plan.get("short_name"):
        faults.append(Fault("short_name", "content.empty", {}))
    return faults


def _check_take_over(plan: Mapping[str, Any]) -> list[Fault]:
    faults = [Fault(key, "content.empty", {}) for key in ("from_body", "to_body") if not plan.get(key)]
    if not faults and plan["from_body"] == plan["to_body"]:
        faults.append(Fault("to_body", "adjustment.same_body", {}))
    return faults


def _check_merge(plan: Mapping[str, Any]) -> list[Fault]:
    return [] if plan.get("into") else [Fault("into", "content.empty", {})]


def _check_split(plan: Mapping[str, Any]) -> list[Fault]:
    parts, leaves = plan.get("parts", ()), plan.get("leaves", ())
    if len(parts or leaves) < 2 or (parts and leaves):
        return [Fault("parts", "adjustment.split_needs_two", {})]
    faults = [
        Fault(f"parts[{at}].name", "content.empty", {})
        for at, part in enumerate(parts, 1)
        if not is_filled(part.get("name"))
    ]
    faults += _check_twice("parts", [part.get("name") for part in parts])
    return faults + _check_leaves(leaves)


def _check_leaves(leaves: Collection[Mapping[str, Any]]) -> list[Fault]:
    return _check_twice("leaves", [leaf.get("content", {}).get("name") for leaf in leaves])


def _check_twice(where: str, names: Collection[Any]) -> list[Fault]:
    seen: set[Any] = set()
    faults = []
    for at, name in enumerate(names, 1):
        if name in seen and is_filled(name):
            faults.append(Fault(f"{where}[{at}].name", "adjustment.name_twice", {"name": str(name)}))
        seen.add(name)
    return faults


def _check_levels(where: str, levels: Collection[Any]) -> list[Fault]:
    right = bool(levels) and all(level in LEVELS for level in levels)
    return [] if right else [Fault(where, "adjustment.level_unknown", {})]


_PLANS = {
    Kind.ADD: _check_add,
    Kind.CHANGE: _check_change,
    Kind.DELEGATE: _check_delegate,
    Kind.TAKE_OVER: _check_take_over,
    Kind.MERGE: _check_merge,
    Kind.SPLIT: _check_split,
}
