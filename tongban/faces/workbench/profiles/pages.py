"""What a region has settled: where each value comes from, what is planned, and the form that settles one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.profiles import forms, words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import words_for
from tongban.registers.access import queries as access
from tongban.registers.regions import queries as regions
from tongban.registers.regions.commands import profiles as commands
from tongban.registers.regions.queries import profiles
from tongban.registers.regions.queries.profiles import Line

PLACE = "workbench:profiles"
READ = profiles.READ


@require_safe
@staff_page(READ)
def own(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The profile of the region of one's post."""
    return HttpResponseRedirect(reverse("workbench:profile", kwargs={"region": desk.post.region}), status=303)


@require_safe
@staff_page(READ)
def profile(request: HttpRequest, region: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    lines = profiles.list_lines(region, as_day(now), actor=desk.actor)
    shown = {
        **_around(region, desk),
        "groups": [(words.group_name(code), list(rows)) for code, rows in groupby(lines, lambda line: line.key.group)],
        "below": regions.list_children(region),
    }
    return render_desk(request, "profiles/profile.html", desk, now, PLACE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def entry(request: HttpRequest, region: str, key: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One key, and the form that settles it; settled, 303 to the same page."""
    line = profiles.get_line(region, key, as_day(now), actor=desk.actor)
    inputs = forms.inputs_for(line.key, line.own.value if line.own else line.resolved.value)
    if request.method != "POST":
        return _entry(request, region, line, inputs, desk, now)
    sent = request.POST.dict()
    try:
        commands.set_value(
            value=forms.read_value(line.key, sent), locked="locked" in sent, **_settled(region, key, sent, desk, now)
        )
    except (Invalid, Conflict) as refusal:
        return _entry(request, region, line, inputs, desk, now, sent, refusal)
    return _back(region, key, "set")


@require_POST
@staff_page(READ)
def withdrawal(request: HttpRequest, region: str, key: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The region's own value ends; 303 to the key's page. Raises what `withdraw` raises."""
    sent = {name.removeprefix("end_"): text for name, text in request.POST.dict().items()}
    line = profiles.get_line(region, key, as_day(now), actor=desk.actor)
    try:
        commands.withdraw(**_settled(region, key, sent, desk, now))
    except (Invalid, Conflict) as refusal:
        inputs = forms.inputs_for(line.key, line.own.value if line.own else line.resolved.value)
        return _entry(request, region, line, inputs, desk, now, sent, refusal, ending=True)
    return _back(region, key, "withdrawn")


def _settled(region: str, key: str, sent: Mapping[str, str], desk: Desk, now: dt.datetime) -> dict[str, Any]:
    """What setting and withdrawing have in common. Raises Invalid for a date that is none."""
    try:
        effective_from = dt.date.fromisoformat(sent.get("effective_from", ""))
    except ValueError as unreadable:
        raise Invalid("profile.refused", {"effective_from": ["profile.date_missing"]}, key=key) from unreadable
    basis = sent.get("basis", "")
    return {
        "region": region,
        "key": key,
        "effective_from": effective_from,
        "basis": basis,
        "by": desk.actor,
        "now": now,
    }


def _back(region: str, key: str, done: str) -> HttpResponse:
    here = reverse("workbench:profile_entry", kwargs={"region": region, "key": key})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': done})}", status=303)


def _entry(
    request: HttpRequest,
    region: str,
    line: Line,
    inputs: list[forms.Input],
    desk: Desk,
    now: dt.datetime,
    sent: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
    ending: bool = False,
) -> HttpResponse:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    told = {name: words.FIELDS[codes[0]] for name, codes in fields.items()}
    today = as_day(now)
    blank = {"effective_from": today.isoformat(), "basis": ""}
    inputs = inputs if sent is None or ending else forms.as_sent(inputs, sent, fields)
    versions = profiles.history(region, line.key.code, actor=desk.actor)
    shown = {
        **_around(region, desk),
        "line": line,
        "inputs": inputs,
        "labels": forms.LABELS,
        "faults": forms.list_faults(inputs, told, "end_" if ending else ""),
        "setting": (blank, {}) if sent is None or ending else (sent, told),
        "ending": (sent, told) if sent is not None and ending else (blank, {}),
        "refusal": words_for(refusal) if refusal and not fields else None,
        "refused": refusal is not None,
        "versions": versions,
        "names": _names({row.set_by for row in versions if row.set_by}),
        "earliest": None if desk.actor.may(commands.CORRECT, region) else today.isoformat(),
        "done": request.GET.get("done", ""),
    }
    return render_desk(request, "profiles/entry.html", desk, now, PLACE, status=422 if refusal else 200, **shown)


def _names(accounts: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Who set a version; an account that is gone has no name any more."""
    names = {}
    for account in accounts:
        with suppress(NotFound):
            names[account] = access.get_account(account).name
    return names


def _around(region: str, desk: Desk) -> dict[str, Any]:
    """The region, the way to it as far as one may look, and whether one may settle anything here."""
    path = regions.list_path(region)
    crumbs = [
        NavigationEntry(each.name, reverse("workbench:profile", kwargs={"region": each.code}))
        for each in path
        if profiles.may_read(each.code, desk.actor)
    ]
    may_set = desk.actor.may(commands.SET, region)
    said = {"say": words.say, "key_name": words.key_name, "levels": words.LEVELS}
    return {"region": path[-1], "crumbs": crumbs, "may_set": may_set, **said}
