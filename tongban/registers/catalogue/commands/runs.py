"""Bulk operations: thousands of bodies claim, publish, refuse or withdraw the same leaves.

A run is worked off in portions, each one transaction that holds its items, its journal row and how far the run is: a
process that dies loses its portion and nothing else, and whoever asks next goes on there. The row of the run is locked
while a portion is under way, so that any number of workers may try.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from dataclasses import asdict

from django.db import OperationalError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import CLAIM, PUBLISH, require
from tongban.registers.catalogue.commands.items import check_reason
from tongban.registers.catalogue.commands.portions import Portion, mind_sizes, work_off
from tongban.registers.catalogue.events import ItemsChanged
from tongban.registers.catalogue.models import Leaf, Run
from tongban.registers.catalogue.queries import runs as queries
from tongban.registers.catalogue.rules.runs import (
    LEAVES_AT_MOST,
    REPORTED_AT_MOST,
    Bodies,
    Plan,
    RunKind,
    RunState,
    bodies_per_portion,
    encode_plan,
    parse_plan,
)

log = logging.getLogger(__name__)
ERROR_LENGTH = 500


def start_claim(
    *,
    leaves: Sequence[str],
    where: Bodies,
    by: Actor,
    now: dt.datetime,
    publish: bool = False,
    title: str = "",
    is_sample: bool = False,
) -> Run:
    """A run stands that claims these leaves at all these bodies, and publishes what is complete when `publish` is set.

    What a body has refused or withdrawn stays so. Raises NotAllowed (publishing needs its own right), NotFound for an
    unknown leaf, Invalid catalogue.run_empty, catalogue.run_too_large.
    """
    plan = Plan(tuple(sorted(set(leaves))), where, now, publish=publish, is_sample=is_sample)
    return _start(RunKind.CLAIM, plan, title, by, now)


def start_publish(*, leaves: Sequence[str], where: Bodies, by: Actor, now: dt.datetime, title: str = "") -> Run:
    """A run stands that publishes what these bodies have claimed; the incomplete are passed over and named."""
    return _start(RunKind.PUBLISH, Plan(tuple(sorted(set(leaves))), where, now), title, by, now)


def start_refuse(
    *, leaves: Sequence[str], where: Bodies, reason: str, by: Actor, now: dt.datetime, title: str = ""
) -> Run:
    """A run stands by which these bodies refuse the leaves, with this reason. Raises Invalid without one."""
    plan = Plan(tuple(sorted(set(leaves))), where, now, reason=check_reason(reason))
    return _start(RunKind.REFUSE, plan, title, by, now)


def start_withdraw(
    *, leaves: Sequence[str], where: Bodies, reason: str, by: Actor, now: dt.datetime, title: str = ""
) -> Run:
    """A run stands by which these bodies offer the leaves no more. Raises Invalid without a reason."""
    plan = Plan(tuple(sorted(set(leaves))), where, now, reason=check_reason(reason))
    return _start(RunKind.WITHDRAW, plan, title, by, now)


def advance(run_id: uuid.UUID, *, now: dt.datetime) -> bool:
    """One portion of the run is done; True while more waits. A portion that fails parks the run with its error.

    False also while another process works on it. A lost database comes out as it is: nothing was written.
    """
    try:
        return _advance(run_id, now)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("run %s is parked", run_id)
        _park(run_id, _words(error), now)
        return False


def advance_next(*, now: dt.datetime) -> bool:
    """One portion of the run that waits longest is done; False when nothing is open. For the worker's loop."""
    open_runs = Run.objects.filter(state=RunState.RUNNING).order_by("moved_at").values_list("id", flat=True)
    return any(advance(run_id, now=now) for run_id in open_runs[:1])


@transaction.atomic
def stop(*, run: uuid.UUID, by: Actor, now: dt.datetime) -> Run:
    """The run goes no further; what it has done stays. Raises NotFound, NotAllowed, Conflict."""
    row = _lock(run)
    _require(by, row)
    if row.state not in (RunState.RUNNING, RunState.PARKED):
        raise errors.run_not_running(row.state)
    _move(row, RunState.STOPPED, now)
    audit.record("catalogue.run_stopped", by=by, now=now, subject=f"run:{run}", done=row.done, region=row.region)
    return row


@transaction.atomic
def run_again(*, run: uuid.UUID, by: Actor, now: dt.datetime) -> Run:
    """A parked run goes on where it was. Raises NotFound, NotAllowed, Conflict catalogue.run_not_parked."""
    row = _lock(run)
    _require(by, row)
    if row.state != RunState.PARKED:
        raise errors.run_not_parked(row.state)
    row.error = ""
    _move(row, RunState.RUNNING, now)
    audit.record("catalogue.run_again", by=by, now=now, subject=f"run:{run}", done=row.done, region=row.region)
    return row


