"""An adjustment on its way: drafted, reviewed, approved and carried out, or sent back (CAT-08)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import effects, generation, violations
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.commands.entries import lock_entry, lock_leaf
from tongban.registers.catalogue.commands.plans import complete, list_plan_faults
from tongban.registers.catalogue.events import AdjustmentApproved
from tongban.registers.catalogue.models import Adjustment, AdjustmentStep, Entry, Leaf
from tongban.registers.catalogue.queries.adjustments import owner_of, standing_of
from tongban.registers.catalogue.rules.adjustments import ACTIONS, TRANSITIONS, State, Step, find_obstacle
from tongban.registers.catalogue.rules.content import Fault

TITLE, REASON, NUMBER, OPINION = 200, 500, 60, 500
Plan = Mapping[str, Any]


def draft(
    *,
    kind: str,
    title: str,
    reason: str,
    plan: Plan,
    effective_at: dt.datetime,
    by: Actor,
    now: dt.datetime,
    entry: str | None = None,
    leaf: str | None = None,
    region: str | None = None,
    document_number: str = "",
) -> Adjustment:
    """A draft stands, its plan completed (the version it builds on; contents of new leaves copied once).

    `region` is the catalogue of a new entry; an entry or leaf brings its own. Raises NotFound, NotAllowed, Invalid
    catalogue.adjustment_refused by place in the plan, Conflict when what it adjusts is cancelled. A 备案 that would
    hide an approval is recorded as a violation besides.
    """
    told = {"title": title, "reason": reason, "document_number": document_number, "effective_at": effective_at}
    with violations.watched(by=by, now=now), transaction.atomic():
        above, subject = _lock_subject(entry, leaf)
        row = Adjustment(
            id=uuid.uuid4(), kind=kind, region_id=above.region_id if above else region, entry=above, leaf=subject,
            state=State.DRAFT, drafted_by=by.account, drafted_at=now,
        )  # fmt: skip
        row.plan = dict(plan)
        require(by, MANAGE, row.region_id, owner_of(row))
        _write(row, plan, told)
        row.save(force_insert=True)
        _record("drafted", row, by, now, kind=kind)
    return row


def revise(
    adjustment: uuid.UUID,
    *,
    version: int,
    title: str,
    reason: str,
    plan: Plan,
    effective_at: dt.datetime,
    by: Actor,
    now: dt.datetime,
    document_number: str = "",
) -> Adjustment:
    """Its author has rewritten it; a returned one is a draft again. Raises as `draft` and as every step."""
    told = {"title": title, "reason": reason, "document_number": document_number, "effective_at": effective_at}
    with violations.watched(by=by, now=now), transaction.atomic():
        row = _begin(adjustment, Step.REVISE, version, by)
        _write(row, plan, told)
        row.state, row.version = State.DRAFT, row.version + 1
        row.save()
        _record("revised", row, by, now)
    return row


@transaction.atomic
def submit(adjustment: uuid.UUID, *, version: int, by: Actor, now: dt.datetime) -> Adjustment:
    """It waits for the department's review. Raises NotFound, NotAllowed, Conflict adjustment.…, Invalid."""
    row = _begin(adjustment, Step.SUBMIT, version, by)
    _check(row)
    return _move(row, Step.SUBMIT, "", by, now)


@transaction.atomic
def pass_on(adjustment: uuid.UUID, *, version: int, by: Actor, now: dt.datetime, opinion: str = "") -> Adjustment:
    """It waits for the next review; passed on by the last one, it is approved and carried out.

    It holds from `effective_at` on, or from now where that has passed. Emits AdjustmentApproved and what its kind
    emits. Raises NotFound, NotAllowed, Conflict: decided meanwhile (adjustment.moved_on), own work, base_moved …
    """
    row = _begin(adjustment, Step.PASS_ON, version, by)
    if row.state != State.APPROVAL:
        return _move(row, Step.PASS_ON, opinion, by, now)
    row.effective_at = max(row.effective_at, now)
    entry, leaf = _check(row)
    row.outcome, row.decided_at = effects.carry_out(effects.Doing(row, entry, leaf, row.effective_at, by, now)), now
    row = _move(row, Step.PASS_ON, opinion, by, now)
    told = AdjustmentApproved(str(row.id), row.kind, row.entry_id or "", row.leaf_id or "", row.effective_at)
    outbox.emit(told, bucket=bucket_for(f"adjustment:{row.id}"), now=now)
    generation.count_up()
    return row


