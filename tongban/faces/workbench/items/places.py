"""本机构通用信息: what a body says for all its items alike, from when on, and what it said before."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.items import forms, words
from tongban.faces.workbench.items.pages import EDIT, READ, body_of
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.rules import SHANGHAI
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content
from tongban.registers.orgs import queries as orgs

PLACE = "workbench:item_place"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def place_page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What holds and what held; posted, a new version begins on the day given: 303, or what is wrong."""
    body = body_of(request, desk)
    if not body:
        return render_desk(request, "items/place.html", desk, now, PLACE, body=None)
    if request.method != "POST":
        return _show(request, body, desk, now)
    content = forms.read_content(request.POST)
    try:
        begins = forms.read_day(request.POST.get("effective_from", ""), now)
        commands.set_place(organisation=body, content=content, by=desk.actor, now=now, effective_from=begins)
    except (Conflict, Invalid) as refusal:
        return _show(request, body, desk, now, content, refusal)
    return HttpResponseRedirect(f"{reverse(PLACE)}?{urlencode({'body': body, 'done': 'set'})}", status=303)


def _show(
    request: HttpRequest, code: str, desk: Desk, now: dt.datetime, typed: Content | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    body, errors = orgs.get_organisation(code), forms.list_errors(refusal)
    said = items.list_places(code, actor=desk.actor)
    newest: Content = said[0].content if said else {}
    shown: dict[str, Any] = {
        "body": body,
        "controls": forms.list_place_controls(newest if typed is None else typed, errors),
        "faults": [{"name": name, "label": words.field_name(name), "text": text} for name, text in errors.items()],
        "refusal": words.say_refusal(refusal) if refusal and not errors else None,
        "may_edit": desk.actor.may(EDIT, body.region_id, code),
        "typed_day": request.POST.get("effective_from", ""),
        "day_error": errors.get("effective_from", ""),
        "earliest": timezone.localdate(now, SHANGHAI).isoformat(),
        "versions": [(row, _say(row.content), _hold(row, now)) for row in said],
        "done": request.GET.get("done", ""),
    }
    status = (409 if isinstance(refusal, Conflict) else 422) if refusal else 200
    return render_desk(request, "items/place.html", desk, now, PLACE, status=status, **shown)


def _say(content: Content) -> list[tuple[str, str]]:
    table = get_elements()
    return [
        (words.element_name(each.code), words.say(each, content[each.code])) for each in table if each.code in content
    ]


def _hold(row: Any, now: dt.datetime) -> str:
    """Whether the version holds, comes or is over."""
    if row.effective_from > now:
        return "ahead"
    return "holds" if row.effective_until > now else "over"
