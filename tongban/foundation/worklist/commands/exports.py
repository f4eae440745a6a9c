"""Lists as files: asked for, written by the worker with progress, kept for some days for whoever asked.

A worker that is killed leaves a row that no longer moves; the next one begins it again. Whoever was overtaken like that
finds the row another's and leaves it alone.
"""

import datetime as dt
import logging
import tempfile
import uuid
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.recognition.kinds import XLSX
from tongban.foundation.files.rules import Limits, clean_name
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.spreadsheets.writing import BookWriter
from tongban.foundation.worklist.conditions import ALL, Narrow
from tongban.foundation.worklist.models import Export
from tongban.foundation.worklist.queries import exports as queries
from tongban.foundation.worklist.rules import Whose
from tongban.foundation.worklist.tables import PORTION, Table

log = logging.getLogger(__name__)

AT_ONCE = 5
"""Exports of one account that may wait or be written at the same time."""

ABANDONED = dt.timedelta(minutes=1)
"""An export that has not moved for so long is taken up by another worker, from its beginning."""

TRIES = 3
"""So often an export is begun before it is parked: one that takes its worker with it must not do so for ever."""

BYTES_AT_MOST = 200_000_000
Clock = Callable[[], dt.datetime]


@transaction.atomic
def ask_export(
    *, whose: Whose, authority: str = "", narrow: Narrow = ALL, name: str, language: str, by: Actor, now: dt.datetime
) -> Export:
    """The worker will write this list, as the actor may read it now, in this language. Asked for again while it waits,
    it is the same one.

    Raises NotAllowed "worklist.authority_not_yours", NotFound "worklist.export_empty" where nothing is seen of it,
    Invalid "worklist.export_too_large" (most), Conflict "worklist.exports_waiting" (most).
    """
    if by.account is None:
        raise NotAllowed("worklist.authority_not_yours", authority=authority)
    asked = queries.Asked(whose, authority, narrow, language, by)
    total = queries.count_listed(asked, now=now)
    _check_total(total)
    told = asked.encode()
    mine = list(Export.objects.select_for_update().filter(asked_by=by.account, state__in=("waiting", "writing")))
    if same := next((export for export in mine if export.asked == told), None):
        return same
    if len(mine) >= AT_ONCE:
        raise Conflict("worklist.exports_waiting", most=AT_ONCE)
    row = Export.objects.create(
        id=uuid.uuid4(), name=clean_name(name).text, asked=told, state="waiting", total=total, asked_by=by.account,
        asked_at=now, moved_at=now,
    )  # fmt: skip
    _record("worklist.export_asked", row, by, now)
    return row


@transaction.atomic
def run_again(*, export: uuid.UUID, by: Actor, now: dt.datetime) -> Export:
    """A parked export waits for the worker once more. Raises NotFound, Conflict "worklist.export_not_parked"."""
    queries.get_export(export, actor=by)
    row = Export.objects.select_for_update().filter(id=export).first()
    if row is None:
        raise NotFound("worklist.export_not_found")
    if row.state != "parked":
        raise Conflict("worklist.export_not_parked")
    row.state, row.error, row.tries, row.done, row.moved_at = "waiting", "", 0, 0, now
    row.save(update_fields=["state", "error", "tries", "done", "moved_at"])
    _record("worklist.export_run_again", row, by, now)
    return row


def write_next_export(*, table: Table, clock: Clock) -> bool:
    """The export that waits longest is written and kept as a file; False when none waits. For the worker's loop.

    One that fails is parked with its error.
    """
    row = _take(clock())
    if row is None:
        return False
    try:
        with translation.override(row.asked["language"]):
            _write(row, table, clock)
    except DatabaseError:
        raise
    except _Overtaken:
        log.warning("export %s was taken up by another worker", row.id)
    except Exception as error:
        log.exception("export %s is parked", row.id)
        _own(row).update(state="parked", error=type(error).__name__[:200], moved_at=clock())
    return True


def forget_exports(*, asked_before: dt.datetime, now: dt.datetime) -> int:
    """Exports asked for before then are gone with their files; how many. Journalled with the files."""
    old = Export.objects.filter(asked_at__lt=asked_before).exclude(state="writing")
    for row in old:
        with transaction.atomic():
            if row.file is not None:
                files.remove(row.file, holder=row.id, by=SYSTEM, now=now)
            row.delete()
    return len(old)


class _Overtaken(Exception):
    """Another worker has taken the export up."""


def _own(row: Export) -> QuerySet[Export]:
    """The row as long as it is still this worker's."""
    return Export.objects.filter(id=row.id, state="writing", tries=row.tries)


def _check_total(total: int) -> None:
    if not total:
        raise NotFound("worklist.export_empty")
    if total > queries.ROWS_AT_MOST:
        raise Invalid("worklist.export_too_large", most=queries.ROWS_AT_MOST)


@transaction.atomic
def _take(now: dt.datetime) -> Export | None:
    due = Q(state="waiting") | Q(state="writing", moved_at__lt=now - ABANDONED)
    row = Export.objects.select_for_update(skip_locked=True).filter(due).order_by("asked_at").first()
    if row is None:
        return None
    if row.tries >= TRIES:
        row.state, row.error, row.moved_at = "parked", "WorkerDied", now
        row.save(update_fields=["state", "error", "moved_at"])
        return None
    row.state, row.tries, row.done, row.moved_at = "writing", row.tries + 1, 0, now
    row.save(update_fields=["state", "tries", "done", "moved_at"])
    return row


def _write(row: Export, table: Table, clock: Clock) -> None:
    """Progress is committed as it goes: nothing else is written until the file stands."""
    asked, began = queries.Asked.parse(row.asked, row.asked_by), row.moved_at
    with tempfile.TemporaryFile() as file:
        book = BookWriter(file)
        try:
            _fill(book, row, asked, table, began, clock)
        finally:
            book.close()  # what was begun lies in files of its own until then
        file.seek(0)
        now, limits = clock(), Limits(BYTES_AT_MOST, kinds=(XLSX,))
        with transaction.atomic():
            kept = files.store(file, name=row.name, holder=row.id, by=asked.by, now=now, limits=limits)
            _tell(row, now, state="finished", file=kept.id)
            _record("worklist.exported", row, asked.by, now)


def _fill(book: BookWriter, row: Export, asked: queries.Asked, table: Table, now: dt.datetime, clock: Clock) -> None:
    """All rows that were on the list at one moment stand in the book, but for those that have left it since."""
    ids, sheet = queries.list_ids(asked, now=now), table.sheet()
    _tell(row, clock(), total=len(ids), done=0)
    book.add_sheet(sheet, table.columns(), frozen_columns=1)
    for at in range(0, len(ids), PORTION):
        portion = ids[at : at + PORTION]
        for line in table.lines(queries.list_listed(asked, portion), asked.by, now):
            book.add_row(sheet, line)
        _tell(row, clock(), done=at + len(portion))


def _tell(row: Export, now: dt.datetime, **told: object) -> None:
    """How far the export is, while it is this worker's. Raises _Overtaken."""
    if not _own(row).update(moved_at=now, **told):
        raise _Overtaken


def _record(action: str, row: Export, by: Actor, now: dt.datetime) -> None:
    asked = {name: value for name, value in row.asked["narrow"].items() if value}
    audit.record(
        action, by=by, now=now, subject=f"worklist_export:{row.id}", whose=row.asked["whose"],
        authority=row.asked["authority"], rows=row.total, **asked,
    )  # fmt: skip