@transaction.atomic
def send_back(adjustment: uuid.UUID, *, version: int, opinion: str, by: Actor, now: dt.datetime) -> Adjustment:
    """Its author has it again, with the reason. Raises as `pass_on`; Invalid without an opinion."""
    row = _begin(adjustment, Step.SEND_BACK, version, by)
    if not opinion.strip():
        raise errors.adjustment_refused([Fault("opinion", "adjustment.opinion_missing", {})])
    return _move(row, Step.SEND_BACK, opinion, by, now)


@transaction.atomic
def withdraw(adjustment: uuid.UUID, *, version: int, by: Actor, now: dt.datetime) -> Adjustment:
    """Its author has given it up. Raises as every step."""
    return _move(_begin(adjustment, Step.WITHDRAW, version, by), Step.WITHDRAW, "", by, now)


def _begin(adjustment: uuid.UUID, step: Step, version: int, by: Actor) -> Adjustment:
    """The row, locked; whether `by` may take the step now has been asked."""
    row = Adjustment.objects.select_for_update(of=("self",)).select_related("entry").filter(id=adjustment).first()
    if row is None:
        raise errors.adjustment_unknown()
    if row.version != version:  # before any right is asked for: who came second is told so, whatever the state is now
        raise errors.step_refused("adjustment.moved_on")
    state = State(row.state)
    action = ACTIONS.get(state, MANAGE) if step in (Step.PASS_ON, Step.SEND_BACK) else MANAGE
    require(by, action, row.region_id, owner_of(row))
    obstacle = find_obstacle(standing_of(row), step, None if by is SYSTEM else by.account or uuid.UUID(int=0))
    if obstacle == "adjustment.step_not_now":
        raise errors.step_refused(obstacle)
    if obstacle is not None:
        raise errors.step_not_yours(obstacle)
    return row


def _move(row: Adjustment, step: Step, opinion: str, by: Actor, now: dt.datetime) -> Adjustment:
    before, row.state = row.state, TRANSITIONS[State(row.state), step]
    passed = step in (Step.SUBMIT, Step.PASS_ON)
    if len(opinion) > OPINION:
        raise errors.adjustment_refused([Fault("opinion", "adjustment.too_long", {"most": OPINION})])
    AdjustmentStep.objects.create(
        adjustment=row, step=before, passed=passed, opinion=opinion.strip(), account=by.account, at=now
    )
    row.version += 1
    row.save(update_fields=["state", "version", "outcome", "decided_at", "effective_at"])
    _record("moved", row, by, now, step=step, state=row.state)
    return row


def _write(row: Adjustment, plan: Plan, told: Mapping[str, Any]) -> None:
    faults = [
        Fault(name, "adjustment.too_long" if told[name].strip() else "content.empty", {"most": most})
        for name, most, needed in (("title", TITLE, True), ("reason", REASON, True), ("document_number", NUMBER, False))
        if len(told[name]) > most or (needed and not told[name].strip())
    ]
    row.title, row.reason = told["title"].strip(), told["reason"].strip()
    row.document_number, row.effective_at = told["document_number"].strip(), told["effective_at"]
    row.plan = complete(row, plan)
    faults += list_plan_faults(row)
    if faults:
        raise errors.adjustment_refused(faults, row.leaf_id)
    effects.check_standing(row, row.entry, row.leaf)


def _check(row: Adjustment) -> tuple[Entry | None, Leaf | None]:
    """The entry and leaf, locked; the plan still holds against them."""
    entry, leaf = _lock_subject(row.entry_id, row.leaf_id)
    row.entry, row.leaf = entry, leaf
    faults = list_plan_faults(row)
    if faults:
        raise errors.adjustment_refused(faults, row.leaf_id)
    effects.check_standing(row, entry, leaf)
    return entry, leaf


def _lock_subject(entry: str | None, leaf: str | None) -> tuple[Entry | None, Leaf | None]:
    """The entry before its leaf, as everybody locks them. Raises NotFound."""
    code = leaf[:12] if leaf else entry
    above = lock_entry(code) if code else None
    return above, lock_leaf(leaf) if leaf else None


def _record(what: str, row: Adjustment, by: Actor, now: dt.datetime, **facts: str) -> None:
    told: dict[str, Any] = {"region": row.region_id, **facts} if row.region_id else facts
    audit.record(f"catalogue.adjustment_{what}", by=by, now=now, subject=f"adjustment:{row.id}", **told)
