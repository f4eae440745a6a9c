"""四级四同, 三级八同, 118同: the figures, each element, and every record that deviates, both values side by side."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.access.names import Names
from tongban.faces.workbench.reports import words
from tongban.faces.workbench.reports.places import READ, REPORTS, address, around, read_asked, read_cursor
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.rates import percentage
from tongban.foundation.ui.tables import csv_answer
from tongban.registers.catalogue.commands import reports as commands
from tongban.registers.catalogue.queries import reports, wording
from tongban.registers.catalogue.queries.consistency import get_scheme
from tongban.registers.catalogue.queries.reports import PAGE
from tongban.registers.catalogue.rules.consistency import Tally


@require_safe
@staff_page(READ)
def consistency(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The latest report of the scheme and region, or the button that asks for one."""
    asked, scheme = read_asked(request, desk), _scheme(request)
    element, after = request.GET.get("element", ""), read_cursor(request.GET.get("after", ""))
    report = reports.find_report(scheme, region=asked.region, actor=desk.actor)
    made = report if report is not None and report.as_of else None
    found = reports.list_deviations(made, element=element, after=after, limit=PAGE + 1) if made else []
    query = asked.query | {"scheme": scheme, "element": element}
    shown: dict[str, Any] = {
        "scheme": scheme, "element": element, "report": made, "is_waiting": _is_waiting(report),
        "elements": _elements(made.tallies) if made else [], "deviations": _compared(found[:PAGE]),
        "rate": percentage(made.consistent, made.items) if made else None,
        "first_url": address("reports", query) if after else "",
        "next_url": address("reports", query | {"after": found[PAGE - 1].id}) if len(found) > PAGE else "",
        "csv_url": address("consistency_file", query), "query": query,
    }  # fmt: skip
    return render_desk(
        request, "reports/consistency.html", desk, now, REPORTS, **around(asked, desk, "reports"), **shown
    )


@require_safe
@staff_page(READ)
def progress(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Polled while a report is made; when it is there the browser is told to load the page again."""
    asked, scheme = read_asked(request, desk), _scheme(request)
    waiting = _is_waiting(reports.find_report(scheme, region=asked.region, actor=desk.actor))
    shown: dict[str, Any] = {"scheme": scheme, "asked": asked, "is_waiting": waiting, "address": address}
    answer = render_desk(request, "reports/_progress.html", desk, now, REPORTS, **shown)
    if not waiting:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@staff_page(READ)
def request_report(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The worker makes the report anew; 303 to its page."""
    asked, scheme = read_asked(request, desk), _scheme(request)
    commands.ask_report(scheme, region=asked.region, by=desk.actor, now=now)
    return HttpResponseRedirect(address("reports", asked.query | {"scheme": scheme}), status=303)


@require_safe
@staff_page(READ)
def consistency_file(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> Any:
    """Every difference of the report as CSV."""
    asked, scheme = read_asked(request, desk), _scheme(request)
    report = reports.find_report(scheme, region=asked.region, actor=desk.actor)
    found = reports.each_deviation(report, element=request.GET.get("element", "")) if report else iter(())
    head = [_("事项编码"), _("事项名称"), _("层级"), _("机构"), _("地区"), _("要素"), _("目录里的"), _("记录里的")]
    return csv_answer(f"consistency-{scheme}-{asked.region}.csv", head, _lines(found))


def _lines(found: Iterator[Any]) -> Iterator[Sequence[object]]:
    names = Names()
    for row in found:
        values = (words.write_value(row.element, row.catalogue), words.write_value(row.element, row.record))
        body, region = names.body(row.organisation), names.region(row.region)
        yield (row.code, row.name, wording.LEVELS[row.level], body, region, words.element_name(row.element), *values)


def _scheme(request: HttpRequest) -> str:
    """Raises NotFound for a scheme that there is not."""
    return get_scheme(request.GET.get("scheme", "") or "all").code


def _is_waiting(report: Any) -> bool:
    return report is not None and (report.as_of is None or report.as_of < report.asked_at)


def _elements(tallies: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Each element with its tally and the widths of its bar; those that differ most come first."""
    rows: list[dict[str, Any]] = [
        {"code": code, "name": words.element_name(code), "tally": Tally(*told)} for code, told in tallies.items()
    ]
    return sorted(({**row, "bar": _bar(row["tally"])} for row in rows), key=lambda row: -row["tally"].different)


def _bar(tally: Tally) -> list[tuple[str, float, float]]:
    """Class, start and width of each stretch, in per cent; what is there at all is at least one per cent wide."""
    counts = {"built": tally.by_construction, "same": tally.by_comparison, "other": tally.different}
    whole = sum(counts.values())
    widths = {name: max(100 * count / whole, 1.0) if count else 0.0 for name, count in counts.items()} if whole else {}
    if widths:
        widths["built"] = 100 - widths["same"] - widths["other"] if counts["built"] else 0.0
    bar, start = [], 0.0
    for name, width in widths.items():
        bar.append((name, round(start, 2), round(width, 2)))
        start += width
    return [stretch for stretch in bar if stretch[2] > 0]


def _compared(found: list[Any]) -> list[dict[str, Any]]:
    names, rows = Names(), []
    for row in found:
        ours, theirs = words.write_value(row.element, row.catalogue), words.write_value(row.element, row.record)
        old, new = words.tell_apart(ours, theirs)
        body = names.body(row.organisation)
        rows.append({"row": row, "body": body, "element": words.element_name(row.element), "old": old, "new": new})
    return rows
