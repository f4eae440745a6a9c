"""From a proof to a session: every way in ends here, asks for the second factor, and opens the session."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tongban.faces.entrance import steps
from tongban.foundation.ui.visitors import address_of
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.access.rules import RealNameLevel
from tongban.registers.entry import commands as entry
from tongban.registers.entry import queries as entries
from tongban.registers.entry.rules import Claims

SESSION_KEY = "entry_session"


def admit(
    request: HttpRequest,
    account: Account,
    *,
    method: str,
    target: str,
    now: dt.datetime,
    acting_for: uuid.UUID | None = None,
) -> HttpResponse:
    """The account is proven by `method`: on to the second factor where it has one, else in, acting for that party.

    Raises NotAllowed: account_closed, sample_account_refused.
    """
    accounts.check_may_enter(account, samples_allowed=not settings.PRODUCTION)
    if entries.has_second_factor(account.id):
        facts = {"account": str(account.id), "method": method, "next": target, "acting_for": str(acting_for or "")}
        request.session.cycle_key()
        steps.keep(request, steps.FIRST_FACTOR, **facts)
        return HttpResponseRedirect(reverse("second_factor_check"), status=303)
    told: dict[str, Any] = {"method": method, "target": target, "now": now, "acting_for": acting_for}
    return let_in(request, account, with_second_factor=False, **told)


def let_in(
    request: HttpRequest,
    account: Account,
    *,
    method: str,
    with_second_factor: bool,
    target: str,
    now: dt.datetime,
    acting_for: uuid.UUID | None = None,
) -> HttpResponse:
    """A session of the account is open under a new session id; a waiting national identity is linked to it.

    Raises Conflict (entry.identity_taken, entry.identity_held_already) after opening the session.
    """
    waiting = steps.find(request, steps.IDENTITY)
    _end_earlier(request, now)
    login(request, account)  # under a new session id: a cookie planted before is worth nothing
    request.session.set_expiry(settings.SESSION_LASTS)
    steps.forget(request, steps.CODE_SENT, steps.PHONE_PROVEN, steps.FIRST_FACTOR, steps.IDENTITY)
    session = entry.open_session(
        account_id=account.id,
        method=method,
        with_second_factor=with_second_factor,
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
        idle=settings.SESSION_IDLE_STAFF if accounts.is_staff(account) else settings.SESSION_IDLE_CITIZEN,
        lasts=settings.SESSION_LASTS,
        acting_for=acting_for,
        by=accounts.actor_for(account),
        now=now,
    )
    request.session[SESSION_KEY] = str(session.id)
    if waiting:
        entry.link_identity(
            account_id=account.id, claims=read_waiting(waiting), by=accounts.actor_for(account), now=now
        )
    return HttpResponseRedirect(target, status=303)


def _end_earlier(request: HttpRequest, now: dt.datetime) -> None:
    """Whoever signs in again in the same browser has one session there, not two."""
    earlier = session_of(request)
    if earlier and isinstance(request.user, Account):
        entry.end_session(session_id=earlier, by=accounts.actor_for(request.user), now=now)


def read_waiting(facts: dict[str, Any]) -> Claims:
    """The claims as `steps.keep` stored them."""
    told = {name: value for name, value in facts.items() if name != "until"}
    return Claims(**(told | {"level": RealNameLevel(told["level"])}))


def session_of(request: HttpRequest) -> uuid.UUID | None:
    """The id of the open session in this browser, or None."""
    kept = request.session.get(SESSION_KEY)
    return uuid.UUID(kept) if kept else None


def close(request: HttpRequest, now: dt.datetime) -> None:
    """Nobody is signed in in this browser any more."""
    session_id = session_of(request)
    if isinstance(request.user, Account) and session_id:
        access.record_sign_out(request.user, now=now)
        entry.end_session(session_id=session_id, by=accounts.actor_for(request.user), now=now)
    logout(request)
