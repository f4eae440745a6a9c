"""Who is told of a step or a mark, and what it is called; how it is worded stands in `services/messages`."""

from collections.abc import Mapping

from tongban.services.cases.rules import rights
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import HANDED_OVER, Step
from tongban.services.cases.rules.words import Delivery

_SILENT = frozenset((Step.CONCLUDE, Step.ARCHIVE))

STAFF_TOLD: Mapping[Step, tuple[str, ...]] = {
    Step.GRANT_BY_DEFAULT: ("handler", "head", "supervisor"),
    Step.DEEM_ACCEPTED: ("handler", "supervisor"),
}
"""Steps of the system that the department hears of (SUP-04)."""

_HANDLES: Mapping[Kind, str] = {Kind.ACCEPTANCE: rights.ACCEPT, Kind.DELIVERY: rights.DELIVER}


def find_notice(step: Step, *, delivery: str, outcome: str, gaps: int) -> str | None:
    """What the applicant is told of a step, None for nothing: winding up is silent unless a result waits to be fetched.

    A courier's way is told by the courier's own events.
    """
    if step is Step.SUBMIT and gaps:
        return "submit_with_gaps"
    if step is Step.CONCLUDE and delivery == Delivery.WINDOW and outcome in HANDED_OVER:
        return "ready"
    return None if step in _SILENT else step.value


def action_of(told: str, clock: str) -> str:
    """The action by which whoever is to be told is found: handler (by the clock that runs), head, supervisor."""
    if told == "handler":
        return _HANDLES.get(Kind(clock), rights.REVIEW) if clock else rights.REVIEW
    return rights.EXTEND if told == "head" else rights.SUPERVISE
