"""The life of a case: its states, the steps between them, who takes each, and which document each leaves behind.

行政许可法 arts. 32–45. A step that the table does not name for a state is refused, whoever asks. Review steps are
fixed by the version of the item that the case was accepted under: none is skipped and none put in (APP-06).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a case stands. The last six are ends: nothing but delivery and archiving follows them."""

    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    REVIEW = "review"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    DENIED = "denied"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CONCLUDED = "concluded"
    ARCHIVED = "archived"


class Step(StrEnum):
    """What is done to a case."""

    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    DECLINE = "decline"
    PASS_ON = "pass_on"  # noqa: S105 (a step)
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    GRANT = "grant"
    DENY = "deny"
    GRANT_BY_DEFAULT = "grant_by_default"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    SUPPLY = "supply"
    CONCLUDE = "conclude"
    DELIVER = "deliver"
    ARCHIVE = "archive"


class Side(StrEnum):
    """Who may take a step. Front desk cannot decide; back office cannot take in (UAP-01)."""

    APPLICANT = "applicant"
    FRONT = "front"
    BACK = "back"
    HEAD = "head"
    SYSTEM = "system"


class Document(StrEnum):
    """The numbered paper of a step (文书)."""

    RECEIPT = "receipt"
    CORRECTION_NOTICE = "correction_notice"
    CORRECTION_RECEIPT = "correction_receipt"
    ACCEPTANCE = "acceptance"
    REFUSAL_TO_ACCEPT = "refusal_to_accept"
    SPECIAL_PROCEDURE = "special_procedure"
    RESUMPTION = "resumption"
    EXTENSION = "extension"
    GRANT = "grant"
    DENIAL = "denial"
    TERMINATION = "termination"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a step leads, who takes it, and the paper it leaves; None where it leaves none."""

    to: State
    side: Side
    document: Document | None = None


TRANSITIONS: Mapping[tuple[State, Step], Transition] = {
    (State.SUBMITTED, Step.REQUEST_CORRECTION): Transition(State.CORRECTING, Side.FRONT, Document.CORRECTION_NOTICE),
    (State.SUBMITTED, Step.ACCEPT): Transition(State.REVIEW, Side.FRONT, Document.ACCEPTANCE),
    (State.SUBMITTED, Step.DEEM_ACCEPTED): Transition(State.REVIEW, Side.SYSTEM, Document.ACCEPTANCE),
    (State.SUBMITTED, Step.DECLINE): Transition(State.DECLINED, Side.FRONT, Document.REFUSAL_TO_ACCEPT),
    (State.SUBMITTED, Step.WITHDRAW): Transition(State.WITHDRAWN, Side.APPLICANT, Document.TERMINATION),
    (State.CORRECTING, Step.CORRECT): Transition(State.SUBMITTED, Side.APPLICANT, Document.CORRECTION_RECEIPT),
    (State.CORRECTING, Step.WITHDRAW): Transition(State.WITHDRAWN, Side.APPLICANT, Document.TERMINATION),
    (State.CORRECTING, Step.LAPSE): Transition(State.LAPSED, Side.SYSTEM, Document.TERMINATION),
    (State.REVIEW, Step.PASS_ON): Transition(State.REVIEW, Side.BACK),
    (State.REVIEW, Step.SUSPEND): Transition(State.SUSPENDED, Side.BACK, Document.SPECIAL_PROCEDURE),
    (State.REVIEW, Step.EXTEND): Transition(State.REVIEW, Side.HEAD, Document.EXTENSION),
    (State.REVIEW, Step.GRANT): Transition(State.GRANTED, Side.BACK, Document.GRANT),
    (State.REVIEW, Step.DENY): Transition(State.DENIED, Side.BACK, Document.DENIAL),
    (State.REVIEW, Step.GRANT_BY_DEFAULT): Transition(State.GRANTED, Side.SYSTEM, Document.GRANT),
    (State.REVIEW, Step.WITHDRAW): Transition(State.WITHDRAWN, Side.APPLICANT, Document.TERMINATION),
    (State.REVIEW, Step.LAPSE): Transition(State.LAPSED, Side.SYSTEM, Document.TERMINATION),
    (State.SUSPENDED, Step.SUSPEND): Transition(State.SUSPENDED, Side.BACK, Document.SPECIAL_PROCEDURE),
    (State.SUSPENDED, Step.RESUME): Transition(State.REVIEW, Side.BACK, Document.RESUMPTION),
    (State.SUSPENDED, Step.LAPSE): Transition(State.LAPSED, Side.SYSTEM, Document.TERMINATION),
    (State.SUSPENDED, Step.WITHDRAW): Transition(State.WITHDRAWN, Side.APPLICANT, Document.TERMINATION),
    (State.SUBMITTED, Step.SUPPLY): Transition(State.SUBMITTED, Side.APPLICANT, Document.CORRECTION_RECEIPT),
    (State.REVIEW, Step.SUPPLY): Transition(State.REVIEW, Side.APPLICANT, Document.CORRECTION_RECEIPT),
    (State.SUSPENDED, Step.SUPPLY): Transition(State.SUSPENDED, Side.APPLICANT, Document.CORRECTION_RECEIPT),
    (State.GRANTED, Step.SUPPLY): Transition(State.GRANTED, Side.APPLICANT, Document.CORRECTION_RECEIPT),
    (State.GRANTED, Step.LAPSE): Transition(State.LAPSED, Side.SYSTEM, Document.TERMINATION),
    (State.GRANTED, Step.CONCLUDE): Transition(State.CONCLUDED, Side.SYSTEM),
    (State.DENIED, Step.CONCLUDE): Transition(State.CONCLUDED, Side.SYSTEM),
    (State.DECLINED, Step.CONCLUDE): Transition(State.CONCLUDED, Side.SYSTEM),
    (State.WITHDRAWN, Step.CONCLUDE): Transition(State.CONCLUDED, Side.SYSTEM),
    (State.LAPSED, Step.CONCLUDE): Transition(State.CONCLUDED, Side.SYSTEM),
    (State.CONCLUDED, Step.DELIVER): Transition(State.CONCLUDED, Side.FRONT, Document.DELIVERY),
    (State.CONCLUDED, Step.ARCHIVE): Transition(State.ARCHIVED, Side.SYSTEM),
}

ENDS = frozenset({State.GRANTED, State.DENIED, State.DECLINED, State.WITHDRAWN, State.LAPSED})
"""How a case can end; what follows only winds it up. A grant with an open gap is held back until it is closed."""

RUNNING = frozenset({State.SUBMITTED, State.CORRECTING, State.REVIEW, State.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Route:
    """The review steps of the item's version, in order, and at which of them the case stands (0 before acceptance).

    The last one decides; until the case stands there it may be neither granted nor denied.
    """

    steps: tuple[str, ...]
    at: int = 0

    @property
    def may_decide(self) -> bool:
        return self.at >= len(self.steps) - 1

    def after_pass(self) -> "Route":
        return Route(self.steps, self.at + 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a case: state, route, open gaps of 容缺, correction notices given so far, and how
    many special procedures keep it suspended: they may overlap, and the last to end resumes it.
    """

    state: State
    route: Route = Route(())
    gaps: int = 0
    notices: int = 0
    pauses: int = 0


