"""Workbooks handed in: kept as they came, tried by the worker, and applied by it as a whole or not at all.

```
waiting ─> reading ─> refused │ checked ─confirm─> ordered ─> applying ─> applied
```

A worker that dies while it reads leaves a row that no longer moves; one that dies while it applies loses its
transaction and with it the lock on the row. Another worker begins either again, three times in all; then the row is
parked, as after an error, until somebody has it run again. Whoever asked is who writes, with the rights of that moment.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.recognition.kinds import CSV, XLSX
from tongban.foundation.files.rules import Limits as FileLimits
from tongban.foundation.files.rules import clean_name
from tongban.foundation.files.store import Readable
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.spreadsheets.reading import Limits, Table, read_table
from tongban.registers.catalogue import errors, workbook_errors
from tongban.registers.catalogue.commands import adjustments, intake, sheets
from tongban.registers.catalogue.commands.authority import EDIT, MANAGE
from tongban.registers.catalogue.models import Entry, ItemDraft, Workbook
from tongban.registers.catalogue.rules.changes import find_changes
from tongban.registers.catalogue.rules.drafts import DraftState
from tongban.registers.catalogue.rules.reading import CellFault
from tongban.registers.catalogue.rules.workbook import Kind

log = logging.getLogger(__name__)

READ_AT_MOST = Limits(file_bytes=60_000_000, rows=60_000, columns=300, cells=8_000_000)

ABANDONED = dt.timedelta(minutes=2)
"""A workbook that has not moved for so long is begun again by another worker."""

TRIES = 3
"""So often it is begun before it is parked: one that takes its worker with it must not do so for ever."""

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes with an import: items also submitted for review; of leaves reason, document and from when."""

    submit: bool = False
    reason: str = ""
    document_number: str = ""
    effective_at: dt.datetime | None = None


NOTHING_ELSE = Wanted()


@transaction.atomic
def hand_in(*, content: bytes | Readable, name: str, by: Actor, now: dt.datetime) -> Workbook:
    """The file is kept and waits for the worker to try it; nothing of the catalogue has changed.

    Raises NotAllowed without the right to edit anything, Invalid file.… for what is no table.
    """
    if by is not SYSTEM and not (by.may_anywhere(EDIT) or by.may_anywhere(MANAGE)):
        raise errors.not_allowed(EDIT)
    given, limits = clean_name(name), FileLimits(READ_AT_MOST.file_bytes, kinds=(XLSX, CSV))
    row = Workbook(
        id=uuid.uuid4(), direction="in", name=given.text, state="waiting", asked=_encode(by), started_by=by.account,
        started_at=now, moved_at=now,
    )  # fmt: skip
    kept = files.store(content, name=name, holder=row.id, by=by, now=now, limits=limits)
    row.file, row.name = kept.id, kept.name
    row.save(force_insert=True)
    audit.record("catalogue.workbook_handed_in", by=by, now=now, subject=f"workbook:{row.id}", file=row.name)
    return row


@transaction.atomic
def try_again(*, workbook: uuid.UUID, by: Actor, now: dt.datetime) -> Workbook:
    """The worker will try the file against what stands then. Raises NotFound, Conflict workbook.not_checked."""
    return _turn(workbook, ("checked", "refused", "parked"), "waiting", by, now, asked=_encode(by))


@transaction.atomic
def confirm(*, workbook: uuid.UUID, by: Actor, now: dt.datetime, wanted: Wanted = NOTHING_ELSE) -> Workbook:
    """The worker will apply what was tried, all of it or nothing: items as drafts, leaves as drafted adjustments.

    Raises NotFound for another's file, Conflict workbook.not_checked, catalogue.incomplete for `submit`.
    """
    row = _get(workbook, by)
    if row.state == "checked" and wanted.submit and row.report["lacking"]:
        raise errors.incomplete(row.name, [note["facts"].get("missing", "") for note in row.report["notes"]])
    row = _turn(workbook, ("checked",), "ordered", by, now, asked=_encode(by, wanted))
    audit.record("catalogue.workbook_confirmed", by=by, now=now, subject=f"workbook:{row.id}", file=row.name)
    return row


@transaction.atomic
def run_import_again(*, workbook: uuid.UUID, by: Actor, now: dt.datetime) -> Workbook:
    """A parked workbook waits for the worker once more, where it was. Raises NotFound, Conflict workbook.not_parked."""
    row = _get(workbook, by)
    if row.state != "parked":
        raise workbook_errors.not_parked(row.state)
    row = _turn(workbook, ("parked",), "ordered" if "wanted" in row.asked else "waiting", by, now)
    audit.record("catalogue.workbook_run_again", by=by, now=now, subject=f"workbook:{row.id}", file=row.name)
    return row


