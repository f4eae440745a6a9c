"""Bulk operations: what they would reach, starting one, watching it, stopping it, running it again."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.items import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import runs
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.orgs import queries as orgs

PLACE = "workbench:bulk"
LEVELS = (2, 3, 4, 5, 6)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("catalogue.claim", "catalogue.publish")
def runs_page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The latest operations and the form for a new one: `count` says how much it would be, `start` starts it."""
    sent = request.POST if request.method == "POST" else request.GET
    where, leaves = _where(sent, desk), sorted(set(sent.get("leaves", "").split()))
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            run = _start(sent, leaves, where, desk, now)
            return HttpResponseRedirect(reverse("workbench:bulk_run", kwargs={"run": run}), status=303)
        except (Invalid, NotFound) as refused:
            refusal = refused if isinstance(refused, Invalid) else Invalid(refused.code, **refused.facts)
    counted = len(leaves) if "count" in sent else 0
    bodies = runs.count_bodies(where) if counted else 0
    shown: dict[str, Any] = {
        "sent": sent,
        "where": where,
        "leaves": counted,
        "bodies": bodies,
        "items": counted * bodies,
        "levels": LEVELS,
        "kinds": orgs.list_kinds(),
        "run_kinds": words.KINDS,
        "run_states": words.RUN_STATES,
        "runs": runs.list_runs(actor=desk.actor),
        "refusal": words_for(refusal) if refusal else None,
    }
    return render_desk(request, "items/bulk.html", desk, now, PLACE, status=422 if refusal else 200, **shown)


@require_safe
@staff_page("catalogue.read")
def run_page(request: HttpRequest, run: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How far the operation is; only its progress when htmx asks every two seconds."""
    view = runs.get_run(run, actor=desk.actor)
    shown: dict[str, Any] = {
        "run": view,
        "here": reverse("workbench:bulk_run", kwargs={"run": run}),
        "kinds": words.KINDS,
        "states": words.RUN_STATES,
        "say_fault": words.say_fault,
        "element_name": words.element_name,
    }
    if request.headers.get("HX-Request"):
        return render(request, "workbench/items/_progress.html", shown)
    return render_desk(request, "items/run.html", desk, now, PLACE, **shown)


@require_POST
@staff_page("catalogue.claim", "catalogue.publish")
def move_run(request: HttpRequest, run: uuid.UUID, move: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Stopped, or run again; 303 to its page. Raises what `stop` and `run_again` raise."""
    moves = {"stop": commands.stop, "again": commands.run_again}
    if move not in moves:
        raise NotFound("page.not_found")
    moves[move](run=run, by=desk.actor, now=now)
    return HttpResponseRedirect(reverse("workbench:bulk_run", kwargs={"run": run}), status=303)


def _where(sent: Any, desk: Desk) -> Bodies:
    levels = tuple(int(level) for level in sent.getlist("level") if level in map(str, LEVELS))
    kinds = tuple(kind for kind in sent.getlist("kind_of_body") if kind in orgs.list_kinds())
    region = sent.get("region", "") or desk.post.region
    if not (len(region) == 12 and region.isascii() and region.isdecimal()):
        region = desk.post.region
    return Bodies(region, levels, kinds, sent.get("short_name", "").strip()[:30])


def _start(sent: Any, leaves: list[str], where: Bodies, desk: Desk, now: dt.datetime) -> uuid.UUID:
    facts = {"leaves": leaves, "where": where, "by": desk.actor, "now": now, "title": sent.get("title", "").strip()}
    match sent.get("kind", ""):
        case "claim":
            return commands.start_claim(**facts).id
        case "publish":
            return commands.start_publish(**facts).id
        case "refuse":
            return commands.start_refuse(reason=sent.get("reason", ""), **facts).id
        case "withdraw":
            return commands.start_withdraw(reason=sent.get("reason", ""), **facts).id
    raise NotFound("page.not_found")