def read_standing(
    state: str, route: Sequence[Mapping[str, Any]], position: int, gaps: int, notices: int, pauses: int
) -> Standing:
    """The standing of a case as it is kept: its state by name, its steps as `{"code": …}`."""
    return Standing(State(state), Route(tuple(step["code"] for step in route), position), gaps, notices, pauses)


def find_fault(standing: Standing, step: Step) -> str | None:
    """Why the step is not possible now, as a stable code; None when it is."""
    if (standing.state, step) not in TRANSITIONS:
        return "case.step_not_now"
    if step is Step.PASS_ON and standing.route.may_decide:
        return "case.last_step"
    if step in (Step.GRANT, Step.DENY) and not standing.route.may_decide:
        return "case.steps_open"
    if step in (Step.DELIVER, Step.CONCLUDE) and standing.state in (State.GRANTED, State.CONCLUDED) and standing.gaps:
        return "case.gaps_open"
    if step in (Step.SUPPLY, Step.LAPSE) and standing.state is not State.CORRECTING and not standing.gaps:
        return "case.no_gaps"
    return None


def list_steps(standing: Standing, side: Side) -> dict[Step, str | None]:
    """Every step that this side ever takes, with the reason why not now, or None for those it may take."""
    own = {step for (_, step), transition in TRANSITIONS.items() if transition.side is side}
    return {step: find_fault(standing, step) for step in Step if step in own}


HANDED_OVER = frozenset((State.GRANTED, State.DENIED, State.DECLINED))
"""Outcomes with a paper that has to reach the applicant."""


def find_wind_up(standing: Standing, outcome: str, is_electronic: bool, is_delivered: bool) -> Step | None:
    """What the platform does of itself with a case that has ended: conclude, deliver what is electronic, archive."""
    if standing.state in ENDS:
        return None if find_fault(standing, Step.CONCLUDE) else Step.CONCLUDE
    if standing.state is not State.CONCLUDED:
        return None
    if is_delivered or outcome not in HANDED_OVER:
        return Step.ARCHIVE
    return Step.DELIVER if is_electronic else None


def apply_step(standing: Standing, step: Step) -> Standing:
    """Where the case stands after a possible step; what is supplied closes every gap."""
    to = TRANSITIONS[(standing.state, step)].to
    pauses = standing.pauses + (step is Step.SUSPEND) - (step is Step.RESUME)
    if step is Step.RESUME and pauses:
        to = State.SUSPENDED
    return Standing(
        to,
        standing.route.after_pass() if step is Step.PASS_ON else standing.route,
        0 if step is Step.SUPPLY else standing.gaps,
        standing.notices + (step is Step.REQUEST_CORRECTION),
        pauses if to in (State.REVIEW, State.SUSPENDED) else 0,
    )
