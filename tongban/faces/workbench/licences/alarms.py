"""用证异常 (LIC-09): who looked at unusually many licences, which ones, and what the supervisor found out."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.access.names import Names, place_within, places_from
from tongban.faces.workbench.licences import words
from tongban.faces.workbench.licences.pages import list_errors, tell
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.words import words_for
from tongban.registers.access import queries as access
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.services.licences import commands, queries
from tongban.services.licences.queries import AlarmLine
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fetching import WATCH

HERE = "workbench:licence_alarms"
PAGE = 50
_HALVES = {"open": True, "closed": False}


@require_safe
@staff_page(WATCH)
def alarms(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The newest first: those that nobody has looked into, unless asked otherwise."""
    region = place_within(request.GET.get("region", ""), desk.post.region)
    half = request.GET.get("state", "open")
    half = half if half in (*_HALVES, "all") else "open"
    after = _uuid(request.GET.get("after", ""))
    rows = queries.list_alarms(region, actor=desk.actor, is_open=_HALVES.get(half), after=after, limit=PAGE + 1)
    shown, names = rows[:PAGE], Names()

    def address(**changes: str) -> str:
        return f"{reverse(HERE)}?{urlencode({'region': region, 'state': half} | changes)}"

    count = queries.count_open_alarms(region, actor=desk.actor)
    labels = {"open": f"{_('待核实')} {count}" if count else _("待核实"), "closed": _("已核实"), "all": _("全部")}
    context: dict[str, Any] = {
        "rows": [(row, names.body(row.organisation) or names.region(row.region)) for row in shown],
        "people": _people(shown), "region": region, "half": half, "places": places_from(desk.post.region, region),
        "tabs": [
            {"label": label, "url": address(state=each), "current": each == half} for each, label in labels.items()
        ],
        "first_url": address() if after else "",
        "next_url": address(after=str(shown[-1].id)) if rows[PAGE:] else "",
    }  # fmt: skip
    return render_desk(request, "licences/alarms.html", desk, now, HERE, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(WATCH)
def alarm(request: HttpRequest, alarm: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One alarm and the looks that it counted; POST closes it with a reason, 303 back to it."""
    if request.method != "POST":
        return _alarm(request, alarm, desk, now)
    reason = request.POST.get("reason", "")
    try:
        commands.close_alarm(alarm_id=alarm, reason=reason, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _alarm(request, alarm, desk, now, refusal=refusal, reason=reason)
    return HttpResponseRedirect(reverse("workbench:licence_alarm", kwargs={"alarm": alarm}), status=303)


def _alarm(
    request: HttpRequest, alarm_id: uuid.UUID, desk: Desk, now: dt.datetime, *,
    refusal: Invalid | Conflict | None = None, reason: str = "",
) -> HttpResponse:  # fmt: skip
    line, after = queries.get_alarm(alarm_id, actor=desk.actor), _uuid(request.GET.get("after", ""))
    rows = queries.list_alarmed_looks(alarm_id, actor=desk.actor, after=after, limit=PAGE + 1)
    shown, names = rows[:PAGE], Names()
    here = reverse("workbench:licence_alarm", kwargs={"alarm": alarm_id})
    items = {item: find_terms(item, at=now) for item in {row.item for row in shown if row.item}}
    errors = list_errors(refusal, {"reason": _("核实结果")})
    context: dict[str, Any] = {
        "line": line, "place": names.body(line.organisation) or names.region(line.region), "people": _people([line]),
        "looks": [(row, items.get(row.item)) for row in shown],
        "bases": words.BASES, "item_name": words.item_name, "reason": reason, "told": tell(refusal), "errors": errors,
        "refusal": str(words_for(refusal)[1]) if refusal and not errors else "",
        "is_own": desk.actor.account == line.account, "may_read": desk.actor.may_anywhere(rights.READ),
        "first_url": here if after else "",
        "next_url": f"{here}?{urlencode({'after': str(shown[-1].id)})}" if rows[PAGE:] else "",
    }  # fmt: skip
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    return render_desk(request, "licences/alarm.html", desk, now, HERE, status=status, **context)


def _people(lines: list[AlarmLine]) -> dict[uuid.UUID, str]:
    known = {line.account for line in lines} | {line.closed_by for line in lines if line.closed_by}
    return access.name_accounts(known)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
