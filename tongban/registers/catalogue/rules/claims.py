"""Who may claim what: the levels of an entry, and the territory of its catalogue. What a claim may become."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from tongban.registers.regions.rules import subtree


class ItemState(StrEnum):
    """draft → claimed → published ⇄ paused; claimed → refused; published, paused → withdrawn. See `MOVES`."""

    DRAFT = "draft"
    CLAIMED = "claimed"
    PUBLISHED = "published"
    PAUSED = "paused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[str, frozenset[ItemState]] = {
    "claim": frozenset((ItemState.REFUSED, ItemState.WITHDRAWN)),
    "publish": frozenset((ItemState.CLAIMED, ItemState.PAUSED, ItemState.WITHDRAWN)),
    "refuse": frozenset((ItemState.CLAIMED,)),
    "pause": frozenset((ItemState.PUBLISHED,)),
    "resume": frozenset((ItemState.PAUSED,)),
    "withdraw": frozenset((ItemState.CLAIMED, ItemState.PUBLISHED, ItemState.PAUSED)),
}
"""Move → the states it may begin in; a body claims and refuses also what it has not yet."""

LIVING = (ItemState.CLAIMED, ItemState.PUBLISHED, ItemState.PAUSED)
"""States in which a body has taken the leaf on."""

VILLAGE_KINDS = ("station", "village")
"""Kinds of bodies that towns (level 5) and villages (level 6) claim with."""

FIRST_VILLAGE_LEVEL = 5
REASON_AT_MOST = 300


def check_claim(*, levels: Sequence[int], territory: str | None, region: str, level: int) -> str | None:
    """Why a body in `region` at this level of exercise may not claim; None when it may. A national entry is for all."""
    if level not in levels:
        return "catalogue.level_may_not_claim"
    if territory is not None:
        first, last = subtree(territory)
        if not first <= region <= last:
            return "catalogue.outside_territory"
    return None
