"""The lists of a desk: what I have taken or am offered, and what the unit has."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.worklist import rows, words
from tongban.faces.workbench.worklist.rows import LIGHTS, Asked, read_asked
from tongban.faces.workbench.worklist.units import authority_of, list_units, name_units
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.rules import ACTIONS, ASSIGN, CLAIM, Whose
from tongban.services.cases import words as case_words
from tongban.services.cases.rules import rights

MINE, UNIT = "workbench:mine", "workbench:unit"
OF_MINE, OF_UNIT = (Whose.MINE, Whose.OFFERED), (Whose.UNCLAIMED, Whose.CLAIMED, Whose.ALL)


@require_safe
@staff_page()
def mine(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What waits for me, and what a colleague offers me."""
    asked = read_asked(request.GET, OF_MINE)
    return render_desk(request, "worklist/mine.html", desk, now, MINE, **listed(MINE, asked, OF_MINE, "", desk, now))


@require_safe
@staff_page(*ACTIONS)
def unit(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What the unit has: what nobody has taken, what somebody has, or both."""
    asked = read_asked(request.GET, OF_UNIT)
    units = list_units(desk, asked.unit, now)
    authority = authority_of(desk, asked.unit or (units[0].code if units else ""))
    if not authority:
        return render_desk(request, "worklist/unit.html", desk, now, UNIT, authority="", units=units)
    asked = replace(asked, unit="" if desk.actor.organisation else authority)
    shown = listed(UNIT, asked, OF_UNIT, authority, desk, now)
    return render_desk(request, "worklist/unit.html", desk, now, UNIT, authority=authority, units=units, **shown)


def listed(
    address: str, asked: Asked, choices: Sequence[Whose], authority: str, desk: Desk, now: dt.datetime
) -> dict[str, Any]:
    """What the template of a list needs: a page of rows, how many under each light, at each step, of each list."""
    here = reverse(address)
    told: dict[str, Any] = {"whose": asked.whose, "authority": authority}
    look = queries.look_at(desk.actor, now=now, narrow=asked.narrow, cursor=asked.after, **told)
    counts, page = look.counts, look.page
    return {
        "asked": asked,
        "rows": rows.show(page.rows, desk.actor, now),
        "bodies": name_units(desk, page.rows) if not authority else {},
        "lights": [
            (words.state_of(light), case_words.LIGHTS[light], _count(getattr(counts, light), light in counts.at_least),
             asked.address(here, light=light.value), asked.narrow.light is light)
            for light in LIGHTS
        ],
        "total": _count(counts.total, bool(counts.at_least)),
        "all_url": asked.address(here, light=""),
        "steps": rows.step_choices(look.steps, asked.narrow.step),
        "lists": [
            (each.value, words.WHOSE[each], asked.address(here, whose=each.value), each is asked.whose)
            for each in choices
        ],
        "here": here,
        "bare_url": asked.address(here, light="", step="", q=""),
        "next_url": asked.address(here, after=page.next) if page.next else "",
        "first_url": asked.address(here) if asked.after else "",
        "may_claim": may_claim(desk),
        "batches": batches(desk, asked.whose),
    }  # fmt: skip


def _count(number: int, is_at_least: bool) -> str:
    return f"{number}+" if is_at_least else str(number)


def may_claim(desk: Desk) -> bool:
    """At a window for all bodies of a region work is taken on at each of them."""
    return desk.actor.may_anywhere(CLAIM)


def batches(desk: Desk, whose: Whose) -> list[str]:
    """What can be done with several rows of this list at once by whoever sits here."""
    may = desk.actor.may_anywhere
    found = []
    if whose is Whose.OFFERED:
        return ["take"] if may(CLAIM) else []
    if may_claim(desk) and whose in (Whose.UNCLAIMED, Whose.ALL):
        found.append("claim")
    if may(rights.ACCEPT):
        found.append("accept")
    if may(rights.REVIEW):
        found.append("pass_on")
    if whose is Whose.MINE and may(CLAIM):
        found += ["assign", "release"] if desk.actor.organisation else ["release"]
    elif may(ASSIGN) and desk.actor.organisation:
        found.append("assign")
    return found
