"""Progress for whoever has the number and the query code of a receipt: no sign-in, and nothing says who applied."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases import story, words
from tongban.faces.portal.cases.mine import name_of
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.visitors import address_of
from tongban.foundation.worklist.rules import Light
from tongban.journeys import licensing
from tongban.registers.calendars.rules.clock import local
from tongban.services.cases import queries
from tongban.services.cases.words import say_left

LONGEST = 40


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """The code is posted, so that it stands in no address; `?number=` fills in the number, as the printed code does."""
    crumbs = (NavigationEntry(_("首页"), reverse("home")), NavigationEntry(_("查进度"), ""))
    sent = request.POST if request.method == "POST" else request.GET
    number = "".join(sent.get("number", "").split())[:LONGEST]
    shown: dict[str, Any] = {"number": number, "crumbs": crumbs, "fault": ""}
    if request.method != "POST":
        return render_page(request, "cases/progress.html", "progress", **shown)
    code, now = "".join(request.POST.get("code", "").split())[:LONGEST], timezone.now()
    try:
        found = licensing.follow(number=number, code=code, address=address_of(request), now=now)
    except NotFound:
        shown["fault"] = _("办件编号和查询码对不上，请对照收件凭证再看一遍。")
        return render_page(request, "cases/progress.html", "progress", 422, **shown)
    return render_page(
        request, "cases/found.html", "progress", progress=found, crumbs=crumbs, name=name_of(found),
        state=words.state_name(found.state, found.outcome, found.clock), told=story.tell_progress(found, now),
        light=_light(found, now), left=_say_left(found, now),
        clock_title=words.clock_title(found.clock) if found.clock else "",
    )  # fmt: skip


def _say_left(found: queries.Progress, now: dt.datetime) -> str:
    if found.due_at is None or found.remaining_days is None:
        return _("暂停计时")
    return say_left(found.remaining_days, found.due_at, now)


def _light(found: queries.Progress, now: dt.datetime) -> str:
    """As the applicant's own page has it: on the last day urgent, whatever the region's shares."""
    if found.clock is None or found.light is None:
        return ""
    if found.light is not Light.OVERDUE and found.due_at and local(found.due_at).date() == local(now).date():
        return "urgent"
    return {Light.ALARM: "urgent"}.get(found.light, found.light.value)
