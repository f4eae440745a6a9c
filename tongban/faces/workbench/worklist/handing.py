"""Work going from hand to hand: claimed, given back, offered, taken over, refused. Each leads back to where one was."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.faces.workbench.shell import Desk, staff_page
from tongban.faces.workbench.worklist.units import authority_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist.rules import ASSIGN, CLAIM
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Post

MINE = "workbench:mine"


@require_POST
@staff_page(CLAIM)
def claim(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is mine. Raises what `worklist.claim` raises."""
    worklist.claim(row, authority_of(desk), by=desk.actor, by_name=desk.account.name, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM, ASSIGN)
def release(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is the unit's again. Raises what `worklist.release` raises."""
    worklist.release(row, authority_of(desk), by=desk.actor, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM, ASSIGN)
def hand_over(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A colleague is offered my work, or given the unit's. Raises what `worklist.hand_over` raises."""
    to, name = colleague(request.POST.get("to", ""), desk, now)
    worklist.hand_over(row, authority_of(desk), to=to, to_name=name, by=desk.actor, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM)
def answer(request: HttpRequest, row: uuid.UUID, how: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """An offer is taken, refused, or taken back by who made it. Raises what these commands raise."""
    _ANSWERS[how](row, authority_of(desk), by=desk.actor, now=now)
    return back(request)


_ANSWERS = {
    "take": worklist.accept_hand_over,
    "refuse": worklist.refuse_hand_over,
    "recall": worklist.withdraw_hand_over,
}


def colleagues(desk: Desk, now: dt.datetime) -> list[Post]:
    """The posts at one's own body whose holders can take work on, one's own left out."""
    if not desk.actor.organisation or not desk.actor.region:
        return []
    posts = access.list_posts_granting(CLAIM, desk.actor.region, desk.actor.organisation, today=now.date())
    return [post for post in posts if post.account_id != desk.account.id]


def colleague(account: str, desk: Desk, now: dt.datetime) -> tuple[Actor, str]:
    """The colleague of this account as who takes work on, and their name. Raises Invalid desk.recipient_unknown."""
    for post in colleagues(desk, now):
        if str(post.account_id) == account:
            return access.actor_for(post.account, post, today=now.date()), post.account.name
    raise Invalid("desk.recipient_unknown", {"to": ["desk.recipient_unknown"]})


def back(request: HttpRequest) -> HttpResponse:
    """To the page of this house that the form came from, else to my list."""
    to = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = reverse(MINE)
    return HttpResponseRedirect(to, status=303)
