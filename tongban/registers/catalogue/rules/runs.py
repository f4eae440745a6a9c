"""Bulk operations: which bodies, what is done to them, how large a portion is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from tongban.registers.catalogue.rules.claims import LIVING, ItemState

PAIRS_AT_ONCE = 5_000
"""About how many items one portion touches: a second or two, so that progress moves and a stop is heard."""

BODIES_AT_MOST = 500
LEAVES_AT_MOST = 2_000
REPORTED_AT_MOST = 500
"""Skipped bodies that a run names one by one; more are only counted."""


class RunKind(StrEnum):
    CLAIM = "claim"
    PUBLISH = "publish"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class RunState(StrEnum):
    """running → finished, stopped by somebody, or parked after an error → running again."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Bodies:
    """Standing bodies of a region and all below it. Empty levels (of exercise, 2–6), kinds, short name: any."""

    region: str
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: to which leaves, at which bodies. `at`: from when on what it publishes is offered."""

    leaves: tuple[str, ...]
    bodies: Bodies
    at: dt.datetime
    publish: bool = False
    reason: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Items of one body that stayed as they were: how many, why (a stable code), an example, and what they miss."""

    organisation: str
    code: str
    leaf: str
    items: int
    missing: tuple[str, ...] = ()
    state: str = ""


def encode_plan(plan: Plan) -> dict[str, Any]:
    """The plan as JSON."""
    return asdict(plan) | {"at": plan.at.isoformat()}


def parse_plan(told: Mapping[str, Any]) -> Plan:
    """The plan that `encode_plan` wrote."""
    bodies = told["bodies"]
    where = Bodies(bodies["region"], tuple(bodies["levels"]), tuple(bodies["kinds"]), bodies["short_name"])
    facts = {"leaves": tuple(told["leaves"]), "bodies": where, "at": dt.datetime.fromisoformat(told["at"])}
    return Plan(**{**told, **facts})


def bodies_per_portion(leaves: int) -> int:
    """How many bodies a portion takes when each of them has so many leaves."""
    return max(1, min(BODIES_AT_MOST, PAIRS_AT_ONCE // max(leaves, 1)))


def wanted_states(kind: RunKind, *, publish: bool) -> Sequence[ItemState]:
    """The states in which an item is as the run wants it."""
    match kind:
        case RunKind.CLAIM:
            return (ItemState.PUBLISHED,) if publish else LIVING
        case RunKind.PUBLISH:
            return (ItemState.PUBLISHED,)
        case RunKind.REFUSE:
            return (ItemState.REFUSED,)
        case RunKind.WITHDRAW:
            return (ItemState.WITHDRAWN,)
