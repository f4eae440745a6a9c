"""Workbooks for tests: taken out, changed in a cell, handed in, applied."""

import datetime as dt
import io
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.spreadsheets.reading import read_table
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.registers.catalogue.commands import imports, workbooks
from tongban.registers.catalogue.commands.imports import Wanted
from tongban.registers.catalogue.models import Adjustment, ItemDraft, Workbook
from tongban.registers.catalogue.queries.standing import Asked
from tongban.registers.catalogue.queries.workbooks import WorkbookView, get_workbook
from tongban.registers.catalogue.rules.workbook import Kind
from tongban.registers.catalogue.tests import make

EDITOR = make.staff("catalogue.edit", "catalogue.read")
MANAGER = make.staff("catalogue.manage", "catalogue.read", region=make.PROVINCE)
EVERYTHING = Asked()
Sheets = dict[str, list[list[str]]]


def exported(now: dt.datetime, kind: Kind = Kind.LOCAL, asked: Asked = EVERYTHING, by: Actor = SYSTEM) -> bytes:
    """A whole workbook."""
    file = io.BytesIO()
    workbooks.export(file=file, kind=kind, asked=asked, by=by, now=now)
    return file.getvalue()


def sheets_of(content: bytes) -> Sheets:
    """Name of each sheet → its rows as lists that may be changed."""
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_table(content, name="a.xlsx").sheets}


def rebuilt(sheets: Sheets) -> bytes:
    """The workbook with these sheets."""
    file = io.BytesIO()
    book = BookWriter(file)
    for name, rows in sheets.items():
        book.add_sheet(name, [Column(title) for title in (rows[0] if rows else ())])
        for row in rows[1:]:
            book.add_row(name, row)
    book.close()
    return file.getvalue()


def changed(content: bytes, title: str, value: str, *, sheet: str = "事项", row: int = 2) -> bytes:
    """The workbook with one other cell."""
    sheets = sheets_of(content)
    rows = sheets[sheet]
    at = rows[0].index(title)
    rows[row - 1] += [""] * (at + 1 - len(rows[row - 1]))
    rows[row - 1][at] = value
    return rebuilt(sheets)


def tried(content: bytes, now: dt.datetime, by: Actor = SYSTEM, name: str = "表.xlsx") -> WorkbookView:
    """What the dry run says."""
    row = imports.hand_in(content=content, name=name, by=by, now=now)
    worked_off(now)
    return get_workbook(row.id, actor=by)


def worked_off(now: dt.datetime) -> None:
    """The worker has nothing more to do."""
    while imports.work_off_next_import(clock=lambda: now):
        pass


def confirmed(view: WorkbookView, now: dt.datetime, by: Actor = SYSTEM, **wanted: Any) -> WorkbookView:
    """The workbook after the worker has tried to apply it."""
    imports.confirm(workbook=view.id, by=by, now=now, wanted=Wanted(**wanted))
    worked_off(now)
    return get_workbook(view.id, actor=by)


def told(view: WorkbookView) -> list[tuple[str, int, str, str, str]]:
    """Its faults: sheet, row, column, heading, code."""
    return [(f.sheet, f.row, f.column, f.title, f.code) for f in view.faults]


def applied(content: bytes, now: dt.datetime, by: Actor = SYSTEM, **wanted: Any) -> WorkbookView:
    view = tried(content, now, by)
    assert told(view) == []
    return confirmed(view, now, by, **wanted)


def audits(action: str) -> int:
    """How many rows of the journal tell of this."""
    with fan_out_allowed("a test counts"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_journalrow WHERE action = %s", [action])
        return int(cursor.fetchone()[0])


def drafts() -> list[ItemDraft]:
    return list(ItemDraft.objects.order_by("item"))


def adjustments() -> list[Adjustment]:
    return list(Adjustment.objects.order_by("drafted_at"))


def count() -> int:
    """Workbooks that are kept."""
    return Workbook.objects.count()