def work_off_next_import(*, clock: Clock) -> bool:
    """The workbook that waits longest is tried, or applied; False when none waits. For the worker's loop.

    One that fails is parked with its error. A lost database comes out as it is: nothing was written.
    """
    row = _take(clock())
    if row is None:
        return False
    try:
        (_try if row.state == "reading" else _apply)(row, clock)
    except (OperationalError, InterfaceError):
        raise
    except _Overtaken:
        log.warning("workbook %s was taken up by another worker", row.id)
    except Exception as error:
        log.exception("workbook %s is parked", row.id)
        told = error.code if isinstance(error, DomainError) else type(error).__name__
        _own(row).update(state="parked", error=told[:200], moved_at=clock())
    return True


def forget_imports(*, started_before: dt.datetime, now: dt.datetime) -> int:
    """Files that were handed in long ago and never applied are gone; how many. Journalled with the files."""
    old = Workbook.objects.filter(direction="in", started_at__lt=started_before)
    rows = list(old.filter(state__in=("checked", "refused", "parked")))
    for row in rows:
        with transaction.atomic():
            _remove_file(row, now)
            row.delete()
    return len(rows)


# --- trying -------------------------------------------------------------------------------------------------------


class _Overtaken(Exception):
    """Another worker has taken the workbook up."""


def _try(row: Workbook, clock: Clock) -> None:
    """Progress is committed as it goes: nothing else is written until the report stands."""
    by, _wanted = _parse(row)
    try:
        table = _read(row, by)
    except Invalid as wrong:
        _report(row, _unreadable(wrong), (), by, clock())
        return
    following = intake.Following(tell=lambda done, total: _tell(row, clock(), done=done, total=total))
    planned = intake.plan(table.sheets, by=by, now=row.moved_at, following=following)
    _report(row, planned, table.hidden, by, clock())


@transaction.atomic
def _report(row: Workbook, planned: intake.Plan, hidden: Sequence[str], by: Actor, now: dt.datetime) -> None:
    unseen = [name for name in hidden if name != sheets.WORDS_SHEET]
    planned.notes.add(*(CellFault(name, 0, "", "", "workbook.hidden_sheet", {"name": name[:40]}) for name in unseen))
    kind = planned.kind.value if planned.kind else ""
    state = "refused" if planned.faults.count else "checked"
    _tell(row, now, state=state, kind=kind, report=_told(planned), error="", total=planned.rows, done=planned.rows)
    audit.record(
        "catalogue.workbook_checked", by=by, now=now, subject=f"workbook:{row.id}", file=row.name, rows=planned.rows,
        faults=planned.faults.count,
    )  # fmt: skip


def _unreadable(wrong: Invalid) -> intake.Plan:
    """The file as a whole is at fault."""
    planned = intake.Plan(None)
    planned.faults.add(CellFault("", 0, "", "", wrong.code, wrong.facts))
    return planned


def _told(planned: intake.Plan) -> dict[str, Any]:
    listed = {"faults": planned.faults, "notes": planned.notes}
    return {
        "rows": planned.rows, "unchanged": planned.unchanged, "lacking": planned.lacking,
        "counts": {name: told.count for name, told in listed.items()} | {"differences": planned.differences.count},
        "differences": planned.differences.rows,
        **{name: [_plain(fault) for fault in told.rows] for name, told in listed.items()},
    }  # fmt: skip


def _plain(fault: CellFault) -> dict[str, Any]:
    plain = {name: value if isinstance(value, int | str) else str(value) for name, value in fault.facts.items()}
    return asdict(fault) | {"facts": plain}


# --- applying -----------------------------------------------------------------------------------------------------


class _NoLongerFits(Exception):
    """Something moved since the workbook was tried."""

    def __init__(self, planned: intake.Plan) -> None:
        self.planned = planned


def _apply(row: Workbook, clock: Clock) -> None:
    by, wanted = _parse(row)
    table = _read(row, by)
    try:
        _apply_all(row, table, by, wanted, clock)
    except _NoLongerFits as moved:
        with transaction.atomic():
            _report(row, moved.planned, table.hidden, by, clock())
            Workbook.objects.filter(id=row.id).update(error="workbook.no_longer_fits")


@transaction.atomic
def _apply_all(row: Workbook, table: Table, by: Actor, wanted: Wanted, clock: Clock) -> None:
    """The row stays locked until everything stands: that tells other workers that this one lives."""
    if _own(row).select_for_update().first() is None:
        raise _Overtaken
    now, drafted = clock(), _Drafting(by, row.moved_at, submit=wanted.submit)
    following = intake.Following(take=drafted.write)
    planned = intake.plan(table.sheets, by=by, now=row.moved_at, lock=True, following=following)
    if planned.faults.count or (wanted.submit and planned.lacking):
        raise _NoLongerFits(planned)
    written = drafted.written
    if planned.kind is Kind.BASE:
        written = _draft_adjustments(planned, row, wanted, by, now)
    _remove_file(row, now)
    report = {**row.report, "written": written, "submitted": wanted.submit}
    _tell(row, now, state="applied", file=None, report=report)
    audit.record(
        "catalogue.workbook_applied", by=by, now=now, subject=f"workbook:{row.id}", kind=row.kind, file=row.name,
        written=written, unchanged=planned.unchanged, submitted=wanted.submit,
    )  # fmt: skip