@transaction.atomic
def _start(kind: RunKind, plan: Plan, title: str, by: Actor, now: dt.datetime) -> Run:
    for action in _actions(kind, plan):
        require(by, action, plan.bodies.region)
    known = set(Leaf.objects.filter(code__in=plan.leaves).values_list("code", flat=True))
    if unknown := [leaf for leaf in plan.leaves if leaf not in known]:
        raise errors.leaf_unknown(unknown[0])
    if len(plan.leaves) > LEAVES_AT_MOST:
        raise errors.run_too_large(LEAVES_AT_MOST)
    total = len(plan.leaves) * queries.count_bodies(plan.bodies)
    if not total:
        raise errors.run_empty()
    run = Run.objects.create(
        id=uuid.uuid4(), kind=kind, region=plan.bodies.region, title=title[:200], plan=encode_plan(plan), total=total,
        state=RunState.RUNNING, started_by=by.account, started_at=now, moved_at=now,
    )  # fmt: skip
    audit.record(
        "catalogue.run_started", by=by, now=now, subject=f"run:{run.id}", kind=kind.value, region=run.region,
        leaves=len(plan.leaves), total=total,
    )  # fmt: skip
    return run


@transaction.atomic
def _advance(run_id: uuid.UUID, now: dt.datetime) -> bool:
    run = Run.objects.select_for_update(skip_locked=True).filter(id=run_id, state=RunState.RUNNING).first()
    if run is None:
        return False
    plan = parse_plan(run.plan)
    size = bodies_per_portion(len(plan.leaves))
    bodies = queries.list_bodies(plan.bodies, after=run.cursor, limit=size)
    if not run.cursor:
        mind_sizes()
    if bodies:
        _note(run, plan, bodies, work_off(RunKind(run.kind), plan, bodies, now=now), now)
    is_last = len(bodies) < size
    if is_last:
        run.state = RunState.FINISHED
    run.moved_at = now
    run.save(update_fields=["cursor", "done", "skipped", "refusals", "state", "moved_at"])
    if bodies:
        generation.count_up()
    return not is_last


def _note(run: Run, plan: Plan, bodies: Sequence[str], portion: Portion, now: dt.datetime) -> None:
    """How far the run is, in its row and in the journal."""
    run.cursor = bodies[-1]
    run.done += len(bodies) * len(plan.leaves)
    run.skipped += sum(each.items for each in portion.skipped)
    room = REPORTED_AT_MOST - len(run.refusals)
    run.refusals += [asdict(each) for each in portion.skipped[:room]]
    by = Actor(run.started_by, "system")
    audit.record(
        "catalogue.run_advanced", by=by, now=now, subject=f"run:{run.id}", kind=run.kind, region=run.region,
        first_body=bodies[0], last_body=bodies[-1], items=portion.written,
    )  # fmt: skip
    event = ItemsChanged(str(run.id), run.kind, bodies[0], bodies[-1], portion.written)
    outbox.emit(event, bucket=bucket_for(f"run:{run.id}"), now=now)


@transaction.atomic
def _park(run_id: uuid.UUID, error: str, now: dt.datetime) -> None:
    run = Run.objects.select_for_update().filter(id=run_id, state=RunState.RUNNING).first()
    if run is not None:
        run.error = error
        _move(run, RunState.PARKED, now)


def _move(run: Run, state: RunState, now: dt.datetime) -> None:
    run.state, run.moved_at = state, now
    run.save(update_fields=["state", "moved_at", "error"])


def _lock(run_id: uuid.UUID) -> Run:
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise errors.run_unknown(run_id)
    return run


def _require(by: Actor, run: Run) -> None:
    for action in _actions(RunKind(run.kind), parse_plan(run.plan)):
        require(by, action, run.region)


def _actions(kind: RunKind, plan: Plan) -> tuple[str, ...]:
    match kind:
        case RunKind.CLAIM:
            return (CLAIM, PUBLISH) if plan.publish else (CLAIM,)
        case RunKind.REFUSE:
            return (CLAIM,)
        case _:
            return (PUBLISH,)


def _words(error: Exception) -> str:
    """What staff read of an error: a refusal's code, else its kind and first line."""
    told = (
        error.code if isinstance(error, DomainError) else f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    )
    return told[:ERROR_LENGTH]
