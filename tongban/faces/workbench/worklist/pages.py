"""The two lists of a desk: what I have taken, and what the unit has that nobody has taken yet."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.queries import Counts, Narrow
from tongban.foundation.worklist.rules import ACTIONS, CLAIM, Light

MINE, UNIT = "workbench:mine", "workbench:unit"
LIGHTS = (Light.OVERDUE, Light.ALARM, Light.WARNING, Light.NORMAL, Light.PAUSED)
TEXT_AT_MOST = 100


@require_safe
@staff_page()
def mine(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    narrow, after = _asked(request)
    page = queries.list_mine(desk.actor, now=now, narrow=narrow, cursor=after)
    shown = _shown(MINE, page, queries.count_mine(desk.actor, now=now), narrow, after)
    return render_desk(
        request, "worklist/mine.html", desk, now, MINE, may_claim=desk.actor.may_anywhere(CLAIM), **shown
    )


@require_safe
@staff_page(*ACTIONS)
def unit(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    if not desk.actor.organisation:
        return render_desk(request, "worklist/unit.html", desk, now, UNIT, authority="")
    authority = desk.actor.organisation
    narrow, after = _asked(request)
    page = queries.list_unit(desk.actor, authority, now=now, narrow=narrow, cursor=after)
    shown = _shown(UNIT, page, queries.count_unit(desk.actor, authority, now=now), narrow, after)
    shown |= {"authority": authority, "may_claim": desk.actor.may_anywhere(CLAIM)}
    return render_desk(request, "worklist/unit.html", desk, now, UNIT, **shown)


@require_POST
@staff_page(CLAIM)
def claim(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is mine; my list opens. Raises what `worklist.claim` raises."""
    authority = desk.actor.organisation or ""
    worklist.claim(row, authority, by=desk.actor, by_name=desk.account.name, now=now)
    return HttpResponseRedirect(reverse(MINE), status=303)


@require_POST
@staff_page(CLAIM)
def release(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is the unit's again. Raises what `worklist.release` raises."""
    worklist.release(row, desk.actor.organisation or "", by=desk.actor, now=now)
    return HttpResponseRedirect(reverse(MINE), status=303)


def _asked(request: HttpRequest) -> tuple[Narrow, str | None]:
    light = next((light for light in LIGHTS if light.value == request.GET.get("light")), None)
    return Narrow(light=light, text=request.GET.get("q", "")[:TEXT_AT_MOST]), request.GET.get("after") or None


def _shown(address: str, page: queries.Page, counts: Counts, narrow: Narrow, after: str | None) -> dict[str, Any]:
    asked = {"light": narrow.light.value if narrow.light else "", "q": narrow.text}
    here = reverse(address)
    return {
        "rows": page.rows,
        "narrow": narrow,
        "here": here,
        "lights": [(light.value, getattr(counts, light.value)) for light in LIGHTS],
        "total": counts.total,
        "next_url": f"{here}?{urlencode(asked | {'after': page.next})}" if page.next else "",
        "first_url": f"{here}?{urlencode(asked)}" if after else "",
    }
