"""Adjustments: the list by state, the desk where one is reviewed, and the steps taken from it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.catalogue import words
from tongban.faces.workbench.catalogue.pages import compare_contents, vocabulary
from tongban.faces.workbench.catalogue.proposals import read_version
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import adjustments as commands
from tongban.registers.catalogue.queries import adjustments, touching
from tongban.registers.catalogue.queries import entries as catalogue
from tongban.registers.catalogue.rules.adjustments import REVIEWS
from tongban.registers.catalogue.rules.changes import apply_changes
from tongban.registers.orgs import queries as orgs

PLACE = "workbench:catalogue_adjustments"
READ = "catalogue.read"
STEPS: Mapping[str, Callable[..., Any]] = {
    "submit": commands.submit,
    "pass_on": commands.pass_on,
    "send_back": commands.send_back,
    "withdraw": commands.withdraw,
}
OPINIONS = ("pass_on", "send_back")


@require_safe
@staff_page(READ)
def listed(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The newest first; without a choice those that are not over are counted for each state."""
    state = request.GET.get("state", "") if request.GET.get("state", "") in words.STATES else ""
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in words.KINDS else ""
    after = _instant(request.GET.get("after", ""))
    rows = adjustments.list_adjustments(by=desk.actor, state=state, kind=kind, after=after, limit=adjustments.PAGE + 1)
    more, rows = len(rows) > adjustments.PAGE, rows[: adjustments.PAGE]
    here, kept = reverse(PLACE), {name: value for name, value in (("state", state), ("kind", kind)) if value}
    counts = adjustments.count_by_state(by=desk.actor)
    further = {**kept, "after": rows[-1].drafted_at.isoformat()} if more else {}
    shown: dict[str, Any] = {
        "rows": rows,
        "state": state,
        "kind": kind,
        "counts": counts,
        "total": sum(counts.values()),
        "names": words.names_of(row.drafted_by for row in rows),
        "first_url": f"{here}?{urlencode(kept)}" if after else "",
        "next_url": f"{here}?{urlencode(further)}" if further else "",
        **vocabulary(),
    }
    return render_desk(request, "catalogue/adjustments.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def desk_of(request: HttpRequest, adjustment: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What changes, how much it touches, who said what, what one may do and why not."""
    return _show(request, adjustment, desk, now)


@require_POST
@staff_page(READ)
def take(request: HttpRequest, adjustment: uuid.UUID, step: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One step of the chain; 303 back to the desk, or the desk with the reason why not."""
    if step not in STEPS:
        raise NotFound("page.unknown")
    opinion = request.POST.get("opinion", "")
    told = {"opinion": opinion} if step in OPINIONS else {}
    try:
        STEPS[step](adjustment, version=read_version(request.POST), by=desk.actor, now=now, **told)
    except (Invalid, Conflict) as refusal:
        return _show(request, adjustment, desk, now, refusal, opinion)
    here = reverse("workbench:catalogue_adjustment", kwargs={"adjustment": adjustment})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': step})}", status=303)


def _show(
    request: HttpRequest,
    adjustment: uuid.UUID,
    desk: Desk,
    now: dt.datetime,
    refusal: DomainError | None = None,
    opinion: str = "",
) -> HttpResponse:
    row = adjustments.get_adjustment(adjustment, by=desk.actor)
    steps, possible = adjustments.list_steps(row.id), adjustments.list_possible(row, by=desk.actor)
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    shown: dict[str, Any] = {
        "row": row,
        "said": steps,
        "names": words.names_of([row.drafted_by, *(step.account for step in steps)]),
        "allowed": [each.step for each in possible if not each.obstacle],
        "refused": [each for each in possible if each.obstacle],
        "reviews": REVIEWS,
        "opinion": opinion,
        "faults": words.fault_lines(fields, refusal.facts if refusal else {}),
        "refusal": words_for(refusal) if refusal and not fields else None,
        "done": request.GET.get("done", ""),
        "crumbs": [NavigationEntry(_("目录调整"), reverse(PLACE)), NavigationEntry(row.title, "")],
        **_what(row, now),
        **vocabulary(),
    }
    status = 200 if refusal is None else 422 if fields else 409
    return render_desk(request, "catalogue/desk.html", desk, now, PLACE, status, **shown)


def _what(row: Any, now: dt.datetime) -> dict[str, Any]:
    """What the adjustment changes, ready to read."""
    touched = touching.count_touched(
        row.kind, row.plan, entry=row.entry_id, leaf=row.leaf_id, at=max(row.effective_at, now)
    )
    told: dict[str, Any] = {"touched": touched, "differing": [], "moved": False, "plan": _say_plan(row), "contents": []}
    if row.kind == "change":
        base = next((each for each in catalogue.list_versions(row.leaf_id) if each.number == row.plan["base"]), None)
        newest = catalogue.find_newest(row.leaf_id)
        before = (base.content, base.defaults) if base else ({}, {})
        after = (apply_changes(before[0], row.plan.get("content", {})),
                 apply_changes(before[1], row.plan.get("defaults", {})))  # fmt: skip
        told["differing"] = [each for each in compare_contents(before, after) if not each.same]
        told["moved"] = newest is not None and newest.number != row.plan["base"] and row.state != "approved"
    told["contents"] = [
        part.get("content", {}).get("name") or part.get("name", "")
        for part in (*row.plan.get("parts", ()), *row.plan.get("leaves", ()))
    ]
    return told


def _say_plan(row: Any) -> list[tuple[str, str]]:
    """The plan's own facts: name and value."""
    plan = {**row.plan, **{f"entry.{name}": value for name, value in (row.plan.get("entry") or {}).items()}}
    found = []
    for name, label in words.PLAN.items():
        value = plan.get(name)
        if value and name not in ("parts", "leaves", "title", "reason"):
            found.append((str(label), _say(name, value)))
    return found


def _say(name: str, value: Any) -> str:
    if name in ("from_level", "to_level"):
        return words.say_levels([value])
    if name == "entry.levels":
        return words.say_levels(value)
    if name == "until":
        return str(value)[:10]
    if name in ("from_body", "to_body"):
        body = orgs.find_organisation(str(value))
        return f"{body.name} {value}" if body is not None else str(value)
    return dict(words.item_types()).get(str(value), str(value)) if name == "entry.item_type" else str(value)


def _instant(text: str) -> dt.datetime | None:
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
