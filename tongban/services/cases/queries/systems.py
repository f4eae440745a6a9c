"""Departments' systems that tell us of cases, for whoever registers them there."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.services.cases.models import CaseSource, System
from tongban.services.cases.queries.reach import list_spans
from tongban.services.cases.rules import rights

PAGE = 50


@dataclass(frozen=True, slots=True)
class SystemView:
    """A system, how many cases it has told of, and when it last told anything."""

    system: System
    cases: int
    told_at: dt.datetime | None


def list_systems(
    actor: Actor, region: str, *, text: str = "", closed: bool = False, after: str = "", limit: int = PAGE
) -> list[System]:
    """Systems of bodies in the region's subtree by code, as far as `cases.connect` reaches; open ones, or closed ones.

    `text` is looked for in code and name. Raises NotAllowed case.not_allowed.
    """
    found = System.objects.filter(_reached(actor, region), closed_at__isnull=not closed, code__gt=after)
    if text:
        found = found.filter(Q(code__icontains=text) | Q(name__icontains=text))
    return list(found.order_by("code")[:limit])


def get_system(code: str, *, actor: Actor) -> SystemView:
    """Raises NotFound system.not_found, also for one that the actor's `cases.connect` does not reach."""
    system = System.objects.filter(code=code).first()
    if system is None or not actor.may(rights.CONNECT, system.region, system.organisation):
        raise NotFound("system.not_found")
    told = CaseSource.objects.filter(system=code).aggregate(cases=Count("id"), told_at=Max("told_at"))
    return SystemView(system, **told)


def is_code_taken(code: str) -> bool:
    """True for a code that some system has, open or closed, whoever may see it."""
    return System.objects.filter(code=code).exists()


def _reached(actor: Actor, region: str) -> Q:
    where = Q()
    for first, last, organisation in list_spans(actor, rights.CONNECT, region):
        span = Q(region__range=(first, last))
        where |= span & Q(organisation=organisation) if organisation else span
    return where
