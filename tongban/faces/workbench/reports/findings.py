"""What checks have found in the catalogue: who has to mend it, and since when."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.reports import words
from tongban.faces.workbench.reports.places import FINDINGS, READ, address, around, read_asked
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.words import words_for
from tongban.registers.access import queries as access
from tongban.registers.catalogue.commands import findings as commands
from tongban.registers.catalogue.queries import findings as queries
from tongban.registers.catalogue.queries.findings import PAGE

EDIT = "catalogue.edit"


@require_safe
@staff_page(READ)
def findings(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    asked, is_open = read_asked(request, desk), request.GET.get("state", "") != "closed"
    kind, after = request.GET.get("kind", ""), _cursor(request.GET.get("after", ""))
    kind = kind if kind in words.KINDS else ""
    rows = queries.list_findings(
        region=asked.region, actor=desk.actor, open_only=is_open, kind=kind, after=after, limit=PAGE + 1
    )
    counts = queries.count_findings(region=asked.region, actor=desk.actor)
    query = asked.query | {"state": "" if is_open else "closed", "kind": kind}
    shown = {
        "rows": rows[:PAGE], "is_open": is_open, "kind": kind,
        "open": sum(count for count, _closed in counts.values()),
        "closed": sum(count for _open, count in counts.values()),
        "kinds": [(code, name, counts.get(code, (0, 0))[0 if is_open else 1]) for code, name in words.KINDS.items()],
        "query": query, "fresh": request.GET.get("fresh"),
        "first_url": address("findings", query) if after else "",
        "next_url": address("findings", query | {"after": str(rows[PAGE - 1].id)}) if rows[PAGE:] else "",
    }  # fmt: skip
    context = around(asked, desk, "findings", checks=True) | shown
    return render_desk(request, "reports/findings.html", desk, now, FINDINGS, **context)


@require_POST
@staff_page(READ)
def check(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The whole catalogue is checked now; 303 to the findings with how many are new."""
    asked = read_asked(request, desk)
    fresh = commands.check_now(region=asked.region, by=desk.actor, now=now)
    return HttpResponseRedirect(address("findings", asked.query | {"fresh": str(fresh)}), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def finding(request: HttpRequest, finding: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One finding, and the form that closes it; refused with what still stands while it stands."""
    row = queries.get_finding(finding, actor=desk.actor)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            commands.close_finding(finding, mended=request.POST.get("mended", ""), by=desk.actor, now=now)
            return HttpResponseRedirect(reverse("workbench:finding", kwargs={"finding": finding}), status=303)
        except (Conflict, Invalid) as refused:
            refusal = refused
    shown = {
        "row": row, "item_name": row.facts.get("name") or row.facts.get("entry") or "",
        "mended": request.POST.get("mended", ""), "refusal": words_for(refusal) if refusal else None,
        "may_close": desk.actor.may(EDIT, row.region, row.organisation_id), "closed_by": _who(row.closed_by),
    }  # fmt: skip
    context = around(read_asked(request, desk), desk, "findings", checks=True) | shown
    return render_desk(request, "reports/finding.html", desk, now, FINDINGS, status=422 if refusal else 200, **context)


def _who(account: uuid.UUID | None) -> str:
    try:
        return access.get_account(account).name if account else ""
    except NotFound:  # an account that is gone has no name any more
        return ""


def _cursor(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as nothing:
        raise NotFound("page.not_found") from nothing
