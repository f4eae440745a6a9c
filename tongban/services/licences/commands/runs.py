"""Runs on their way: begun, worked off line by line, stopped, run again; and the run that seals what is data only.

Every line is a transaction of its own with its mark, taken past lines that others hold: any number of workers may try,
a process that dies loses the line it was at and nothing else, and no line is done twice.
"""

import datetime as dt
import logging
import uuid

from django.db import OperationalError, connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError, Unavailable
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.orgs import queries as orgs
from tongban.registers.seals import commands as seals
from tongban.registers.seals.errors import SealRefused
from tongban.services.licences import errors
from tongban.services.licences.commands import taking_in
from tongban.services.licences.commands.authority import require
from tongban.services.licences.commands.trusting import seal
from tongban.services.licences.models import Licence, Run, RunRow
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.life import LIVING
from tongban.services.licences.rules.runs import PORTION, RunKind, RunState

log = logging.getLogger(__name__)
_ERROR_LENGTH = 500
_LIVING = ", ".join(f"'{state}'" for state in sorted(LIVING))
_WAITING_FOR_SEALS = (
    f'INSERT INTO "{RunRow._meta.db_table}" (run_id, line, state, faults, licence)'  # noqa: S608
    " SELECT %(run)s, row_number() OVER (ORDER BY l.id), 'waiting', '{}', l.id"
    f' FROM "{Licence._meta.db_table}" l WHERE l.issuer = %(issuer)s AND l.type_code = %(type)s'
    f" AND l.sealed_at IS NULL AND l.state IN ({_LIVING})"
)


@transaction.atomic
def begin(*, run: uuid.UUID, by: Actor, now: dt.datetime) -> Run:
    """A checked list is written from now on.

    Raises NotFound licence.run_unknown, NotAllowed, Conflict licence.run_not_now.
    """
    row = _lock(run, by, RunState.CHECKED)
    _move(row, RunState.RUNNING, now)
    _record("licences.run_begun", row, by, now)
    return row


@transaction.atomic
def start_upgrade(*, type_code: str, issuer: str, by: Actor, now: dt.datetime) -> Run:
    """A run stands that seals every living licence of this body and type that is data only.

    Raises NotAllowed, NotFound, Conflict licence.nothing_to_seal.
    """
    body = orgs.get_organisation(issuer)
    require(by, rights.TAKE_IN, body.region_id, issuer)
    run = Run.objects.create(
        id=uuid.uuid4(), kind=RunKind.UPGRADE, type_code=type_code, issuer=issuer, region=body.region_id,
        state=RunState.RUNNING, started_by=by.account, started_at=now, moved_at=now,
    )  # fmt: skip
    with fan_out_allowed("a body's licences lie in every holder's file"), connection.cursor() as cursor:
        cursor.execute(_WAITING_FOR_SEALS, {"run": run.id, "issuer": issuer, "type": type_code})
        run.total = cursor.rowcount
    if not run.total:
        raise errors.nothing_to_seal()
    run.save(update_fields=["total"])
    _record("licences.run_begun", run, by, now)
    return run


def advance(run_id: uuid.UUID, *, now: dt.datetime, lines: int = PORTION) -> bool:
    """So many lines of the run are done; True while more wait. A line that is refused says why, and the others go on;
    an error that is not the line's own parks the run. A lost database comes out as it is: that line is not done.
    """
    run = Run.objects.filter(id=run_id, state=RunState.RUNNING).first()
    if run is None:
        return False
    try:
        is_last = not all(_do_next(run, now) for _ in range(lines))
    except OperationalError:
        raise
    except Exception as error:
        log.exception("run %s is parked", run_id)
        if isinstance(error, SealRefused):
            seals.record_refused(error)
        _tell(run_id, now, error=_words(error))
        return False
    return _tell(run_id, now, may_end=is_last)


