"""Workbooks in and out: read and tried first, then applied as a whole or not at all; written for whoever asks."""

import datetime as dt
import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from django.db import DatabaseError, transaction
from django.db.models import Q

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.recognition.kinds import XLSX
from tongban.foundation.files.rules import Limits as FileLimits
from tongban.foundation.files.rules import clean_name
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.spreadsheets.reading import Limits, Sheet, Table, read_table
from tongban.registers.catalogue import errors, workbook_errors
from tongban.registers.catalogue.commands import adjustments, intake, sheets
from tongban.registers.catalogue.commands.authority import EDIT, MANAGE, READ
from tongban.registers.catalogue.models import Entry, ItemDraft, Workbook
from tongban.registers.catalogue.queries.standing import Asked, count_rows
from tongban.registers.catalogue.rules.changes import find_changes
from tongban.registers.catalogue.rules.drafts import DraftState
from tongban.registers.catalogue.rules.intake import CellFault
from tongban.registers.catalogue.rules.workbook import Kind

log = logging.getLogger(__name__)

READ_AT_MOST = Limits(file_bytes=20_000_000, rows=60_000, columns=300, cells=4_000_000)
TOLD_AT_MOST = 2_000
"""Faults, notes and differences that a report keeps one by one; more are only counted."""

DIRECT_AT_MOST = 2_000
"""Rows that are written while somebody waits; more are written by the worker."""

ABANDONED = dt.timedelta(minutes=2)
"""An export that has not moved for so long is taken up by another worker, from its beginning."""

