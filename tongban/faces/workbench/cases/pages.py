"""The page of one case, and what is done on it: steps, internal notes, a look at a whole number."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.cases import steps, words
from tongban.faces.workbench.cases.context import TABS, Typed, gather
from tongban.faces.workbench.cases.reading import get_id, get_view
from tongban.faces.workbench.cases.viewer import policy_of_page
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from tongban.foundation.ui.words import words_for
from tongban.foundation.worklist import queries as worklist
from tongban.foundation.worklist.rules import Whose
from tongban.journeys import licensing
from tongban.registers.access import queries as access
from tongban.registers.parties import commands as parties
from tongban.services.cases.queries import Case
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Step

MINE = "workbench:mine"
STATUSES: dict[type[DomainError], int] = {NotAllowed: 403, Conflict: 409, Invalid: 422}
LONGEST = 20


@require_safe
@staff_page(rights.READ)
def case(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The case as it stands. Raises NotFound case.not_found."""
    return _page(request, number, desk, now)


@require_POST
@staff_page(rights.READ)
def take_step(request: HttpRequest, number: str, step: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The step is taken and the next of one's own cases opens; else the page again with why, and what was typed."""
    taken = steps.read_step(step)
    case_id, version = get_id(number, desk, now), request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < LONGEST else 0
    authority = desk.actor.organisation or get_view(number, desk, now).case.organisation
    following = _following(case_id, authority, desk)
    try:
        stands = steps.take(taken, request.POST, case_id, seen, by=desk.actor, now=now)
    except (NotAllowed, Conflict, Invalid) as refusal:
        return _page(request, number, desk, now, Typed(taken, request.POST, _say_refusal(refusal)), refusal)
    following = following or _next_to_accept(stands, desk, now)
    return HttpResponseRedirect(_onward(stands, taken, following), status=303)


@require_POST
@staff_page(rights.READ)
def note(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One more internal note stands with the case."""
    case_id = get_id(number, desk, now)
    try:
        licensing.note(case_id=case_id, text=request.POST.get("text", ""), by=desk.actor, now=now)
    except (NotAllowed, Invalid) as refusal:
        return _page(request, number, desk, now, Typed(None, request.POST, _say_refusal(refusal), "notes"), refusal)
    here = reverse("workbench:case", kwargs={"number": number})
    return HttpResponseRedirect(f"{here}?tab=notes#notes", status=303)


@require_POST
@staff_page("parties.reveal")
def reveal(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The page with the applicant's whole number in it, once; the journal says who looked and what for."""
    view = get_view(number, desk, now)
    told: dict[str, Any] = {"party_id": view.case.holder_id, "by": desk.actor, "now": now}
    try:
        whole = parties.reveal_number(purpose=request.POST.get("purpose", ""), **told)
    except (NotAllowed, Invalid) as refusal:
        tab = request.POST.get("tab", "") or TABS[0]
        typed = Typed(None, request.POST, _("请写清楚为什么要看完整号码。"), tab)
        return _page(request, number, desk, now, typed, refusal)
    return _page(request, number, desk, now, revealed=whole)


def _page(
    request: HttpRequest,
    number: str,
    desk: Desk,
    now: dt.datetime,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
    revealed: str = "",
) -> HttpResponse:
    view = get_view(number, desk, now)
    tab = typed.tab if typed and typed.tab else request.POST.get("tab", "") or request.GET.get("tab", "")
    purpose = request.POST.get("purpose", "") if revealed else ""
    shown = gather(request, view, tab if tab in TABS else TABS[0], desk, now, purpose)
    done, was = (request.GET.get(name, "") for name in ("done", "was"))
    shown["was"] = was if was.isascii() and was.isdecimal() and len(was) <= LONGEST else ""
    shown |= {"typed": typed, "revealed": revealed, "done": words.say(words.STEPS, done) if done in words.STEPS else ""}
    status = next((status for kind, status in STATUSES.items() if isinstance(refusal, kind)), 200)
    answer = render_desk(request, "cases/case.html", desk, now, MINE, status=status, **shown)
    answer["Content-Security-Policy"] = policy_of_page()
    return answer


def _following(case_id: uuid.UUID, authority: str, desk: Desk) -> str:
    """The number of the case that comes after this one on one's own list, or else before it; "" where there is none,
    or where this one is not on it.
    """
    row = worklist.find_row(desk.actor, f"case:{case_id}", authority)
    if row is None or row.claimed_by != desk.account.id:
        return ""
    before, after = worklist.find_beside(desk.actor, row)
    return next((each.number for each in (after, before) if each is not None), "")


def _next_to_accept(case: Case, desk: Desk, now: dt.datetime) -> str:
    """At a window for all bodies of a region, for whoever has taken nothing on: what this body has to accept."""
    if desk.actor.organisation or not desk.actor.may(rights.ACCEPT, case.region, case.organisation):
        return ""
    told: dict[str, Any] = {"authority": case.organisation, "narrow": worklist.Narrow(step="submitted")}
    rows = worklist.list_rows(desk.actor, whose=Whose.UNCLAIMED, now=now, **told).rows
    return next((row.number for row in rows if row.number != case.number), "")


def _onward(case: Case, step: Step, following: str) -> str:
    """Where one goes on: the next case, or this one, saying what was done."""
    asked = {"done": str(step), "was": case.number}
    number = following or case.number
    return f"{reverse('workbench:case', kwargs={'number': number})}?{urlencode(asked)}"


def _say_refusal(refusal: DomainError) -> str:
    if refusal.code != "case.changed_meanwhile":
        return words_for(refusal)[1]
    facts = refusal.facts
    account = str(facts.get("account", ""))
    who = next(iter(access.name_accounts([uuid.UUID(account)]).values()), "") if account else ""
    told = {
        "who": who or _("系统"),
        "when": words.say_when(str(facts["at"])),
        "step": words.say(words.STEPS, facts["step"]),
    }
    return _("您打开之后，%(who)s在 %(when)s 办了“%(step)s”。下面是最新情况；您写的还在，没有送出。") % told
