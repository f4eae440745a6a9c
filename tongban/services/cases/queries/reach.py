"""Who may know of which case: decided here and nowhere else."""

import datetime as dt
import uuid
from typing import Protocol

from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.rows import find_row
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.registers.parties import queries as parties
from tongban.registers.regions.rules import subtree
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case
from tongban.services.cases.rules import rights


class Placed(Protocol):
    """A case, or what is shown of it: where it lies."""

    @property
    def region(self) -> str: ...
    @property
    def organisation(self) -> str: ...


def sees_as_staff(case: Placed, actor: Actor) -> bool:
    """True for whoever may read the cases of this body in this region."""
    return actor.may(rights.READ, case.region, case.organisation)


def may_follow(case: Case, actor: Actor, *, now: dt.datetime) -> bool:
    """True for the applicant, and for whoever may do anything about the case for the applicant."""
    if actor.account is None:
        return False
    if parties.find_own_party(actor.account) == case.holder_id:
        return True
    asked = (rights.FOLLOW, rights.SUBMIT, rights.CORRECT, rights.WITHDRAW)
    return parties.may_act_for(actor.account, case.holder_id, *asked, now=now, item=case.item)


def takes_in(item: str, actor: Actor, *, now: dt.datetime) -> bool:
    """True for a clerk at whose window this item is taken in: drafts go on there, whatever channel began them."""
    terms = find_terms(item, at=now)
    return terms is not None and actor.may(rights.ACCEPT, terms.region, terms.organisation)


def find_by_number(number: str) -> Case | None:
    """The case of a printed number: one statement in one bucket. Raises Invalid `printed_number.…`."""
    bucket, sequence = sealing.pair_of(number)
    return Case.objects.filter(bucket=bucket, sequence=sequence).first()


def get_visible(case_id: uuid.UUID, actor: Actor, *, now: dt.datetime) -> Case:
    """The case, for staff and for whoever acts for the applicant. Raises NotFound case.not_found."""
    case = find_row(Case, case_id)
    if case is None or not (actor is SYSTEM or sees_as_staff(case, actor) or may_follow(case, actor, now=now)):
        raise errors.not_found()
    return case


def list_spans(actor: Actor, action: str, region: str) -> list[tuple[str, str, str | None]]:
    """First and last region code, and body (None for all), of what the action reaches in the region's subtree.

    Raises NotAllowed case.not_allowed where that is nothing. The platform itself reaches all.
    """
    first, last = subtree(region)
    if actor is SYSTEM:
        return [(first, last, None)]
    spans = [
        (max(grant.region_from, first), min(grant.region_to, last), grant.organisation)
        for grant in actor.grants
        if grant.action == action
    ]
    reached = [span for span in spans if span[0] <= span[1]]
    if not reached:
        raise errors.not_allowed(action)
    return reached


def supervised(actor: Actor, region: str) -> Q:
    """Rows with `region` and `organisation` in the region's subtree that the actor supervises. Raises NotAllowed."""
    where = Q()
    for first, last, organisation in list_spans(actor, rights.SUPERVISE, region):
        span = Q(region__range=(first, last))
        where |= span & Q(organisation=organisation) if organisation else span
    return where
