"""Workbooks to look at: what a dry run said, how far an export is."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import workbook_errors as errors
from tongban.registers.catalogue.models import Workbook
from tongban.registers.catalogue.rules.intake import Cell
from tongban.registers.catalogue.rules.reading import CellFault
from tongban.registers.catalogue.rules.workbook import Kind

LISTED = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change of one leaf or item."""

    key: str
    name: str
    row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class WorkbookView:
    """One workbook to read. `rows`, `unchanged`: of the file; `lacking`: items that could not be submitted yet.

    `counts` are all faults, notes and differences; of very many only the first are listed.
    """

    id: uuid.UUID
    direction: str
    kind: Kind | None
    name: str
    state: str
    faults: Sequence[CellFault]
    notes: Sequence[CellFault]
    differences: Sequence[Difference]
    counts: Mapping[str, int]
    rows: int
    unchanged: int
    lacking: int
    written: int
    submitted: bool
    total: int
    done: int
    file: uuid.UUID | None
    error: str
    started_at: dt.datetime
    moved_at: dt.datetime


def get_workbook(workbook: uuid.UUID, *, actor: Actor) -> WorkbookView:
    """A workbook that the actor handed in or asked for. Raises NotFound for any other."""
    row = Workbook.objects.filter(id=workbook, **_own(actor)).first()
    if row is None:
        raise errors.unknown()
    return _view(row)


def list_workbooks(*, actor: Actor, direction: str, limit: int = LISTED) -> list[WorkbookView]:
    """The actor's latest workbooks in this direction."""
    rows = Workbook.objects.filter(direction=direction, **_own(actor))
    return [_view(row) for row in rows.order_by("-started_at")[:limit]]


def _own(actor: Actor) -> dict[str, Any]:
    return {} if actor is SYSTEM else {"started_by": actor.account or uuid.UUID(int=0)}


def _view(row: Workbook) -> WorkbookView:
    told = row.report
    return WorkbookView(
        id=row.id, direction=row.direction, kind=Kind(row.kind) if row.kind else None, name=row.name, state=row.state,
        faults=[CellFault(**fault) for fault in told.get("faults", ())],
        notes=[CellFault(**note) for note in told.get("notes", ())],
        differences=[
            Difference(each["key"], each["name"], each["row"], tuple(Cell(**cell) for cell in each["cells"]))
            for each in told.get("differences", ())
        ],
        counts=told.get("counts", {"faults": 0, "notes": 0, "differences": 0}),
        rows=told.get("rows", 0), unchanged=told.get("unchanged", 0), lacking=told.get("lacking", 0),
        written=told.get("written", 0), submitted=told.get("submitted", False),
        total=row.total, done=row.done, file=row.file, error=row.error,
        started_at=row.started_at, moved_at=row.moved_at,
    )  # fmt: skip
