"""Workbooks out: written for whoever asks, at once or by the worker."""

import datetime as dt
import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import BinaryIO

from django.db import DatabaseError, transaction
from django.db.models import Q

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.recognition.kinds import XLSX
from tongban.foundation.files.rules import Limits as FileLimits
from tongban.foundation.files.rules import clean_name
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import sheets
from tongban.registers.catalogue.commands.authority import READ
from tongban.registers.catalogue.models import Workbook
from tongban.registers.catalogue.queries.standing import Asked, count_rows
from tongban.registers.catalogue.rules.workbook import Kind

log = logging.getLogger(__name__)

DIRECT_AT_MOST = 2_000
"""Rows that are written while somebody waits; more are written by the worker."""

ABANDONED = dt.timedelta(minutes=2)
"""An export that has not moved for so long is taken up by another worker, from its beginning."""

EXPORT_BYTES = 500_000_000
Clock = Callable[[], dt.datetime]


def export(*, file: BinaryIO, kind: Kind, asked: Asked, by: Actor, now: dt.datetime) -> int:
    """The rows as asked stand in `file`, a workbook; how many. Raises NotAllowed."""
    _require_read(by)
    rows = sheets.write_book(file, kind, asked, by=by, now=now)
    _record_export(kind, asked, rows, by, now, subject="workbook:direct")
    return rows


def export_csv(*, kind: Kind, asked: Asked, by: Actor, now: dt.datetime) -> Iterator[bytes]:
    """The rows as asked, the first sheet only, as csv line by line. Raises NotAllowed."""
    _require_read(by)
    _record_export(kind, asked, count_rows(kind, asked, actor=by), by, now, subject="workbook:csv")
    return sheets.list_csv(kind, asked, by=by, now=now)


@transaction.atomic
def ask_export(*, kind: Kind, asked: Asked, name: str, by: Actor, now: dt.datetime) -> Workbook:
    """The worker will write these rows, as the actor may read them now. Raises NotAllowed."""
    _require_read(by)
    row = Workbook.objects.create(
        id=uuid.uuid4(), direction="out", kind=kind, name=clean_name(name).text, state="waiting",
        asked=asdict(asked) | {"grants": [asdict(grant) for grant in by.grants], "role": by.role},
        total=count_rows(kind, asked, actor=by), started_by=by.account, started_at=now, moved_at=now,
    )  # fmt: skip
    audit.record(
        "catalogue.export_asked", by=by, now=now, subject=f"workbook:{row.id}", kind=kind.value, rows=row.total
    )
    return row


def write_next_export(*, clock: Clock) -> bool:
    """The export that waits longest is written and kept as a file; False when none waits. For the worker's loop.

    An export whose worker died is begun again. One that fails is parked with its error.
    """
    row = _take(clock())
    if row is None:
        return False
    try:
        _write_out(row, clock)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("export %s is parked", row.id)
        Workbook.objects.filter(id=row.id).update(state="parked", error=type(error).__name__, moved_at=clock())
    return True


def _require_read(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(READ):
        raise errors.not_allowed(READ)


def _record_export(kind: Kind, asked: Asked, rows: int, by: Actor, now: dt.datetime, *, subject: str) -> None:
    told = {name: value for name, value in asdict(asked).items() if value}
    audit.record("catalogue.exported", by=by, now=now, subject=subject, kind=kind.value, rows=rows, **told)


@transaction.atomic
def _take(now: dt.datetime) -> Workbook | None:
    due = Q(state="waiting") | Q(state="writing", moved_at__lt=now - ABANDONED)
    row = (
        Workbook.objects.select_for_update(skip_locked=True).filter(due, direction="out").order_by("started_at").first()
    )
    if row is not None:
        row.state, row.done, row.moved_at = "writing", 0, now
        row.save(update_fields=["state", "done", "moved_at"])
    return row


def _write_out(row: Workbook, clock: Clock) -> None:
    """Progress is committed as it goes: nothing else is written until the file stands."""
    asked, by = sheets.parse_asked(row)

    def tell(done: int) -> None:
        Workbook.objects.filter(id=row.id).update(done=done, moved_at=clock())

    with tempfile.TemporaryFile() as file:
        rows = sheets.write_book(file, Kind(row.kind), asked, by=by, now=row.started_at, tell=tell)
        file.seek(0)
        now = clock()
        with transaction.atomic():
            limits = FileLimits(EXPORT_BYTES, kinds=(XLSX,))
            kept = files.store(file, name=row.name, holder=row.id, by=by, now=now, limits=limits)
            _record_export(Kind(row.kind), asked, rows, by, now, subject=f"workbook:{row.id}")
            Workbook.objects.filter(id=row.id).update(
                state="finished", file=kept.id, done=rows, total=rows, moved_at=now
            )
