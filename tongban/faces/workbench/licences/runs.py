"""Bulk work: a list handed in and tried, runs with their progress and refused lines, sealing what is data only."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.licences import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.spreadsheets.writing import write_csv
from tongban.foundation.ui.words import words_for
from tongban.services.licences import commands, queries
from tongban.services.licences.queries import RefusedLine
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fields import read_fields
from tongban.services.licences.rules.importing import list_columns
from tongban.services.licences.rules.runs import RunKind

HERE = "workbench:licence_runs"
LARGEST = 20_000_000
_DO: Mapping[str, Callable[..., Any]] = {
    "begin": commands.begin_run, "stop": commands.stop_run, "again": commands.run_again,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rights.TAKE_IN)
def runs(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The latest runs and the form for another; POST starts one, 303 to it."""
    if request.method != "POST":
        return _runs(request, desk, now)
    sent = {name: request.POST.get(name, "").strip()[:40] for name in ("kind", "type", "issuer")}
    try:
        run = _start(request, sent, desk, now)
    except (Invalid, Conflict, NotFound) as refusal:
        return _runs(request, desk, now, sent, str(words_for(refusal)[1]))
    return HttpResponseRedirect(reverse("workbench:licence_run", kwargs={"run": run.id}), status=303)


@require_safe
@staff_page(rights.TAKE_IN)
def run(request: HttpRequest, run: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How far one run is; to the page's own script only the part that moves."""
    view = queries.get_run(run, actor=desk.actor)
    shown: dict[str, Any] = {
        "view": view,
        "kinds": words.RUN_KINDS,
        "states": words.RUN_STATES,
        "error": _say_error(view.error),
    }
    if request.headers.get("HX-Request"):
        return render(request, "workbench/licences/_run.html", shown)
    refused = queries.list_refused(run, actor=desk.actor)
    lines = [(line.line, say(line)) for line in refused]
    return render_desk(request, "licences/run.html", desk, now, HERE, lines=lines, **shown)


@require_POST
@staff_page(rights.TAKE_IN)
def move(request: HttpRequest, run: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Begun, stopped or run again; 303 to the run."""
    if command := _DO.get(request.POST.get("do", "")):
        command(run=run, by=desk.actor, now=now)
    return HttpResponseRedirect(reverse("workbench:licence_run", kwargs={"run": run}), status=303)


@require_safe
@staff_page(rights.TAKE_IN)
def faults(request: HttpRequest, run: uuid.UUID, *, desk: Desk, now: dt.datetime) -> StreamingHttpResponse:
    """Every refused line as a table."""
    refused = queries.list_refused(run, actor=desk.actor, limit=60_000)
    rows = [(line.line, str(say(line))) for line in refused]
    return _csv(write_csv([_("行"), _("问题")], rows), _("没有写入的行.csv"))


@require_safe
@staff_page(rights.TAKE_IN)
def template(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> StreamingHttpResponse:
    """An empty list of this type, with its columns."""
    view = queries.get_type(request.GET.get("type", "")[:21])
    is_import = request.GET.get("kind") != RunKind.ISSUE
    columns = list_columns(read_fields(view.content.fields), has_numbers=is_import)
    return _csv(write_csv(columns, []), f"{view.content.name}.csv")


def say(line: RefusedLine) -> str:
    """What is wrong with a line, column by column."""
    told = (
        f"{column}：{words_for(Invalid(codes[0]))[1]}" if column else str(words_for(Invalid(codes[0]))[1])
        for column, codes in line.faults.items()
    )
    return "；".join(told)


def _start(request: HttpRequest, sent: Mapping[str, str], desk: Desk, now: dt.datetime) -> Any:
    issuer = sent["issuer"] or desk.actor.organisation or ""
    if sent["kind"] == RunKind.UPGRADE:
        return commands.start_upgrade(type_code=sent["type"], issuer=issuer, by=desk.actor, now=now)
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise Invalid("licence.file_missing")
    if file.size is not None and file.size > LARGEST:
        raise Invalid("spreadsheet.too_large", limit_mb=LARGEST // 1_000_000)
    kind = RunKind.ISSUE if sent["kind"] == RunKind.ISSUE else RunKind.IMPORT
    return commands.start_import(
        content=file.read(), name=file.name, type_code=sent["type"], issuer=issuer, kind=kind, by=desk.actor, now=now
    )


def _runs(
    request: HttpRequest, desk: Desk, now: dt.datetime, sent: Mapping[str, str] | None = None, error: str = ""
) -> HttpResponse:  # fmt: skip
    types = [(each.code, each.name) for each in queries.list_types(state="active", limit=1_000).items]
    shown = {
        "runs": queries.list_runs(actor=desk.actor), "types": types, "kinds": words.RUN_KINDS,
        "states": words.RUN_STATES, "sent": sent or {"kind": "import", "type": "", "issuer": ""}, "error": error,
        "own_body": desk.actor.organisation or "",
    }  # fmt: skip
    return render_desk(request, "licences/runs.html", desk, now, HERE, status=422 if error else 200, **shown)


def _say_error(error: str) -> str:
    """A refusal's code in words; what is none stays as it is."""
    return str(words_for(Conflict(error))[1]) if error and " " not in error else error


def _csv(content: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
