"""Adjustments, read: who sees which, what may be done with one, and what became of a leaf."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Adjustment, AdjustmentStep
from tongban.registers.catalogue.rules.adjustments import ACTIONS, Standing, State, Step, find_obstacle

READ, MANAGE, NATION = "catalogue.read", "catalogue.manage", "000000000000"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Possible:
    """A step and why it may not be taken now by whoever asks ("" when it may)."""

    step: str
    obstacle: str


def get_adjustment(adjustment: uuid.UUID, *, by: Actor) -> Adjustment:
    """With its entry, leaf, region. Raises NotFound, NotAllowed."""
    _require_reading(by)
    row = Adjustment.objects.select_related("entry__owner", "leaf", "region").filter(id=adjustment).first()
    if row is None:
        raise errors.adjustment_unknown()
    return row


def _require_reading(by: Actor) -> None:
    """Catalogues are read from below too: whoever may read anywhere reads what is coming to be claimed."""
    if by is not SYSTEM and not by.may_anywhere(READ):
        raise errors.not_allowed(READ)


def list_adjustments(
    *, by: Actor, state: str = "", kind: str = "", entry: str = "", after: dt.datetime | None = None, limit: int = PAGE
) -> list[Adjustment]:
    """The newest first, narrowed by state, kind, entry; `after` is where the last page ended."""
    _require_reading(by)
    told = {"state": state, "kind": kind, "entry": entry}
    rows = Adjustment.objects.filter(**{name: value for name, value in told.items() if value})
    if after is not None:
        rows = rows.filter(drafted_at__lt=after)
    return list(rows.select_related("entry", "leaf", "region").order_by("-drafted_at", "id")[:limit])


def count_by_state(*, by: Actor) -> dict[str, int]:
    """How many stand in each state; every state is named."""
    _require_reading(by)
    found = dict(Adjustment.objects.values_list("state").annotate(count=Count("id")))
    return {state: found.get(state, 0) for state in State}


def list_steps(adjustment: uuid.UUID) -> list[AdjustmentStep]:
    """Everything said about it, in order."""
    return list(AdjustmentStep.objects.filter(adjustment=adjustment).order_by("id"))


def standing_of(row: Adjustment) -> Standing:
    """What the chain knows of it: who has passed it on since it was submitted last."""
    passed: list[uuid.UUID | None] = []
    for step in list_steps(row.id):
        passed = [] if step.step in (State.DRAFT, State.RETURNED) else [*passed, step.account]
    return Standing(State(row.state), row.drafted_by, tuple(passed))


def list_possible(row: Adjustment, *, by: Actor) -> list[Possible]:
    """Every step that its state knows, each with what stands against it for this actor: a code of `errors`."""
    standing = standing_of(row)
    steps = [step for step in Step if find_obstacle(standing, step, None) is None]
    return [Possible(step, _obstacle(row, standing, step, by)) for step in steps]


def _obstacle(row: Adjustment, standing: Standing, step: Step, by: Actor) -> str:
    decides = step in (Step.PASS_ON, Step.SEND_BACK)
    action = ACTIONS[standing.state] if decides else MANAGE
    if not by.may(action, row.region_id or NATION, owner_of(row)):
        return "catalogue.not_allowed"
    return find_obstacle(standing, step, by.account) or ""


def owner_of(row: Adjustment) -> str | None:
    """The body over which every step asks for its grant: a post of another body takes none."""
    if row.entry is not None:
        return row.entry.owner_id
    entry = row.plan.get("entry") if isinstance(row.plan, dict) else None
    return (entry or {}).get("owner") or None


def list_successors(leaf: str) -> list[str]:
    """Leaves that a merge or split of this one led to; empty when nothing follows it."""
    done = Adjustment.objects.filter(Q(kind="merge") | Q(kind="split"), leaf=leaf, state=State.APPROVED)
    return [code for row in done.order_by("decided_at") for code in row.outcome.get("became", ())]
