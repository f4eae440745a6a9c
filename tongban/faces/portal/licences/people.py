"""Whose wallet is open: oneself, an enterprise one represents, or somebody one may apply for."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import ActsFor
from tongban.registers.parties.rules import Link
from tongban.services.licences.rules.fetching import USE

FOR = "for"


@dataclass(frozen=True, slots=True)
class Wallet:
    """The party whose licences are shown, and everybody whose wallet could be opened instead."""

    acts: ActsFor
    acting: Sequence[ActsFor]

    @property
    def party(self) -> uuid.UUID:
        return self.acts.party

    def list_own(self) -> list["Wallet"]:
        """Oneself and the enterprises one represents: what lies open together. Never those one is an agent of."""
        own = [acts for acts in self.acting if acts.link is not Link.AGENT]
        return [Wallet(acts, self.acting) for acts in own] or [self]

    def url(self, name: str, /, **parts: object) -> str:
        """The address of a page of the wallet that stays with this party."""
        return f"{reverse(name, kwargs=parts or None)}?{urlencode({FOR: str(self.party)})}"

    def people(self, name: str) -> list[tuple[ActsFor, str]]:
        """Everybody, each with the address of the same page for them."""
        return [(each, Wallet(each, self.acting).url(name)) for each in self.acting]


def find_wallet(request: HttpRequest, actor: Actor, now: dt.datetime) -> Wallet | None:
    """The one that the address names, else one's own; None before one is known by name."""
    assert actor.account is not None
    acting = [
        acts for acts in parties.list_parties_of(actor.account, now=now)
        if acts.link is not Link.AGENT or USE in acts.actions
    ]  # fmt: skip
    told = request.POST.get(FOR) or request.GET.get(FOR, "")
    chosen = next((acts for acts in acting if str(acts.party) == told), acting[0] if acting else None)
    return Wallet(chosen, acting) if chosen else None


def get_wallet(request: HttpRequest, actor: Actor, now: dt.datetime) -> Wallet:
    """Raises NotFound party.not_found before one is known by name."""
    wallet = find_wallet(request, actor, now)
    if wallet is None:
        raise NotFound("party.not_found")
    return wallet


def crumbs(wallet: Wallet, *names: str) -> tuple[NavigationEntry, ...]:
    """Home, the wallet, and where one is inside it."""
    first = NavigationEntry(_("首页"), reverse("home"))
    if not names:
        return (first, NavigationEntry(_("我的证照"), ""))
    mine = NavigationEntry(_("我的证照"), wallet.url("my_licences"))
    return (first, mine, *(NavigationEntry(name, "") for name in names))
