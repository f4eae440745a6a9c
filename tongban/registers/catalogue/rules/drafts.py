"""The states of a draft, and the figures that a body's own words change."""

from enum import StrEnum
from typing import Any

from tongban.registers.catalogue.rules.content import Content

LIMIT = ("promised_limit", "promised_limit_unit")


class DraftState(StrEnum):
    """writing → submitted → published and gone; submitted → returned → submitted; submitted → writing (taken back)."""

    WRITING = "writing"
    SUBMITTED = "submitted"
    RETURNED = "returned"


_MOVES = {
    DraftState.WRITING: {DraftState.SUBMITTED},
    DraftState.RETURNED: {DraftState.SUBMITTED},
    DraftState.SUBMITTED: {DraftState.WRITING, DraftState.RETURNED},
}


def can_move(begins: DraftState, to: DraftState) -> bool:
    """Whether a draft in the one state may be put into the other."""
    return to in _MOVES[begins]


def own_figures(defaults: Content, content: Content) -> dict[str, Any]:
    """What the figures of own words are computed from: a limit given in part takes the rest from the proposals."""
    if not any(part in content for part in LIMIT):
        return dict(content)
    return {part: defaults[part] for part in LIMIT if part in defaults} | dict(content)
