"""A workbook handed in: the worker tries it, its report is read page by page, then it is applied as a whole."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.tables import words
from tongban.faces.workbench.tables.exports import EDITS, PLACE
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.spreadsheets.writing import write_csv
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue import workbook_errors
from tongban.registers.catalogue.commands import imports
from tongban.registers.catalogue.commands.imports import Wanted
from tongban.registers.catalogue.queries.workbooks import WorkbookView, get_workbook
from tongban.registers.catalogue.rules.workbook import ROWS_AT_MOST, Kind

FAULTS_A_PAGE = 50
DIFFERENCES_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*EDITS)
def hand_in(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form; a file that is kept leads to its receipt, where its report will stand."""
    if request.method != "POST":
        return _form(request, desk, now)
    sent = request.FILES.get("file")
    if sent is None or not sent.name:
        return _form(request, desk, now, _("请选一个文件。"))
    try:
        row = imports.hand_in(content=sent, name=sent.name, by=desk.actor, now=now)
    except Invalid as refusal:
        return _form(request, desk, now, str(words_for(refusal)[1]))
    return HttpResponseRedirect(reverse("workbench:table_report", kwargs={"workbook": row.id}), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*EDITS)
def report(request: HttpRequest, workbook: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How far the worker is and what the dry run said; POST has it applied, 303 to the same page.

    The page asks by itself every two seconds while the worker has something to do; then it is told to come anew.
    """
    view = _handed_in(workbook, desk)
    if request.method != "POST":
        if request.headers.get("HX-Request") == "true":
            return _moved(request, view)
        return _report(request, view, desk, now)
    try:
        imports.confirm(workbook=view.id, by=desk.actor, now=now, wanted=_wanted(request, view))
    except (Invalid, Conflict) as refusal:
        return _report(request, view, desk, now, refusal)
    return HttpResponseRedirect(reverse("workbench:table_report", kwargs={"workbook": view.id}), status=303)


@require_POST
@staff_page(*EDITS)
def again(request: HttpRequest, workbook: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The same file is tried against what stands now; one that was parked goes on where it was."""
    if _handed_in(workbook, desk).state == "parked":
        imports.run_import_again(workbook=workbook, by=desk.actor, now=now)
    else:
        imports.try_again(workbook=workbook, by=desk.actor, now=now)
    return HttpResponseRedirect(reverse("workbench:table_report", kwargs={"workbook": workbook}), status=303)


@require_safe
@staff_page(*EDITS)
def faults(request: HttpRequest, workbook: uuid.UUID, *, desk: Desk, now: dt.datetime) -> StreamingHttpResponse:
    """All faults and notes as a table."""
    view = _handed_in(workbook, desk)
    head = [_("类别"), _("工作表"), _("行"), _("列"), _("标题"), _("问题")]
    rows = [
        [kind, fault.sheet, fault.row or "", fault.column, fault.title, words.say(fault)]
        for kind, listed in ((_("错误"), view.faults), (_("提示"), view.notes))
        for fault in listed
    ]
    name = _("%(file)s 的问题.csv") % {"file": view.name.rpartition(".")[0] or view.name}
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return StreamingHttpResponse(write_csv(head, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _moved(request: HttpRequest, view: WorkbookView) -> HttpResponse:
    if view.state in words.WORKING:
        return render(request, "workbench/tables/_import.html", {"view": view, "states": words.STATES})
    return HttpResponse(headers={"HX-Refresh": "true"})


def _form(request: HttpRequest, desk: Desk, now: dt.datetime, error: str = "") -> HttpResponse:
    shown: dict[str, Any] = {
        "error": error,
        "megabytes": imports.READ_AT_MOST.file_bytes // 1_000_000,
        "most": {kind.value: count for kind, count in ROWS_AT_MOST.items()},
    }
    return render_desk(request, "tables/import.html", desk, now, PLACE, status=422 if error else 200, **shown)


def _handed_in(workbook: uuid.UUID, desk: Desk) -> WorkbookView:
    view = get_workbook(workbook, actor=desk.actor)
    if view.direction != "in":
        raise workbook_errors.unknown()
    return view


def _wanted(request: HttpRequest, view: WorkbookView) -> Wanted:
    """What was asked with it. Raises Invalid workbook.reason_missing, workbook.date_wrong."""
    reason = request.POST.get("reason", "").strip()[:500]
    if view.kind is Kind.BASE and not reason:
        raise workbook_errors.refused("reason", "workbook.reason_missing")
    document = request.POST.get("document_number", "").strip()[:60]
    return Wanted("submit" in request.POST, reason, document, _effective_at(request.POST.get("effective_on", "")))


def _effective_at(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
        if not 1949 <= day.year < 3000:  # the first and last days of a calendar have no instant in every time zone
            raise ValueError(text)
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))
    except (ValueError, OverflowError) as wrong:
        raise workbook_errors.refused("effective_on", "workbook.date_wrong") from wrong


def _report(
    request: HttpRequest, view: WorkbookView, desk: Desk, now: dt.datetime, refusal: DomainError | None = None
) -> HttpResponse:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    here = reverse("workbench:table_report", kwargs={"workbook": view.id})
    shown: dict[str, Any] = {
        "view": view,
        "kinds": words.KINDS,
        "states": words.STATES,
        "working": view.state in words.WORKING,
        "moved": words.say_code(view.error) if view.state == "refused" and view.error else "",
        "say": words.say,
        "place": words.place,
        **{
            name: _page(request, rows, name, size, here) | {"total": view.counts[name]}
            for name, rows, size in (
                ("faults", view.faults, FAULTS_A_PAGE),
                ("notes", view.notes, FAULTS_A_PAGE),
                ("differences", view.differences, DIFFERENCES_A_PAGE),
            )
        },
        "sent": request.POST,
        "told": {name: str(words_for(refusal)[1]) for name in fields} if refusal else {},
        "refusal": words_for(refusal)[1] if refusal and not fields else "",
    }
    return render_desk(request, "tables/report.html", desk, now, PLACE, status=409 if refusal else 200, **shown)


def _page(request: HttpRequest, rows: Sequence[Any], name: str, size: int, here: str) -> dict[str, Any]:
    """The rows of the page that the address asks for, and where the pages before and after it are."""
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    last = max(1, -(-len(rows) // size))
    number = min(max(number, 1), last)
    first = (number - 1) * size
    return {
        "rows": rows[first : first + size],
        "listed": len(rows),
        "first": first + 1,
        "last": min(first + size, len(rows)),
        "previous": f"{here}?{name}={number - 1}#{name}" if number > 1 else "",
        "next": f"{here}?{name}={number + 1}#{name}" if number < last else "",
    }
