"""One's own case: where it stands, what to do now, what was handed in; and taking it back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.portal.cases import ending, signing, story, words
from tongban.faces.portal.cases.clock import read_clock
from tongban.faces.portal.cases.mine import name_of
from tongban.faces.portal.cases.people import actor_of, signed_in
from tongban.faces.portal.shell import render_page
from tongban.foundation.files import commands as files
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.words import sentence_for
from tongban.journeys import licensing
from tongban.registers.calendars.rules.clock import local
from tongban.services.cases import queries
from tongban.services.cases.queries import CaseView
from tongban.services.cases.rules.life import State, Step
from tongban.services.cases.rules.materials import How

LONGEST_REASON = 500
_INLINE = ("image/jpeg", "image/png", "application/pdf")


@require_safe
@signed_in
def case(request: HttpRequest, number: str) -> HttpResponse:
    now = timezone.now()
    view = queries.get_own_case(number, actor=actor_of(request), now=now)
    known = view.case
    shown: dict[str, Any] = {
        "case": known, "name": name_of(known), "state": words.state_name(known.state, known.outcome, known.clock),
        "clock": read_clock(known, now=now, pauses=_list_pauses(view)), "told": story.tell(view, now),
        "clock_title": words.clock_title(known.clock) if known.clock else "",
        "defects": list_defects(view) if known.state == State.CORRECTING else [],
        "gaps": [row for row in view.materials if row.how == How.PROMISE] if Step.SUPPLY in view.steps else [],
        "may": {step.value: why is None for step, why in view.steps.items()},
        "why_not": _why_not_withdraw(view), "ending": ending.find_ending(known),
        "ways": ending.list_ways(known, actor_of(request), now),
        "halts": [(words.pause_name(each.kind), each) for each in view.pauses if each.ended_at is None],
        "materials": view.materials, "crumbs": crumbs_of(view),
        "signatures": signing.list_lines(queries.list_signatures(known.id, actor=actor_of(request), now=now)),
    }  # fmt: skip
    return render_page(request, "cases/case.html", "my_cases", **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Asked once whether one means it; taken back, 303 to the case."""
    actor, now = actor_of(request), timezone.now()
    view = queries.get_own_case(number, actor=actor, now=now)
    reason, fault = request.POST.get("reason", "").strip(), ""
    if request.method == "POST":
        try:
            licensing.withdraw(case_id=view.case.id, reason=reason[:LONGEST_REASON], by=actor, now=now)
            return HttpResponseRedirect(reverse("case", kwargs={"number": view.case.number}), status=303)
        except Invalid as refusal:
            fault = sentence_for(refusal.code, refusal.facts)
    shown = {"case": view.case, "name": name_of(view.case), "reason": reason, "fault": fault}
    shown |= {"why_not": _why_not_withdraw(view), "crumbs": crumbs_of(view, _("撤回这份申请"))}
    return render_page(request, "cases/withdraw.html", "my_cases", 422 if fault else 200, **shown)


@require_safe
@signed_in
def material(request: HttpRequest, number: str, code: str) -> HttpResponseBase:
    """The file that came as this material, for whoever may follow the case; each look is journalled."""
    actor, now = actor_of(request), timezone.now()
    view = queries.get_own_case(number, actor=actor, now=now)
    row = next((each for each in view.materials if each.code == code and each.file), None)
    if row is None or row.file is None:
        raise NotFound("page.not_found")
    file, content = files.hand_out(row.file, by=actor, purpose="本人查看", now=now, holder=view.case.holder_id)
    answer = FileResponse(content, content_type=file.media_type)
    inline = file.media_type in _INLINE
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def list_defects(view: CaseView) -> list[dict[str, Any]]:
    """What the open notice says, with the name of what it is about."""
    notice = next((each for each in view.corrections if each.answered_at is None), None)
    names = {row.code: row.name for row in view.materials}
    return [
        {**defect, "name": names.get(defect["about"], _("申请表") if defect["about"] == "form" else defect["about"])}
        for defect in (notice.defects if notice else ())
    ]


def crumbs_of(view: CaseView, last: str = "") -> tuple[NavigationEntry, ...]:
    """The way here; `last` is the page below the case's own."""
    here = NavigationEntry(name_of(view.case), reverse("case", kwargs={"number": view.case.number}))
    above = (NavigationEntry(_("首页"), reverse("home")), NavigationEntry(_("我的办件"), reverse("my_cases")), here)
    return (*above, NavigationEntry(last, "")) if last else above


def _why_not_withdraw(view: CaseView) -> str:
    """ "" where it can be taken back."""
    refused = view.steps.get(Step.WITHDRAW, "case.not_allowed")
    return words.why_not_withdraw(view.case.state, refused) if refused else ""


def _list_pauses(view: CaseView) -> Sequence[tuple[dt.date, dt.date | None]]:
    return [
        (local(each.started_at).date(), local(each.ended_at).date() if each.ended_at else None) for each in view.pauses
    ]
