"""A list as a table to take along: what is asked for, at most so many rows, streamed while it is read."""

import datetime as dt
import tempfile
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.faces.workbench.shell import Desk, staff_page
from tongban.faces.workbench.worklist import rows, words
from tongban.faces.workbench.worklist.handing import authority_of
from tongban.faces.workbench.worklist.pages import OF_MINE, OF_UNIT
from tongban.faces.workbench.worklist.rows import Asked, Shown, read_asked
from tongban.foundation.audit import commands as audit
from tongban.foundation.spreadsheets.writing import XLSX_TYPE, BookWriter, Column, Value, write_csv
from tongban.foundation.ui.rules import as_day, local
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.rules import ACTIONS
from tongban.services.cases import words as case_words

MOST = 2_000
"""Rows of one file, read in pages of fifty; the file says when there were more."""


@require_POST
@staff_page(*ACTIONS)
def export(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The list as it was narrowed, as xlsx or csv. Journals worklist.exported with how it was asked for."""
    asked = read_asked(request.POST, (*OF_UNIT, *OF_MINE))
    authority = "" if asked.whose in OF_MINE else authority_of(desk)
    found = _rows(asked, authority, desk, now)
    first = next(found, None)  # raises before anything is sent or journalled
    audit.record(
        "worklist.exported", by=desk.actor, now=now, subject=f"organisation:{authority or desk.account.id}",
        region=desk.post.region, whose=asked.whose.value, step=asked.narrow.step,
        light=asked.query.get("light", ""),
    )  # fmt: skip
    lines = ([] if first is None else [_line(first)], map(_line, found))
    name = f"{words.WHOSE[asked.whose]}_{as_day(now):%Y%m%d}"
    if request.POST.get("form") == "csv":
        body = write_csv([column.title for column in _columns()], (line for part in lines for line in part))
        return StreamingHttpResponse(body, headers=_headers("text/csv; charset=utf-8", f"{name}.csv"))
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    book, sheet = BookWriter(file), _("待办")
    book.add_sheet(sheet, _columns(), frozen_columns=1)
    for part in lines:
        for line in part:
            book.add_row(sheet, line)
    book.close()
    file.seek(0)
    return FileResponse(file, headers=_headers(XLSX_TYPE, f"{name}.xlsx"))


def _rows(asked: Asked, authority: str, desk: Desk, now: dt.datetime) -> Iterator[Shown]:
    cursor, given = None, 0
    while given < MOST:
        page = queries.list_rows(
            desk.actor, whose=asked.whose, authority=authority, now=now, narrow=asked.narrow, cursor=cursor
        )
        yield from rows.show(page.rows, desk.actor, now)
        given, cursor = given + len(page.rows), page.next
        if cursor is None:
            return


def _columns() -> list[Column]:
    titles = (
        _("编号"),
        _("事项"),
        _("申请人"),
        _("环节"),
        _("时钟"),
        _("剩余工作日"),
        _("最迟办结"),
        _("谁在办"),
        _("渠道"),
        _("提示"),
    )
    widths = (20, 36, 28, 14, 10, 14, 18, 14, 12, 20)
    return [Column(title, width, edited=False) for title, width in zip(titles, widths, strict=True)]


def _line(each: Shown) -> list[Value]:
    row = each.row
    due = f"{local(row.due_at):%Y-%m-%d %H:%M}" if row.due_at else ""
    return [
        row.number, row.title, row.applicant, each.step, _light(each), each.remaining, due, row.claimed_by_name,
        each.channel, _("、").join(each.hints),
    ]  # fmt: skip


def _light(each: Shown) -> str:
    return next((str(name) for light, name in case_words.LIGHTS.items() if words.state_of(light) == each.state), "")


def _headers(media_type: str, name: str) -> dict[str, str]:
    return {
        "Content-Type": media_type,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
    }
