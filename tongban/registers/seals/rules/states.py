"""What a seal may do, on which day, in which step. Pure: the register gives the facts, the day is a parameter."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`expired` is never stored: it is what an active or suspended seal is from the day after its last."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


KINDS: Mapping[str, str] = {
    "official": "公章",
    "approval": "行政审批专用章",
    "licence": "证照专用章",
    "case": "业务专用章",
}
STEPS = ("grant", "grant_by_default", "paper", "issue", "upgrade", "copy")
"""Under what a seal may stand: a grant, by a person or by default, other papers of a case, a licence and its copies."""
SIZES = {"official": 42, "approval": 40, "licence": 40, "case": 38}
"""Diameter of the picture in millimetres."""

TRANSITIONS: Mapping[str, tuple[frozenset[State], State]] = {
    "suspend": (frozenset({State.ACTIVE}), State.SUSPENDED),
    "restore": (frozenset({State.SUSPENDED}), State.ACTIVE),
    "revoke": (frozenset({State.ACTIVE, State.SUSPENDED}), State.REVOKED),
}
NAME_LENGTH = 100
REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked of a seal before it is used. `valid_until` is its last day."""

    state: State
    valid_from: dt.date
    valid_until: dt.date
    steps: frozenset[str]
    automatic: bool

    def on(self, day: dt.date) -> State:
        if self.state is not State.REVOKED and day > self.valid_until:
            return State.EXPIRED
        return self.state


def find_obstacle(seal: Standing, *, step: str, automatic: bool, today: dt.date) -> str:
    """The code of what forbids this use today; "" when the seal may stand under it."""
    if seal.state is not State.ACTIVE:
        return f"seal.{seal.state}"
    if today > seal.valid_until:
        return "seal.expired"
    if today < seal.valid_from:
        return "seal.not_valid_yet"
    if step not in seal.steps:
        return "seal.none_for_step"
    if automatic and not seal.automatic:
        return "seal.not_automatic"
    return ""


# The nearer a seal comes to being usable, the more its obstacle tells.
_TELLING = (
    *("", "seal.not_automatic", "seal.suspended", "seal.expired", "seal.not_valid_yet"),
    *("seal.revoked", "seal.none_for_step"),
)


def choose(seals: Sequence[Standing], *, step: str, automatic: bool, today: dt.date) -> tuple[int | None, str]:
    """The place of the first seal that may be used, else of the one whose obstacle tells most, with that obstacle.

    A seal that was never authorised for the step is no candidate: (None, "seal.none_for_step").
    """
    candidates = [at for at, seal in enumerate(seals) if step in seal.steps]
    obstacles = {at: find_obstacle(seals[at], step=step, automatic=automatic, today=today) for at in candidates}
    if not obstacles:
        return None, "seal.none_for_step"
    chosen = min(candidates, key=lambda at: _TELLING.index(obstacles[at]))
    return chosen, obstacles[chosen]


def check_seal(
    *, kind: str, name: str, steps: Collection[str], valid_from: dt.date, valid_until: dt.date
) -> Mapping[str, list[str]]:
    """Field → codes of what is wrong; empty when the seal may be made."""
    faults: dict[str, list[str]] = {}
    if kind not in KINDS:
        faults["kind"] = ["seal.kind_unknown"]
    if not 2 <= len(name.strip()) <= NAME_LENGTH or not name.isprintable():
        faults["name"] = ["seal.name_malformed"]
    if set(steps) - set(STEPS):
        faults["steps"] = ["seal.step_unknown"]
    if not valid_from < valid_until:
        faults["valid_until"] = ["seal.validity_reversed"]
    elif valid_until.year - valid_from.year > LONGEST_YEARS:
        faults["valid_until"] = ["seal.validity_too_long"]
    return faults


LONGEST_YEARS = 10
"""The certificates of seals live below an issuing authority of twenty years."""


def check_reason(reason: str) -> Mapping[str, list[str]]:
    if not 2 <= len(reason.strip()) <= REASON_LENGTH or not reason.isprintable():
        return {"reason": ["seal.reason_malformed"]}
    return {}
