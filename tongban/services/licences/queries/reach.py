"""Who may use whose licences: the holder, whoever represents them or may apply for them; staff for items of theirs."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.access.rules import CITIZEN
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.rules.fetching import FETCH, USE


def may_use(actor: Actor, holder: uuid.UUID, *, item: str = "", now: dt.datetime) -> bool:
    """Whether the actor uses these licences as the holder does; an agent for items their mandate covers."""
    if actor.account is None or actor.role != CITIZEN:
        return False
    return parties.may_act_for(actor.account, holder, USE, now=now, item=item)


def unit_of(by: Actor, organisation: str) -> str:
    """The body that looks, "" for whoever is no staff. Staff without a body look for this: a window for all of a region
    for the body whose item it takes in, others for their region itself, by its code.
    """
    return "" if by.role in (CITIZEN, SYSTEM.role) else by.organisation or organisation


def check_uses(actor: Actor, holder: uuid.UUID, *, item: str = "", now: dt.datetime) -> None:
    """Raises NotAllowed licence.not_yours."""
    if actor is not SYSTEM and not may_use(actor, holder, item=item, now=now):
        raise errors.not_yours()


def check_fetches(actor: Actor, terms: Terms) -> None:
    """Raises NotAllowed licence.not_allowed for staff without the item's window or desk."""
    if actor is not SYSTEM and not actor.may(FETCH, terms.region, terms.organisation):
        raise errors.may_not_fetch(FETCH)
