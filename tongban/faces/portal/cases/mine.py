"""My cases: which one needs me, which are running, which are done; and what is still being written."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.cases import words
from tongban.faces.portal.cases.clock import Clock, read_clock
from tongban.faces.portal.cases.people import actor_of, signed_in
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import NotAllowed
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import ActsFor
from tongban.services.cases import queries
from tongban.services.cases.queries import Case, DraftView, Group, OwnPage

DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the list."""

    case: Case
    name: str
    state: str
    clock: Clock | None
    needs_me: bool


@require_safe
@signed_in
def my_cases(request: HttpRequest) -> HttpResponse:
    """`for` is the party, `group` one of `Group` or `drafts`, `after` the cursor."""
    actor, now = actor_of(request), timezone.now()
    assert actor.account is not None
    acting = parties.list_parties_of(actor.account, now=now)
    acts = _chosen(acting, request.GET.get("for", ""))
    if acts is None:
        return render_page(request, "cases/mine.html", "my_cases", acting=(), lines=(), tabs=(), drafts=())
    chosen = request.GET.get("group", "")
    group = Group(chosen) if chosen in set(Group) else None
    page, may_follow = _page(acts.party, group, request, actor, now)
    drafts = queries.list_drafts(acts.party, actor=actor, now=now)
    lines = [] if chosen == DRAFTS else [_line(case, now) for case in page.rows]
    return render_page(
        request, "cases/mine.html", "my_cases", acting=acting, acts=acts, lines=lines, chosen=chosen,
        drafts=[(draft, _draft_name(draft)) for draft in drafts] if chosen in ("", DRAFTS) else (),
        tabs=_tabs(acts, acting, page, len(drafts), chosen), may_follow=may_follow,
        next_url=_url(acts, acting, chosen, page.next) if page.next and chosen != DRAFTS else "",
        people=[(each, _url(each, acting, "")) for each in acting],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brief:
    """What waits for whoever is signed in, of their own cases; `known` is false before they are known by name."""

    lines: Sequence[Line]
    counts: dict[Group, int]
    drafts: int
    known: bool = True


BRIEF = 3


def get_brief(request: HttpRequest) -> Brief:
    """For the home page and the page about oneself."""
    actor, now = actor_of(request), timezone.now()
    own = parties.find_own_party(actor.account) if actor.account else None
    if own is None:
        return Brief((), dict.fromkeys(Group, 0), 0, known=False)
    page = queries.list_mine(own, group=Group.NEEDS_ME, actor=actor, now=now, limit=BRIEF)
    drafts = queries.list_drafts(own, actor=actor, now=now)
    return Brief([_line(case, now) for case in page.rows], page.counts, len(drafts))


def name_of(case: Any) -> str:
    """The item's name in the visitor's language."""
    return str((get_language() == "en" and case.item_name_en) or case.item_name)


def _chosen(acting: Sequence[ActsFor], party: str) -> ActsFor | None:
    """The one named, else oneself, who stands first."""
    return next((acts for acts in acting if str(acts.party) == party), acting[0] if acting else None)


def _page(holder: uuid.UUID, group: Group | None, request: HttpRequest, actor: Any, now: Any) -> tuple[OwnPage, bool]:
    """An agent who may only apply sees drafts, no cases."""
    try:
        after = request.GET.get("after", "")
        return queries.list_mine(holder, group=group, after=after, actor=actor, now=now), True
    except NotAllowed:
        return OwnPage((), "", dict.fromkeys(Group, 0)), False


def _line(case: Case, now: Any) -> Line:
    clock = read_clock(case, now=now)
    state = words.state_name(case.state, case.outcome, case.clock)
    return Line(case, name_of(case), state, clock, queries.group_of(case) is Group.NEEDS_ME)


def _draft_name(draft: DraftView) -> str:
    content = draft.content
    return str((get_language() == "en" and content.get("name_en")) or content.get("name") or draft.item)


def _tabs(acts: ActsFor, acting: Sequence[ActsFor], page: OwnPage, drafts: int, chosen: str) -> list[dict[str, Any]]:
    names = {
        "": (_("全部"), sum(page.counts.values())),
        Group.NEEDS_ME.value: (_("等我处理"), page.counts[Group.NEEDS_ME]),
        Group.RUNNING.value: (_("正在办"), page.counts[Group.RUNNING]),
        Group.DONE.value: (_("已办结"), page.counts[Group.DONE]),
        DRAFTS: (_("草稿"), drafts),
    }
    return [
        {"label": name, "count": count, "url": _url(acts, acting, code), "current": code == chosen}
        for code, (name, count) in names.items()
    ]


def _url(acts: ActsFor, acting: Sequence[ActsFor], group: str, after: str = "") -> str:
    told = {"for": str(acts.party) if acts is not acting[0] else "", "group": group, "after": after}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{reverse('my_cases')}?{query}" if query else reverse("my_cases")