class _Drafting:
    """Writes the items of one portion after the other as drafts, and counts them."""

    def __init__(self, by: Actor, now: dt.datetime, *, submit: bool) -> None:
        self.by, self.now, self.written = by, now, 0
        self.state = DraftState.SUBMITTED if submit else DraftState.WRITING

    def write(self, portion: Sequence[intake.Changed]) -> None:
        standing = ItemDraft.objects.select_for_update().in_bulk([item.id for item, _, _ in portion])
        rows = [
            ItemDraft(
                item=item, content=dict(change.own), state=self.state,
                own=standing[item.id].own if item.id in standing else None,
                version=standing[item.id].version + 1 if item.id in standing else 1,
                written_by=self.by.account, written_at=self.now,
            )
            for item, _, change in portion
        ]  # fmt: skip
        ItemDraft.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["item"],
            update_fields=["content", "state", "version", "written_by", "written_at"],
        )  # fmt: skip
        self.written += len(rows)


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


# --- the row ------------------------------------------------------------------------------------------------------


@transaction.atomic
def _take(now: dt.datetime) -> Workbook | None:
    """What an applying worker holds is locked, and passed over."""
    due = Q(state__in=("waiting", "ordered")) | Q(state__in=("reading", "applying"), moved_at__lt=now - ABANDONED)
    rows = Workbook.objects.select_for_update(skip_locked=True).filter(due, direction="in")
    row = rows.order_by("started_at").first()
    if row is None:
        return None
    if row.tries >= TRIES:
        row.state, row.error, row.moved_at = "parked", "WorkerDied", now
    else:
        row.state = "applying" if row.state in ("ordered", "applying") else "reading"
        row.tries, row.done, row.moved_at = row.tries + 1, 0, now
    row.save(update_fields=["state", "error", "tries", "done", "moved_at"])
    return None if row.state == "parked" else row


def _own(row: Workbook) -> QuerySet[Workbook]:
    """The row as long as it is still this worker's."""
    return Workbook.objects.filter(id=row.id, state=row.state, tries=row.tries)


def _tell(row: Workbook, now: dt.datetime, **told: object) -> None:
    """How far the workbook is, while it is this worker's. Raises _Overtaken."""
    if not _own(row).update(moved_at=now, **told):
        raise _Overtaken


def _get(workbook: uuid.UUID, by: Actor) -> Workbook:
    row = Workbook.objects.filter(id=workbook, direction="in").first()
    if row is None or (by is not SYSTEM and row.started_by != by.account):
        raise workbook_errors.unknown()
    return row


def _turn(
    workbook: uuid.UUID, states: Sequence[str], state: str, by: Actor, now: dt.datetime, **told: object
) -> Workbook:
    """From one of the states into the other. A row that a worker holds is not waited for."""
    row = _get(workbook, by)
    standing = Workbook.objects.filter(id=workbook, state__in=states)
    if not standing.update(state=state, error="", tries=0, done=0, moved_at=now, **told):
        raise workbook_errors.not_checked(row.state)
    row.refresh_from_db()
    return row


def _read(row: Workbook, by: Actor) -> Table:
    assert row.file is not None  # it goes when the workbook is applied, and then nobody asks any more
    _file, content = files.hand_out(row.file, by=by, purpose="catalogue.import", now=row.moved_at, holder=row.id)
    with content:
        return read_table(content.read(), name=row.name, limits=READ_AT_MOST)


def _remove_file(row: Workbook, now: dt.datetime) -> None:
    if row.file is not None:
        files.remove(row.file, holder=row.id, by=SYSTEM, now=now)


def _encode(by: Actor, wanted: Wanted | None = None) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "role": by.role, "organisation": by.organisation, "region": by.region,
        "grants": [asdict(grant) for grant in by.grants], "system": by is SYSTEM,
    }  # fmt: skip
    if wanted is not None:
        effective_at = wanted.effective_at.isoformat() if wanted.effective_at else None
        asked["wanted"] = asdict(wanted) | {"effective_at": effective_at}
    return asked


def _parse(row: Workbook) -> tuple[Actor, Wanted]:
    """Who asked, with the rights of that moment, and for what."""
    told = row.asked
    grants = tuple(Grant(**grant) for grant in told["grants"])
    by = SYSTEM if told["system"] else Actor(row.started_by, told["role"], told["organisation"], told["region"], grants)
    wanted = dict(told.get("wanted", {}))
    at = wanted.get("effective_at")
    return by, Wanted(**wanted | {"effective_at": dt.datetime.fromisoformat(at) if at else None})
