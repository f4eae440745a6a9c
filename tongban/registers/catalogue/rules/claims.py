"""Who may claim what: the levels of an entry, and the territory of its catalogue."""

from collections.abc import Sequence

from tongban.registers.regions.rules import subtree


def check_claim(*, levels: Sequence[int], territory: str | None, region: str, level: int) -> str | None:
    """Why a body in `region` at this level of exercise may not claim; None when it may. A national entry is for all."""
    if level not in levels:
        return "catalogue.level_may_not_claim"
    if territory is not None:
        first, last = subtree(territory)
        if not first <= region <= last:
            return "catalogue.outside_territory"
    return None