def advance_next(*, now: dt.datetime) -> bool:
    """A portion of the run that waits longest is done; False when nothing is open. For the worker's loop."""
    waiting = Run.objects.filter(state=RunState.RUNNING).order_by("moved_at").values_list("id", flat=True)
    return any(advance(run_id, now=now) for run_id in waiting[:1])


@transaction.atomic
def stop(*, run: uuid.UUID, by: Actor, now: dt.datetime) -> Run:
    """The run goes no further; what it has done stays. Raises NotFound, NotAllowed, Conflict licence.run_not_now."""
    row = _lock(run, by, RunState.CHECKED, RunState.RUNNING, RunState.PARKED)
    _move(row, RunState.STOPPED, now)
    RunRow.objects.filter(run=row, state="waiting").update(cells_sealed=None)
    _record("licences.run_stopped", row, by, now)
    return row


@transaction.atomic
def run_again(*, run: uuid.UUID, by: Actor, now: dt.datetime) -> Run:
    """A parked run goes on where it was. Raises NotFound, NotAllowed, Conflict licence.run_not_now."""
    row = _lock(run, by, RunState.PARKED)
    row.error = ""
    _move(row, RunState.RUNNING, now)
    _record("licences.run_again", row, by, now)
    return row


@transaction.atomic
def _do_next(run: Run, now: dt.datetime) -> bool:
    """The next line that nobody else holds is done; False when there is none."""
    waiting = RunRow.objects.select_for_update(skip_locked=True).filter(run=run, state="waiting")
    row = waiting.order_by("line").first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            row.licence = _do(run, row, now).id
    except (SealRefused, Unavailable):
        raise
    except DomainError as refusal:
        row.state, row.faults = "refused", {"": [refusal.code]}
    else:
        row.state = "written"
    row.cells_sealed = None
    row.save(update_fields=["state", "faults", "cells_sealed", "licence"])
    return True


def _do(run: Run, row: RunRow, now: dt.datetime) -> Licence:
    if run.kind == RunKind.UPGRADE:
        assert row.licence is not None
        return seal(licence_id=row.licence, now=now)
    return taking_in.write(run, row, now=now)


@transaction.atomic
def _tell(run_id: uuid.UUID, now: dt.datetime, *, may_end: bool = False, error: str = "") -> bool:
    """How far the run is, counted from its lines. True while it runs and lines wait."""
    run = Run.objects.select_for_update().get(id=run_id)
    rows = RunRow.objects.filter(run=run)
    run.done, run.refused = rows.filter(state="written").count(), rows.filter(state="refused").count()
    run.moved_at = now
    if run.state == RunState.RUNNING and error:
        run.state, run.error = RunState.PARKED, error
    elif run.state == RunState.RUNNING and may_end and run.done + run.refused == run.total:
        run.state = RunState.FINISHED
        _record("licences.run_finished", run, Actor(run.started_by, "system"), now)
    run.save(update_fields=["done", "refused", "moved_at", "state", "error"])
    return run.state == RunState.RUNNING


def _lock(run_id: uuid.UUID, by: Actor, *states: RunState) -> Run:
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise errors.run_unknown()
    require(by, rights.TAKE_IN, run.region, run.issuer)
    if run.state not in states:
        raise errors.run_not_now(run.state)
    return run


def _move(run: Run, state: RunState, now: dt.datetime) -> None:
    run.state, run.moved_at = state, now
    run.save(update_fields=["state", "moved_at", "error"])


def _record(action: str, run: Run, by: Actor, now: dt.datetime) -> None:
    audit.record(
        action, by=by, now=now, subject=f"licence-run:{run.id}", region=run.region, organisation=run.issuer,
        kind=run.kind, type=run.type_code, done=run.done, refused=run.refused, total=run.total,
    )  # fmt: skip


def _words(error: Exception) -> str:
    told = (
        error.code if isinstance(error, DomainError) else f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    )
    return told[:_ERROR_LENGTH]
