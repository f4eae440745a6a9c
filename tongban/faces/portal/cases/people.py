"""Who is at the page: signed in or asked to, and for whom they may apply."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tongban.foundation.kernel.actor import Actor
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import ActsFor
from tongban.registers.parties.rules import Kind, Link
from tongban.services.cases.rules import rights

View = Callable[..., HttpResponseBase]
_AUDIENCE = {Kind.PERSON: frozenset("1"), Kind.ENTERPRISE: frozenset("2345")}


def signed_in(view: View) -> View:
    """The page for whoever is signed in; anybody else signs in first and comes back here."""

    @never_cache
    @wraps(view)
    def enter(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('sign_in')}?{back}", status=303)
        return view(request, **parts)

    return enter


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is signed in, as a citizen: a post of theirs counts in the workbench only."""
    assert isinstance(request.user, Account)
    return access.actor_for(request.user)


def entered_for(request: HttpRequest) -> uuid.UUID | None:
    """The enterprise whose electronic business licence let this session in, or None."""
    if not request.user.is_authenticated:
        return None
    party: uuid.UUID | None = getattr(getattr(request, "entry_session", None), "acting_for", None)
    return party


def phone_of(request: HttpRequest) -> str:
    return request.user.phone if isinstance(request.user, Account) else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody one may act for; `why_not` says why this item cannot be applied for in their name."""

    acts: ActsFor
    why_not: str = ""

    @property
    def role(self) -> str:
        return {
            Link.SELF: _("本人"),
            Link.REPRESENTATIVE: _("您是法定代表人（负责人）"),
            Link.AGENT: _("您受委托代办"),
        }[self.acts.link]


def list_choices(actor: Actor, terms: Terms, *, now: dt.datetime, first: uuid.UUID | None = None) -> list[Choice]:
    """Everybody this account acts for, those first in whose name it may apply, and of them the party `first`."""
    assert actor.account is not None
    choices = [Choice(acts, _find_reason(acts, terms)) for acts in parties.list_parties_of(actor.account, now=now)]
    return sorted(choices, key=lambda choice: (bool(choice.why_not), choice.acts.party != first))


def find_acts(actor: Actor, holder: uuid.UUID, *, now: dt.datetime) -> ActsFor | None:
    """How this account acts for that party."""
    assert actor.account is not None
    acting = parties.list_parties_of(actor.account, now=now)
    return next((acts for acts in acting if acts.party == holder), None)


def _find_reason(acts: ActsFor, terms: Terms) -> str:
    if terms.audience and not terms.audience & _AUDIENCE[Kind(acts.kind)]:
        return _("这件事只能由企业或者单位申请") if acts.kind == Kind.PERSON else _("这件事只能由个人申请")
    if acts.link is Link.AGENT and rights.SUBMIT not in acts.actions:
        return _("委托里没有“提交申请”")
    if acts.items and terms.item not in acts.items:
        return _("委托里没有这件事")
    return ""