EXPORT_BYTES = 500_000_000
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes with an import: items also submitted for review; of leaves reason, document and from when."""

    submit: bool = False
    reason: str = ""
    document_number: str = ""
    effective_at: dt.datetime | None = None


NOTHING_ELSE = Wanted()


def take_in(*, content: bytes, name: str, by: Actor, now: dt.datetime) -> Workbook:
    """The file is read and tried: its report stands, nothing of the catalogue has changed.

    State checked when it may be applied, refused otherwise. Raises NotAllowed without the right to edit anything,
    Invalid spreadsheet.… and file.… for what is no table.
    """
    if by is not SYSTEM and not (by.may_anywhere(EDIT) or by.may_anywhere(MANAGE)):
        raise errors.not_allowed(EDIT)
    table = read_table(content, name=name, limits=READ_AT_MOST)
    row = Workbook(
        id=uuid.uuid4(), direction="in", name=clean_name(name).text, cells=_keep(table), started_by=by.account,
        started_at=now,
    )  # fmt: skip
    with transaction.atomic():
        _try(row, by, now)
        row.save(force_insert=True)
        facts = {"file": row.name, "rows": row.report["rows"], "faults": row.report["counts"]["faults"]}
        audit.record("catalogue.workbook_checked", by=by, now=now, subject=f"workbook:{row.id}", **facts)
    return row


@transaction.atomic
def try_again(*, workbook: uuid.UUID, by: Actor, now: dt.datetime) -> Workbook:
    """The report says how the file fits what stands now. Raises NotFound, Conflict when it was applied."""
    row = _lock(workbook, by)
    if row.state == "applied":
        raise workbook_errors.not_checked(row.state)
    _try(row, by, now)
    row.save(update_fields=["kind", "report", "state", "moved_at"])
    return row


@transaction.atomic
def apply(*, workbook: uuid.UUID, by: Actor, now: dt.datetime, wanted: Wanted = NOTHING_ELSE) -> Workbook:
    """Everything that the file changes stands: items as drafts, leaves as drafted adjustments. All of it or nothing.

    Raises NotFound for another's file, Conflict workbook.not_checked, workbook.no_longer_fits when something moved
    since it was tried, catalogue.incomplete for `submit`, and whatever drafting an adjustment raises.
    """
    row = _lock(workbook, by)
    if row.state != "checked":
        raise workbook_errors.not_checked(row.state)
    planned = intake.plan(_sheets(row), by=by, now=now, lock=True)
    if planned.faults:
        raise workbook_errors.no_longer_fits(len(planned.faults))
    if wanted.submit and planned.lacking:
        raise errors.incomplete(row.name, [note.facts.get("missing", "") for note in planned.notes])
    if planned.kind is Kind.BASE:
        written = _draft_adjustments(planned, row, wanted, by, now)
    else:
        written = _write_drafts(planned, by, now, submit=wanted.submit)
    row.state, row.cells, row.moved_at = "applied", None, now
    row.report = {**row.report, "written": written, "submitted": wanted.submit}
    row.save(update_fields=["state", "cells", "report", "moved_at"])
    audit.record(
        "catalogue.workbook_applied", by=by, now=now, subject=f"workbook:{row.id}", kind=row.kind, file=row.name,
        written=written, unchanged=planned.unchanged, submitted=wanted.submit,
    )  # fmt: skip
    return row


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


def forget(*, started_before: dt.datetime) -> int:
    """Files that were tried long ago and never applied are gone; how many."""
    return Workbook.objects.filter(direction="in", started_at__lt=started_before).exclude(state="applied").delete()[0]


# --- in -----------------------------------------------------------------------------------------------------------


def _try(row: Workbook, by: Actor, now: dt.datetime) -> None:
    planned = intake.plan(_sheets(row), by=by, now=now)
    hidden = [
        CellFault(name, 0, "", "", "workbook.hidden_sheet", {"name": name[:40]}) for name in _cells(row)["hidden"]
    ]
    notes = [*hidden, *planned.notes]
    differences = [
        {"key": change.key, "name": str(change.common.get("name", "")), "row": change.row,
         "cells": [{**asdict(cell), "before": cell.before[:500], "after": cell.after[:500]} for cell in change.cells]}
        for _, change in planned.changes
    ]  # fmt: skip
    row.kind = planned.kind.value if planned.kind else ""
    row.state = "refused" if planned.faults else "checked"
    row.moved_at = now
    row.report = {
        "rows": planned.rows, "unchanged": planned.unchanged, "lacking": planned.lacking,
        "counts": {"faults": len(planned.faults), "notes": len(notes), "differences": len(differences)},
        "faults": [_told(fault) for fault in planned.faults[:TOLD_AT_MOST]],
        "notes": [_told(note) for note in notes[:TOLD_AT_MOST]],
        "differences": differences[:TOLD_AT_MOST],
    }  # fmt: skip


def _told(fault: CellFault) -> dict[str, Any]:
    plain = {name: value if isinstance(value, int | str) else str(value) for name, value in fault.facts.items()}
    return asdict(fault) | {"facts": plain}


def _keep(table: Table) -> dict[str, Any]:
    """The cells as JSON; of a sheet that nobody can read only the name."""
    clean = str.maketrans("", "", "\x00")
    kept = [
        {**asdict(sheet), "rows": [[cell.translate(clean) for cell in row] for row in sheet.rows]}
        for sheet in table.sheets
    ]
    return {"sheets": kept, "hidden": [name for name in table.hidden if name != sheets.WORDS_SHEET]}


def _sheets(row: Workbook) -> list[Sheet]:
    return [Sheet(**told) for told in _cells(row)["sheets"]]


def _cells(row: Workbook) -> dict[str, Any]:
    kept: dict[str, Any] | None = row.cells
    assert kept is not None  # they go when the workbook is applied, and then nobody asks any more
    return kept


def _lock(workbook: uuid.UUID, by: Actor) -> Workbook:
    row = Workbook.objects.select_for_update().filter(id=workbook, direction="in").first()
    if row is None or (by is not SYSTEM and row.started_by != by.account):
        raise workbook_errors.unknown()
    return row


def _write_drafts(planned: intake.Plan, by: Actor, now: dt.datetime, *, submit: bool) -> int:
    state = DraftState.SUBMITTED if submit else DraftState.WRITING
    ids = [item.id for item, _, _ in planned.items]
    standing = ItemDraft.objects.select_for_update().in_bulk(ids)
    rows = [
        ItemDraft(
            item=item, content=dict(change.own), state=state,
            own=standing[item.id].own if item.id in standing else None,
            version=standing[item.id].version + 1 if item.id in standing else 1, written_by=by.account, written_at=now,
        )
        for item, _, change in planned.items
    ]  # fmt: skip
    ItemDraft.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], batch_size=1_000,
        update_fields=["content", "state", "version", "written_by", "written_at"],
    )  # fmt: skip
    return len(rows)


def _draft_adjustments(planned: intake.Plan, row: Workbook, wanted: Wanted, by: Actor, now: dt.datetime) -> int:
    for subject, held, change in planned.leaves:
        name = str(change.common.get("name", ""))
        told: Mapping[str, Any] = {
            "title": f"{name}（{row.name}）"[:200], "reason": wanted.reason, "document_number": wanted.document_number,
            "effective_at": wanted.effective_at or now, "by": by, "now": now,
        }  # fmt: skip
        if isinstance(subject, Entry):
            plan = {"leaves": [{"content": change.common, "defaults": change.own}]}
            adjustments.draft(kind="add", entry=subject.code, plan=plan, **told)
        else:
            changes = {
                "content": find_changes(held.common, change.common),
                "defaults": find_changes(held.own, change.own),
            }
            adjustments.draft(kind="change", leaf=subject.code, plan=changes, **told)
    return len(planned.leaves)


# --- out ----------------------------------------------------------------------------------------------------------


def _require_read(by: Actor) -> None:
    if by is not SYSTEM and not by.may_anywhere(READ):
        raise errors.not_allowed(READ)


def _record_export(kind: Kind, asked: Asked, rows: int, by: Actor, now: dt.datetime, *, subject: str) -> None:
    told = {name: value for name, value in asdict(asked).items() if value}
    audit.record("catalogue.exported", by=by, now=now, subject=subject, kind=kind.value, rows=rows, **told)


@transaction.atomic
def _take(now: dt.datetime) -> Workbook | None:
    due = Q(state="waiting") | Q(state="writing", moved_at__lt=now - ABANDONED)
    row = Workbook.objects.select_for_update(skip_locked=True).filter(due).order_by("started_at").first()
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
