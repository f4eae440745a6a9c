"""Entries and leaves loaded from a table: tried first, every fault told, then all of them or none (CAT-11, CAT-12)."""

import dataclasses
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.catalogue import words
from tongban.faces.workbench.catalogue.pages import vocabulary
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.spreadsheets.reading import read_table
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import entries as commands
from tongban.registers.catalogue.commands.authority import province_of
from tongban.registers.catalogue.queries.loading import list_row_faults
from tongban.registers.catalogue.rules import base_rows
from tongban.registers.catalogue.rules.loading import RawEntry, RawLeaf, RowFault
from tongban.registers.regions import queries as regions

PLACE = "workbench:catalogue_entries"
MANAGE, NATIONAL = "catalogue.manage", "nation"
FAULTS_SHOWN = 200
Rows = tuple[list[RawEntry], list[RawLeaf]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form; a file is tried, rows tried before are loaded: 303 to the catalogue."""
    if request.method != "POST":
        return _show(request, desk, now)
    chosen = request.POST.get("catalogue", "")
    region = None if chosen == NATIONAL else desk.post.region
    if "rows" in request.POST:
        return _load(request, desk, now, chosen, region)
    sent = request.FILES.get("file")
    if sent is None or not sent.name:
        return _show(request, desk, now, chosen, error=_("请选一个文件。"))
    try:
        table = read_table(sent.read(), name=sent.name)
    except Invalid as refusal:
        return _show(request, desk, now, chosen, error=str(words_for(refusal)[1]))
    entries, leaves, faults = base_rows.read_sheets({sheet.name.strip(): sheet.rows for sheet in table.sheets})
    faults = faults or list_row_faults(entries, leaves, region=region)
    return _show(request, desk, now, chosen, rows=(entries, leaves), faults=faults)


def _load(request: HttpRequest, desk: Desk, now: dt.datetime, chosen: str, region: str | None) -> HttpResponse:
    rows = _restore(request.POST["rows"])
    if rows is None:
        return _show(request, desk, now, chosen, error=_("试读的结果没有送到，请再试读一次。"))
    try:
        report = commands.load(entries=rows[0], leaves=rows[1], region=region, by=desk.actor, now=now)
    except Invalid as refusal:
        faults = [RowFault(**fault) for fault in refusal.facts["rows"]]
        return _show(request, desk, now, chosen, rows=rows, faults=faults)
    told = {"loaded": "、".join(_count(report.entries, report.leaves)), "whose": "nation" if region is None else "own"}
    return HttpResponseRedirect(f"{reverse(PLACE)}?{urlencode(told)}", status=303)


def _count(entries: int, leaves: int) -> tuple[str, str]:
    return (
        ngettext("%(num)s 个条目", "%(num)s 个条目", entries) % {"num": entries},
        ngettext("%(num)s 个业务办理项", "%(num)s 个业务办理项", leaves) % {"num": leaves},
    )


def _show(
    request: HttpRequest,
    desk: Desk,
    now: dt.datetime,
    chosen: str = "",
    *,
    error: str = "",
    rows: Rows = ([], []),
    faults: Sequence[RowFault] = (),
) -> HttpResponse:
    shown: dict[str, Any] = {
        "catalogues": _list_catalogues(desk),
        "chosen": chosen,
        "error": error,
        "tried": any(rows) or bool(faults),
        "faults": [_say(fault) for fault in faults[:FAULTS_SHOWN]],
        "total": len(faults),
        "counted": (len(rows[0]), len(rows[1])),
        "carried": "" if faults else json.dumps([[dataclasses.asdict(row) for row in part] for part in rows]),
        "sheets": [
            (base_rows.SHEETS[sheet], [(title, code in base_rows.REQUIRED[sheet]) for code, title in titles.items()])
            for sheet, titles in base_rows.TITLES.items()
        ],
        "crumbs": [NavigationEntry(_("基本目录"), reverse(PLACE)), NavigationEntry(_("成批导入条目"), "")],
        **vocabulary(),
    }
    return render_desk(request, "catalogue/loading.html", desk, now, PLACE, 422 if error or faults else 200, **shown)


def _list_catalogues(desk: Desk) -> list[tuple[str, str]]:
    """The catalogues that whoever sits here may add to."""
    actor, region = desk.actor, desk.post.region
    if not region or not actor.may(MANAGE, region, actor.organisation):
        return []
    own = (region, _("%(place)s的目录") % {"place": regions.get_region(region).name})
    return [own, *([(NATIONAL, _("国家目录（照国家公布的抄）"))] if province_of(actor) else [])]


def _say(fault: RowFault) -> tuple[str, int, str, str, str]:
    column = base_rows.TITLES[fault.sheet].get(fault.column, fault.column)
    return base_rows.SHEETS[fault.sheet], fault.row, column, fault.value, words.sentence(fault.code, {})


def _restore(text: str) -> Rows | None:
    """The rows as the page carried them; None for anything else."""
    try:
        entries, leaves = json.loads(text)
        rows = [RawEntry(**row) for row in entries], [RawLeaf(**row) for row in leaves]
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = [(row.row, row.heat) for row in rows[1]] + [(row.row, 0) for row in rows[0]]
    right = all(type(number) is int and 0 <= number < 10**6 for pair in numbers for number in pair)
    texts = [value for part in rows for row in part for name, value in dataclasses.asdict(row).items()
             if name not in ("row", "heat")]  # fmt: skip
    return rows if right and all(isinstance(value, str) and value.isprintable() for value in texts) else None


@require_safe
@staff_page(MANAGE)
def template(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> FileResponse:
    """An empty workbook with both sheets and their headings."""
    book = tempfile.TemporaryFile()  # noqa: SIM115
    writer = BookWriter(book)
    for sheet, titles in base_rows.TITLES.items():
        writer.add_sheet(base_rows.SHEETS[sheet], [Column(title, 24) for title in titles.values()])
    writer.close()
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=_("条目_空白表格.xlsx"), content_type=XLSX)
