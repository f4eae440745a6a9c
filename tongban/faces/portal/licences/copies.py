"""加注件 on a page: for whom, for what, until when; then the sealed copy to pass on."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.portal.licences.files import answer_with
from tongban.faces.portal.licences.people import crumbs, get_wallet
from tongban.faces.portal.shell import render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import sentence_for
from tongban.services.licences import commands, queries
from tongban.services.licences.queries import LicenceView

USUAL = dt.timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def make(request: HttpRequest, licence: uuid.UUID, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Made, 303 to the licence, where it can be downloaded."""
    view = queries.get_licence(licence, actor=actor, now=now)
    if request.method != "POST":
        return _page(request, view, {"until": (as_day(now) + USUAL).isoformat()}, {}, actor, now)
    sent = {name: request.POST.get(name, "").strip() for name in ("recipient", "purpose", "until")}
    try:
        commands.make_copy(
            licence_id=licence, purpose=sent["purpose"], recipient=sent["recipient"], until=_read_day(sent["until"]),
            by=actor, now=now,
        )  # fmt: skip
    except Invalid as refusal:
        told = {name: sentence_for(codes[0], refusal.facts) for name, codes in refusal.fields.items()}
        return _page(request, view, sent, told, actor, now)
    except Conflict as refusal:
        return _page(request, view, sent, {"": sentence_for(refusal.code, refusal.facts)}, actor, now)
    here = reverse("my_licence", kwargs={"licence": licence})
    return HttpResponseRedirect(f"{here}?for={view.line.holder}#copies", status=303)


@require_safe
@own_page
def copy_file(request: HttpRequest, copy: uuid.UUID, form: str, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """The sealed copy, to pass on."""
    return answer_with(*queries.open_copy(copy, form, actor=actor, now=now), form)


def _page(
    request: HttpRequest, view: LicenceView, sent: dict[str, str], told: dict[str, str], actor: Actor, now: dt.datetime
) -> HttpResponse:
    wallet = get_wallet(request, actor, now)
    labels = {"recipient": _("给谁"), "purpose": _("用来做什么"), "until": _("用到哪天")}
    return render_page(
        request, "licences/copy.html", "my_licences", 422 if told else 200, line=view.line, sent=sent, told=told,
        wallet=wallet, labels=labels, crumbs=crumbs(wallet, view.line.type_name, _("加注件")),
        errors=[ErrorLine(name, labels[name], text) for name in labels if (text := told.get(name))],
    )  # fmt: skip


def _read_day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
