"""The archive of a closed case: checked, and carried away as a ZIP, on record."""

import datetime as dt

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.ui.words import sentence_for
from tongban.services.cases import commands, queries

READ = "cases.read"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def archive(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """Why one looks is asked first; `carry` gives the package, otherwise every digest is computed and shown."""
    case_id = queries.get_id(number, actor=desk.actor, now=now)
    if request.method != "POST":
        return _page(request, number, desk, now)
    purpose = request.POST.get("purpose", "")
    try:
        opened = commands.open_archive(case_id=case_id, purpose=purpose, by=desk.actor, now=now)
    except Invalid as refusal:
        return _page(request, number, desk, now, purpose, fault=sentence_for(refusal.code, refusal.facts))
    if "carry" in request.POST:
        return FileResponse(
            queries.zip_archive(opened), as_attachment=True, filename=f"{number}.zip", content_type="application/zip"
        )
    return _page(request, number, desk, now, purpose, opened)


def _page(
    request: HttpRequest,
    number: str,
    desk: Desk,
    now: dt.datetime,
    purpose: str = "",
    opened: queries.Archive | None = None,
    fault: str = "",
) -> HttpResponse:
    shown = {"number": number, "purpose": purpose, "opened": opened, "fault": fault}
    return render_desk(request, "papers/archive.html", desk, now, "", 422 if fault else 200, **shown)
