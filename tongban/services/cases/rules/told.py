"""Cases that a department's system runs: what it tells, how that is ordered and matched (UAP-03, UAP-05).

A system always tells the whole history so far under a version that rises, so that doubled and late messages change
nothing. What two ways tell of the same application is one case.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tongban.services.cases.rules.life import Step


class Mode(StrEnum):
    """How a case was gathered, the best first: at the moment it happens, sent later, typed a second time (二次录入)."""

    REAL_TIME = "real_time"
    PUSH = "push"
    SECONDARY_ENTRY = "secondary_entry"


_RANK = list(Mode)

TELLABLE = frozenset(
    (
        Step.ACCEPT, Step.DECLINE, Step.REQUEST_CORRECTION, Step.CORRECT, Step.SUSPEND, Step.RESUME, Step.EXTEND,
        Step.GRANT, Step.DENY, Step.WITHDRAW, Step.DELIVER,
    )
)  # fmt: skip
"""Steps a system tells. How it reviewed is its own affair: the review there is one step here."""

DECIDING = frozenset((Step.GRANT, Step.DENY))
ENDING = DECIDING | {Step.DECLINE, Step.WITHDRAW}


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step as told: when it took effect, what was said, and the number of its paper there. `kind` of a pause."""

    step: Step
    at: dt.datetime
    opinion: str = ""
    paper: str = ""
    kind: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class ToldFee:
    """What was charged, in yuan."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Whose case it is, as typed elsewhere. `document_kind` is a code of GA/T 2000.156; 001 is an enterprise's."""

    name: str
    document_kind: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message about one case: all that is known of it there. `materials` are codes of the item's guide.

    A system that decides our cases need not tell us whose they are: `applicant` is None then.
    """

    number: str
    version: int
    item: str
    applicant: Applicant | None
    submitted_at: dt.datetime
    steps: tuple[ToldStep, ...] = ()
    materials: tuple[str, ...] = ()
    fees: tuple[ToldFee, ...] = ()
    delivery: str = "window"


def best(modes: Collection[Mode]) -> Mode:
    """The mode that a case keeps which came in several."""
    return min(modes, key=_RANK.index)


def outranks(one: Mode, other: Mode) -> bool:
    return _RANK.index(one) < _RANK.index(other)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of the same item and applicant: its business day, and by system the number it has there."""

    case: uuid.UUID
    day: dt.date
    numbers: Mapping[str, str]


def find_match(system: str, number: str, day: dt.date, candidates: Sequence[Candidate]) -> uuid.UUID | None:
    """The case that was told of by another way already: under the same number, else on the same day.

    One that this system knows under another number is another case.
    """
    others = [each for each in candidates if system not in each.numbers]
    same_number = (each.case for each in others if number in each.numbers.values())
    same_day = (each.case for each in others if each.day == day)
    return next(same_number, None) or next(same_day, None)


def find_rest(recorded: Sequence[str], told: Sequence[ToldStep]) -> tuple[ToldStep, ...] | None:
    """The steps that are told and not recorded yet; None when the two histories contradict each other.

    Compared by the steps alone: what one way knows to the minute another knows to the day.
    """
    shared = min(len(recorded), len(told))
    if [each.step for each in told[:shared]] != list(recorded[:shared]):
        return None
    return tuple(told[len(recorded) :])


def list_faults(told: Told, *, now: dt.datetime) -> dict[str, list[str]]:
    """What is wrong with a message by field: steps not tellable, or not in order of time, or yet to come."""
    faults: dict[str, list[str]] = {}
    before = told.submitted_at
    if told.submitted_at > now:
        faults["submitted_at"] = ["told.in_the_future"]
    for position, each in enumerate(told.steps):
        if each.step not in TELLABLE:
            faults[f"steps.{position}.step"] = ["told.step_not_tellable"]
        if each.at > now:
            faults[f"steps.{position}.at"] = ["told.in_the_future"]
        elif each.at < before:
            faults[f"steps.{position}.at"] = ["told.out_of_order"]
        before = max(before, each.at)
    return faults
