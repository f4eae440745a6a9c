"""Work going from hand to hand: claimed, given back, offered, taken over, refused. Each leads back to where one was."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongban.faces.workbench.shell import Desk, staff_page
from tongban.faces.workbench.worklist.units import UNIT_AT_MOST, authority_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import ASSIGN, CLAIM
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Post

MINE = "workbench:mine"


@require_POST
@staff_page(CLAIM)
def claim(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is mine. Raises what `worklist.claim` raises."""
    worklist.claim(row, _authority(request, row, desk), by=desk.actor, by_name=desk.account.name, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM, ASSIGN)
def release(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The work is the unit's again. Raises what `worklist.release` raises."""
    worklist.release(row, _authority(request, row, desk), by=desk.actor, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM, ASSIGN)
def hand_over(request: HttpRequest, row: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A colleague is offered my work, or given the unit's. Raises what `worklist.hand_over` raises."""
    authority = _authority(request, row, desk)
    to, name = colleague(request.POST.get("to", ""), desk, now, queries.get_row(desk.actor, row, authority))
    worklist.hand_over(row, authority, to=to, to_name=name, by=desk.actor, now=now)
    return back(request)


@require_POST
@staff_page(CLAIM)
def answer(request: HttpRequest, row: uuid.UUID, how: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """An offer is taken, refused, or taken back by who made it. Raises what these commands raise."""
    _ANSWERS[how](row, _authority(request, row, desk), by=desk.actor, now=now)
    return back(request)


_ANSWERS = {
    "take": worklist.accept_hand_over,
    "refuse": worklist.refuse_hand_over,
    "recall": worklist.withdraw_hand_over,
}


def colleagues(desk: Desk, now: dt.datetime, row: WorklistRow | None = None) -> list[Post]:
    """The posts at one's own body whose holders can take work on, one's own left out; at a window for all bodies of a
    region those of the same windows, then those at the body that the row is of.
    """
    today, own = now.date(), desk.actor.organisation
    if own and desk.actor.region:
        posts = access.list_posts_granting(CLAIM, desk.actor.region, own, today=today)
    elif row is not None:
        bodies = ("", row.authority)
        posts = [post for body in bodies for post in access.list_posts_granting(CLAIM, row.region, body, today=today)]
    else:
        posts = []
    named: dict[uuid.UUID, Post] = {}
    for post in posts:
        named.setdefault(post.account_id, post)
    named.pop(desk.account.id, None)
    return list(named.values())


def colleague(account: str, desk: Desk, now: dt.datetime, row: WorklistRow | None = None) -> tuple[Actor, str]:
    """The colleague of this account as who takes work on, and their name. Raises Invalid desk.recipient_unknown."""
    for post in colleagues(desk, now, row):
        if str(post.account_id) == account:
            return access.actor_for(post.account, post, today=now.date()), post.account.name
    raise Invalid("desk.recipient_unknown", {"to": ["desk.recipient_unknown"]})


def _authority(request: HttpRequest, row: uuid.UUID, desk: Desk) -> str:
    """One's own body, or the one that the form names; else that of the row on one's own list. Raises NotFound."""
    if named := authority_of(desk, request.POST.get("unit", "")[:UNIT_AT_MOST]):
        return named
    found = queries.list_by_ids(desk.actor, "", [row])
    if not found:
        raise NotFound("worklist.row_not_found")
    return found[0].authority


def back(request: HttpRequest) -> HttpResponse:
    """To the page of this house that the form came from, else to my list."""
    to = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = reverse(MINE)
    return HttpResponseRedirect(to, status=303)
