"""How much an adjustment touches, counted before anybody decides on it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.registers.catalogue.queries import offers
from tongban.registers.catalogue.queries.entries import count_showing, get_entry, list_leaves_of


@dataclass(frozen=True, slots=True)
class Touched:
    """Leaves meant; items that show them and their bodies; bodies that stop and bodies that begin to offer them."""

    leaves: int = 0
    items: int = 0
    bodies: int = 0
    ending: int = 0
    beginning: int = 0


def count_touched(
    kind: str, plan: Mapping[str, Any], *, entry: str | None, leaf: str | None, at: dt.datetime
) -> Touched:
    """What an adjustment of this kind means from `at` on; a plan that says too little counts nothing more."""
    if entry is None and leaf is None:
        return Touched()
    leaves = [leaf] if leaf else [row.code for row in list_leaves_of(entry or "") if row.cancelled_from is None]
    items, bodies = count_showing(leaves, at=at)
    ending = beginning = 0
    if kind == "delegate" and plan.get("from_level") and plan.get("to_level"):
        territory = offers.territory_of(get_entry(entry or (leaf or "")[:12]))
        ending = len(offers.list_offering(leaves, at=at, level=plan["from_level"]))
        beginning = len(offers.list_bodies(plan.get("short_name", ""), level=plan["to_level"], territory=territory))
    elif kind == "take_over":
        ending = beginning = 1
    elif kind in ("cancel", "merge", "split"):
        ending = bodies
        beginning = 0 if kind == "cancel" else bodies
    return Touched(len(leaves), items, bodies, ending, beginning)
