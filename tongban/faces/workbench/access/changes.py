"""The buttons of these pages: find by phone, appoint, end a post, close and reopen an account."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from tongban.faces.workbench.access.names import found_token, is_found
from tongban.faces.workbench.access.pages import APPOINT, CLOSE, HOLDERS, holder_page
from tongban.faces.workbench.shell import Desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.access import commands as access
from tongban.registers.access import queries


@require_POST
@staff_page(APPOINT)
def find(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The page of the account with this phone, also where it holds no post here yet."""
    account = access.look_up(phone=request.POST.get("phone", "")[:40], by=desk.actor, now=now)
    if account is None:
        return HttpResponseRedirect(f"{reverse(HOLDERS)}?unknown=1", status=303)
    return _to(account.id, found=found_token(account.id))


@require_POST
@staff_page(APPOINT)
def appoint(request: HttpRequest, account: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The post is held; a conflict is told on the page. Raises NotAllowed, NotFound as the command does."""
    token = request.POST.get("found", "")
    queries.get_holder(account, by=desk.actor, today=timezone.localdate(now), found=is_found(token, account))
    told = {name: request.POST.get(name, "")[:40] for name in ("role", "region", "organisation")}
    try:
        access.appoint(account_id=account, by=desk.actor, now=now, **told)
    except Conflict as refusal:
        return holder_page(request, account, desk, now, refusal)
    return _to(account, done="appointed")


@require_POST
@staff_page(APPOINT)
def end(request: HttpRequest, post: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The post ends on the day given."""
    try:
        on = dt.date.fromisoformat(request.POST.get("on", ""))
    except ValueError as nothing:
        raise Invalid("access.ends_in_the_past", {"on": ["access.ends_in_the_past"]}) from nothing
    return _to(access.end_post(post, on=on, by=desk.actor, now=now).account_id, done="ended")


@require_POST
@staff_page(CLOSE)
def close(request: HttpRequest, account: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    access.close_account(account, by=desk.actor, now=now)
    return _to(account, done="closed", found=found_token(account))


@require_POST
@staff_page(CLOSE)
def reopen(request: HttpRequest, account: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    access.reopen_account(account, by=desk.actor, now=now)
    return _to(account, done="reopened", found=found_token(account))


def _to(account: uuid.UUID, **told: str) -> HttpResponse:
    """Back to the account, which may have lost its last post here: its page says so for an hour."""
    told = {"found": found_token(account)} | told
    address = reverse("workbench:access_holder", kwargs={"account": account})
    return HttpResponseRedirect(f"{address}?{urlencode(told)}", status=303)
