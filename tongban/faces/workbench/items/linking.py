"""A record from elsewhere gets its leaf: searched among what its body may claim, compared, linked."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.items import words
from tongban.faces.workbench.items.comparing import compare_record
from tongban.faces.workbench.items.pages import PLACE, TEXT_AT_MOST, back
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, NotFound
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items, linking
from tongban.registers.catalogue.queries.items import ItemView
from tongban.registers.catalogue.queries.linking import Preview

CLAIM = "catalogue.claim"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("catalogue.read")
def link_page(request: HttpRequest, item: int, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Candidates by name, and the one picked beside the record; posted, linked: 303 to the item, or why not."""
    view = items.get_item(item, actor=desk.actor, at=now)
    sent = request.POST if request.method == "POST" else request.GET
    leaf = sent.get("leaf", "")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            commands.link(item=item, leaf=leaf, by=desk.actor, now=now)
            return back(item, "linked")
        except (Conflict, NotFound) as refused:
            refusal = refused
    return _show(request, view, desk, now, leaf, refusal)


def _show(
    request: HttpRequest, view: ItemView, desk: Desk, now: dt.datetime, leaf: str, refusal: DomainError | None
) -> HttpResponse:
    row = view.item
    seen: dict[str, Any] = {"actor": desk.actor, "at": now}
    text = request.GET.get("q", row.name)[:TEXT_AT_MOST]
    preview: Preview | None = None
    try:
        preview = linking.get_preview(row.id, leaf, **seen) if leaf else None
    except NotFound as unknown:
        refusal = refusal or unknown
    shown: dict[str, Any] = {
        "item": row,
        "organisation": view.organisation,
        "text": text,
        "candidates": linking.list_candidates(row.organisation_id, text=text, **seen) if row.leaf_id is None else [],
        "preview": preview,
        "compared": compare_record(preview.record, preview.common) if preview else [],
        "may_link": desk.actor.may(CLAIM, row.region, row.organisation_id),
        "element_name": words.element_name,
        "refusal": words.say_refusal(refusal) if refusal else None,
    }
    status = 409 if isinstance(refusal, Conflict) else 404 if refusal else 200
    return render_desk(request, "items/link.html", desk, now, PLACE, status=status, **shown)
