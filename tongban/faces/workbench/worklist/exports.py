"""A list as a table to take along: asked for here, written by the worker, handed out to whoever asked."""

import datetime as dt
import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.worklist import words
from tongban.faces.workbench.worklist.pages import MINE, OF_MINE, OF_UNIT
from tongban.faces.workbench.worklist.rows import read_asked, wants_part
from tongban.faces.workbench.worklist.units import authority_of
from tongban.foundation.files import commands as files
from tongban.foundation.spreadsheets.writing import XLSX_TYPE
from tongban.foundation.ui.rules import as_day
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.rules import ACTIONS

LISTS, PROGRESS = "workbench:work_exports", "workbench:work_export"
STATES = {
    "waiting": ("normal", _("在排队")),
    "writing": ("normal", _("正在做")),
    "finished": ("normal", _("做好了")),
    "parked": ("urgent", _("停住了")),
}


@require_POST
@staff_page(*ACTIONS)
def export(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The worker will write the list as it was narrowed; 303 to its progress."""
    asked = read_asked(request.POST, (*OF_UNIT, *OF_MINE))
    authority = "" if asked.whose in OF_MINE else authority_of(desk, asked.unit)
    row = worklist.ask_export(
        whose=asked.whose, authority=authority, narrow=asked.narrow,
        name=f"{words.WHOSE[asked.whose]}_{as_day(now):%Y%m%d}.xlsx", language=get_language() or "zh-hans",
        by=desk.actor, now=now,
    )  # fmt: skip
    return HttpResponseRedirect(reverse(PROGRESS, kwargs={"export": row.id}), status=303)


@require_safe
@staff_page(*ACTIONS)
def exports(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What I have asked for lately."""
    shown: dict[str, Any] = {"exports": queries.list_exports(actor=desk.actor), "states": STATES}
    return render_desk(request, "worklist/exports.html", desk, now, MINE, **shown)


@require_safe
@staff_page(*ACTIONS)
def progress(request: HttpRequest, export: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How far an export is; asked for by the page itself every two seconds, only the bar."""
    shown: dict[str, Any] = {"export": queries.get_export(export, actor=desk.actor), "states": STATES}
    if wants_part(request):
        return render(request, "workbench/worklist/_export.html", shown)
    return render_desk(request, "worklist/export.html", desk, now, MINE, **shown)


@require_POST
@staff_page(*ACTIONS)
def again(request: HttpRequest, export: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A parked export waits for the worker once more."""
    worklist.run_again(export=export, by=desk.actor, now=now)
    return HttpResponseRedirect(reverse(PROGRESS, kwargs={"export": export}), status=303)


@require_safe
@staff_page(*ACTIONS)
def file(request: HttpRequest, export: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The finished table; who took it and when stands in the journal."""
    row = queries.get_finished(export, actor=desk.actor)
    assert row.file is not None
    _row, content = files.hand_out(row.file, by=desk.actor, purpose="worklist.export", now=now, holder=row.id)
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=XLSX_TYPE)
