"""The catalogue as a workbook: what to take out, at once or by the worker, and empty ones to fill in."""

import datetime as dt
import tempfile
import uuid
from typing import Any

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.tables import words
from tongban.foundation.files import commands as files
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.spreadsheets.writing import XLSX_TYPE
from tongban.foundation.ui.rules import as_day
from tongban.registers.catalogue import workbook_errors
from tongban.registers.catalogue.commands import sheets, workbooks
from tongban.registers.catalogue.queries.standing import Asked, count_rows
from tongban.registers.catalogue.queries.workbooks import WorkbookView, get_workbook, list_workbooks
from tongban.registers.catalogue.rules.workbook import Kind

PLACE = "workbench:tables"
READ, EDITS = "catalogue.read", ("catalogue.edit", "catalogue.manage")
NAMES = {Kind.LOCAL: "实施清单", Kind.BASE: "基本目录"}
LONGEST = 60


@require_safe
@staff_page(READ)
def overview(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What can be taken out and handed in, and what one did lately."""
    kind = Kind.LOCAL if desk.actor.may_anywhere("catalogue.edit") else Kind.BASE
    shown: dict[str, Any] = {
        "kinds": words.KINDS,
        "kind": kind,
        "organisation": desk.actor.organisation or "",
        "item_states": words.item_states(),
        "may_edit": any(desk.actor.may_anywhere(action) for action in EDITS),
        "exports": list_workbooks(actor=desk.actor, direction="out", limit=5),
        "imports": list_workbooks(actor=desk.actor, direction="in", limit=10),
        "states": words.STATES,
        "lights": words.LIGHTS,
    }
    return render_desk(request, "tables/tables.html", desk, now, PLACE, **shown)


@require_POST
@staff_page(READ)
def export(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The file itself, or 303 to its progress where it is large."""
    kind, asked = _kind(request.POST.get("kind", "")), _asked(request)
    name = f"{NAMES[kind]}_{as_day(now):%Y%m%d}"
    if request.POST.get("form") == "csv":
        lines = workbooks.export_csv(kind=kind, asked=asked, by=desk.actor, now=now)
        return StreamingHttpResponse(lines, headers=_headers("text/csv; charset=utf-8", f"{name}.csv"))
    if count_rows(kind, asked, actor=desk.actor) > workbooks.DIRECT_AT_MOST:
        row = workbooks.ask_export(kind=kind, asked=asked, name=f"{name}.xlsx", by=desk.actor, now=now)
        return HttpResponseRedirect(reverse("workbench:table_progress", kwargs={"workbook": row.id}), status=303)
    book = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    workbooks.export(file=book, kind=kind, asked=asked, by=desk.actor, now=now)
    book.seek(0)
    return FileResponse(book, headers=_headers(XLSX_TYPE, f"{name}.xlsx"))


@require_safe
@staff_page(READ)
def template(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """An empty workbook with its headings and choices."""
    kind = _kind(request.GET.get("kind", ""))
    book = tempfile.TemporaryFile()  # noqa: SIM115
    sheets.write_book(book, kind, None, by=desk.actor, now=now)
    book.seek(0)
    return FileResponse(book, headers=_headers(XLSX_TYPE, f"{NAMES[kind]}_模板.xlsx"))


@require_safe
@staff_page(READ)
def progress(request: HttpRequest, workbook: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How far an export is; asked by the page itself every two seconds, only the bar."""
    view = _exported(workbook, desk)
    shown: dict[str, Any] = {"view": view, "states": words.STATES, "kinds": words.KINDS}
    if request.headers.get("HX-Request") == "true":
        return render(request, "workbench/tables/_bar.html", shown)
    return render_desk(request, "tables/progress.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def file(request: HttpRequest, workbook: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The finished workbook. Raises Conflict workbook.not_finished."""
    view = _exported(workbook, desk)
    if view.file is None:
        raise workbook_errors.not_finished(view.state)
    _row, content = files.hand_out(view.file, by=desk.actor, purpose="catalogue.export", now=now, holder=view.id)
    return FileResponse(content, as_attachment=True, filename=view.name, content_type=XLSX_TYPE)


def _exported(workbook: uuid.UUID, desk: Desk) -> WorkbookView:
    view = get_workbook(workbook, actor=desk.actor)
    if view.direction != "out":
        raise workbook_errors.unknown()
    return view


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as nothing:
        raise NotFound("page.not_found") from nothing


def _asked(request: HttpRequest) -> Asked:
    told = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ("organisation", "state", "text")}
    return Asked(**told)


def _headers(media_type: str, name: str) -> dict[str, str]:
    return {
        "Content-Type": media_type,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
    }
