"""When a courier has something to carry for a case, and how often its applicant had to come (不见面, APP-03)."""

from collections.abc import Iterable

from tongban.foundation.kernel.errors import Conflict
from tongban.services.cases.rules.life import HANDED_OVER, State, Step
from tongban.services.cases.rules.rights import AT_THE_WINDOW
from tongban.services.cases.rules.words import Delivery


def awaits_courier(state: str, delivery: str, outcome: str, *, is_delivered: bool) -> bool:
    """True while a concluded result is to be carried to the applicant."""
    return state == State.CONCLUDED and delivery == Delivery.COURIER and outcome in HANDED_OVER and not is_delivered


def is_fetchable(state: str, gaps: int) -> bool:
    """True while a correction or a promised material waits for papers."""
    return state == State.CORRECTING or gaps > 0


def check_fetchable(state: str, gaps: int) -> None:
    """Raises Conflict case.nothing_to_fetch where no papers are waited for."""
    if not is_fetchable(state, gaps):
        raise Conflict("case.nothing_to_fetch", state=state)


def count_visits(steps: Iterable[tuple[str, str, str]]) -> int:
    """How often the applicant stood at a window: of each step its name, the unit that took it, how it was delivered."""
    return sum(
        (step in AT_THE_WINDOW and bool(unit)) or (step == Step.DELIVER and how == Delivery.WINDOW)
        for step, unit, how in steps
    )
