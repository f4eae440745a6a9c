"""Departments' systems that push cases: which there are, registering one, changing it, closing it (UAP-03)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.access.names import Names, place_within, places_from
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.systems import sheet
from tongban.faces.workbench.systems.sheet import Sheet
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.registers.orgs import queries as orgs
from tongban.services.cases import commands
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import SystemView
from tongban.services.cases.rules.rights import CONNECT

PLACE = "workbench:systems"
PAGE, BODIES, NAMED = 50, 300, 50
TEXT = 60


@require_safe
@staff_page(CONNECT)
def systems(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Systems of bodies in a region's subtree, by code."""
    region = place_within(request.GET.get("region", ""), desk.post.region)
    text, after = (request.GET.get(name, "").strip().replace("\0", "")[:TEXT] for name in ("q", "after"))
    closed, names = request.GET.get("state") == "closed", Names()
    rows = cases.list_systems(desk.actor, region, text=text, closed=closed, after=after, limit=PAGE + 1)
    asked = {"region": region, "q": text, "state": "closed" if closed else ""}
    here = f"{reverse(PLACE)}?{urlencode({name: value for name, value in asked.items() if value})}"
    shown: dict[str, Any] = {
        "rows": [(row, names.body(row.organisation), names.region(row.region)) for row in rows[:PAGE]],
        "region": region, "text": text, "closed": closed, "modes": sheet.MODES,
        "places": places_from(desk.post.region, region),
        "open_url": f"{reverse(PLACE)}?{urlencode({'region': region, 'q': text})}",
        "closed_url": f"{reverse(PLACE)}?{urlencode({'region': region, 'q': text, 'state': 'closed'})}",
        "first_url": here if after else "",
        "next_url": f"{here}&{urlencode({'after': rows[PAGE - 1].code})}" if rows[PAGE:] else "",
    }  # fmt: skip
    return render_desk(request, "systems/list.html", desk, now, PLACE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CONNECT)
def new(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Registers one more; 303 to its page. A code that is taken is refused: changing is done on a system's own page."""
    if request.method != "POST":
        return _form(request, desk, now, Sheet())
    read = sheet.read(request.POST)
    if not read.faults and cases.is_code_taken(read.code):
        read = read.with_faults({"code": ["system.code_taken"]})
    if read.faults:
        return _form(request, desk, now, read)
    return _register(request, desk, now, read, None, "registered")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CONNECT)
def one(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What is registered, and changing it. Raises NotFound system.not_found."""
    view = cases.get_system(code, actor=desk.actor)
    if request.method != "POST":
        return _form(request, desk, now, sheet.of_system(view.system), view)
    read = sheet.read(request.POST, code=code)
    if read.faults:
        return _form(request, desk, now, read, view)
    return _register(request, desk, now, read, view, "changed" if view.system.closed_at is None else "reopened")


@require_POST
@staff_page(CONNECT)
def close(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What the system tells is refused from now on. Raises NotFound system.not_found."""
    cases.get_system(code, actor=desk.actor)
    commands.close_system(code=code, by=desk.actor, now=now)
    return _to(code, "closed")


def _register(
    request: HttpRequest, desk: Desk, now: dt.datetime, read: Sheet, view: SystemView | None, done: str
) -> HttpResponse:
    try:
        commands.register_system(**read.told(), by=desk.actor, now=now)
    except Invalid as refused:
        return _form(request, desk, now, read.with_faults(refused.fields), view)
    except NotFound as unknown:
        if unknown.code != "organisation.unknown":
            raise
        return _form(request, desk, now, read.with_faults({"organisation": ["organisation.unknown"]}), view)
    return _to(read.code, done)


def _form(
    request: HttpRequest, desk: Desk, now: dt.datetime, read: Sheet, view: SystemView | None = None
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    known, names = view.system if view else None, Names()
    region = place_within(asked.get("region", known.region if known else ""), desk.post.region)
    bodies = [(body.code, body.name) for body in orgs.list_in_region(region, limit=BODIES)]
    if desk.actor.organisation:
        bodies = [(desk.actor.organisation, names.body(desk.actor.organisation))]
    if known and known.organisation not in dict(bodies):
        bodies.insert(0, (known.organisation, names.body(known.organisation)))
    shown: dict[str, Any] = {
        "view": view, "sheet": read, "labels": sheet.LABELS, "told": sheet.say(read), "errors": sheet.error_lines(read),
        "region": region, "places": places_from(desk.post.region, region), "bodies": bodies,
        "modes": [(code, str(name)) for code, name in sheet.MODES.items()],
        "items": [(code, _item_name(code, now)) for code in (known.items[:NAMED] if known else [])],
        "body_name": names.body(known.organisation) if known else "",
        "region_name": names.region(known.region) if known else "", "done": request.GET.get("done", ""),
    }  # fmt: skip
    template = "systems/one.html" if view else "systems/new.html"
    return render_desk(request, template, desk, now, PLACE, 422 if read.faults else 200, **shown)


def _item_name(code: str, now: dt.datetime) -> str:
    terms = find_terms(code, at=now)
    return terms.name if terms else ""


def _to(code: str, done: str) -> HttpResponse:
    address = reverse("workbench:system", kwargs={"code": code})
    return HttpResponseRedirect(f"{address}?{urlencode({'done': done})}", status=303)
