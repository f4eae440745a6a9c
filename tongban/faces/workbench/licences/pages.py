"""Looking for a licence, one licence, and what staff may do with it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.workbench.licences import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.rules import write_date
from tongban.foundation.ui.words import words_for
from tongban.registers.orgs import queries as orgs
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import By
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.life import Operation

HERE = "workbench:licences"
MEDIA_OF = {"ofd": "application/ofd", "pdf": "application/pdf"}
REMEMBERED = dt.timedelta(hours=1)
"""For so long after saying why, a licence opens without asking again."""
_TAKE: Mapping[str, Callable[..., Any]] = {
    Operation.SUSPEND: commands.suspend, Operation.RESTORE: commands.restore, Operation.REVOKE: commands.revoke,
    Operation.FORFEIT: commands.forfeit, Operation.CANCEL: commands.cancel,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rights.READ)
def search(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form; what was typed stands in no address and no log, so it is sent and answered on the same page."""
    if request.method != "POST":
        return _search(request, desk, now, found=None)
    sent = {name: request.POST.get(name, "").strip()[:200] for name in ("what", "text", "document_kind", "purpose")}
    what = By(sent["what"]) if sent["what"] in set(By) else By.IDENTIFIER
    try:
        found = commands.search(
            what=what, text=sent["text"], document_kind=sent["document_kind"], purpose=sent["purpose"], by=desk.actor,
            now=now,
        )  # fmt: skip
    except Invalid as refusal:
        return _search(request, desk, now, found=None, sent=sent, refusal=refusal)
    return _search(request, desk, now, found=found, sent=sent)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rights.READ)
def licence(request: HttpRequest, licence: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One licence, to whoever has said why they look within the hour; else they are asked, and come back by 303.

    Raises NotFound licence.not_found.
    """
    if request.method == "POST":
        try:
            commands.look_at(licence_id=licence, purpose=request.POST.get("purpose", ""), by=desk.actor, now=now)
        except Invalid as refusal:
            return _ask(request, licence, desk, now, refusal)
        return HttpResponseRedirect(reverse("workbench:licence", kwargs={"licence": licence}), status=303)
    if not queries.has_looked(licence, by=desk.actor, since=now - REMEMBERED):
        return _ask(request, licence, desk, now)
    return _licence(request, licence, desk, now)


def _ask(
    request: HttpRequest, licence: uuid.UUID, desk: Desk, now: dt.datetime, refusal: Any = None
) -> HttpResponse:  # fmt: skip
    line = queries.get_licence(licence, actor=desk.actor, now=now).line
    return render_desk(
        request, "licences/why.html", desk, now, HERE, status=422 if refusal else 200, line=line, told=tell(refusal)
    )


@require_POST
@staff_page(rights.MANAGE)
def take(request: HttpRequest, licence: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One operation with its reason; 303 to the licence."""
    reason = request.POST.get("reason", "")
    command = _TAKE.get(request.POST.get("operation", ""))
    try:
        if command is None:
            raise Invalid("licence.operation_missing", {"operation": ["licence.operation_missing"]})
        command(licence_id=licence, reason=reason, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _licence(request, licence, desk, now, refusal=refusal, reason=reason)
    return HttpResponseRedirect(reverse("workbench:licence", kwargs={"licence": licence}), status=303)


@require_POST
@staff_page(rights.READ)
def file(request: HttpRequest, licence: uuid.UUID, form: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The sealed file, for a purpose that is journalled."""
    purpose = request.POST.get("purpose", "")
    try:
        content, name = commands.hand_out(licence_id=licence, form=form, purpose=purpose, by=desk.actor, now=now)
    except Invalid as refusal:
        return _licence(request, licence, desk, now, refusal=refusal)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=MEDIA_OF[form], headers=headers)


def _search(
    request: HttpRequest, desk: Desk, now: dt.datetime, *, found: Any, sent: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
) -> HttpResponse:  # fmt: skip
    body = desk.actor.organisation
    labels = {"text": _("查什么"), "purpose": _("为什么查")}
    shown: dict[str, Any] = {
        "found": found, "sent": sent or {"what": "identifier"}, "states": words.STATES, "lights": words.LIGHTS,
        "documents": list(words.DOCUMENTS.items()), "told": tell(refusal), "errors": list_errors(refusal, labels),
        "refusal": _say(refusal) if refusal and not list_errors(refusal, labels) else "",
        "body": orgs.find_organisation(body) if body else None,
        "trusted": queries.count_trusted(actor=desk.actor, issuer=body) if body and found is None else [],
    }  # fmt: skip
    return render_desk(request, "licences/search.html", desk, now, HERE, status=422 if refusal else 200, **shown)


def _licence(
    request: HttpRequest, licence: uuid.UUID, desk: Desk, now: dt.datetime, *, refusal: Any = None, reason: str = ""
) -> HttpResponse:  # fmt: skip
    view = queries.get_licence(licence, actor=desk.actor, now=now)
    dates = {"issued_on": view.line.issued_on, "valid_from": view.line.valid_from, "valid_until": view.line.valid_until}
    shown: dict[str, Any] = {
        "dates": {name: write_date(day, get_language() or "zh-hans") if day else "" for name, day in dates.items()},
        "view": view, "states": words.STATES, "lights": words.LIGHTS, "operations": words.OPERATIONS,
        "origins": words.ORIGINS, "forms": words.FORMS, "told": tell(refusal), "reason": reason,
        "refusal": _say(refusal) if refusal else "",
        "possible": [(each.value, words.OPERATIONS[each], words.WHEN.get(each, "")) for each in view.possible],
    }  # fmt: skip
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    return render_desk(request, "licences/licence.html", desk, now, HERE, status=status, **shown)


def tell(refusal: Any) -> dict[str, str]:
    """What is wrong with each field, in words."""
    fields = getattr(refusal, "fields", {})
    return {name: _say(type(refusal)(codes[0], **refusal.facts)) for name, codes in fields.items()}


def list_errors(refusal: Any, labels: Mapping[str, str]) -> list[ErrorLine]:
    """The lines of a summary, of fields that the page has."""
    return [ErrorLine(name, labels[name], text) for name, text in tell(refusal).items() if name in labels]


def _say(refusal: Any) -> str:
    return str(words_for(refusal)[1])
