"""Whose drafts, claims and reports an actor may look at: asked by every query that is not public."""

from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors

READ = "catalogue.read"


def require_read(actor: Actor, region: str, organisation: str | None = None, action: str = READ) -> None:
    """Raises NotAllowed unless the actor may look there."""
    if actor is not SYSTEM and not actor.may(action, region, organisation):
        raise errors.not_allowed(action)


def within(actor: Actor, action: str, *, whole_regions: bool = False) -> Q:
    """What the actor's grants reach, for rows with `region` and, unless only whole regions count, `organisation`."""
    if actor is SYSTEM:
        return Q()
    reached = Q(pk__in=[])
    for grant in actor.grants:
        if grant.action != action or (whole_regions and grant.organisation is not None):
            continue
        span = Q(region__range=(grant.region_from, grant.region_to))
        reached |= span if grant.organisation is None else span & Q(organisation=grant.organisation)
    return reached
