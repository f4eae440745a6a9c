"""Single rows of the worklist, some of them, and what stands beside one. Each names its authority."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.worklist import conditions, rules
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import State


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who has taken a piece of work, and since when; or had, when it was done."""

    account: uuid.UUID
    name: str
    since: dt.datetime


def list_claimants(works: Collection[tuple[str, str]]) -> dict[tuple[str, str], Claimant]:
    """Who has taken which of these works, each named by authority and subject. One statement; for their sources."""
    if not works:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMANTS, [list(column) for column in zip(*works, strict=True)])
        return {(authority, subject): Claimant(*claimant) for authority, subject, *claimant in cursor.fetchall()}


_CLAIMANTS = (
    "SELECT authority, subject, claimed_by, claimed_by_name, claimed_at"  # noqa: S608
    " FROM unnest(%s::text[], %s::text[]) AS asked (authority, subject)"
    f' JOIN "{WorklistRow._meta.db_table}" USING (authority, subject) WHERE claimed_by IS NOT NULL'
)


def get_row(actor: Actor, row_id: uuid.UUID, authority: str) -> WorklistRow:
    """The row. Raises NotFound when there is none, or none that the actor may know of."""
    row = WorklistRow.objects.filter(id=row_id, authority=authority).first()
    if row is None or not rules.can_see(actor, row.region, row.authority):
        raise NotFound("worklist.row_not_found")
    return row


def find_row(actor: Actor, subject: str, authority: str) -> WorklistRow | None:
    """The authority's row about this subject; None where there is none that the actor may know of. One statement."""
    row = WorklistRow.objects.filter(authority=authority, subject=subject).first()
    return row if row is not None and rules.can_see(actor, row.region, row.authority) else None


def list_by_ids(actor: Actor, authority: str, ids: Sequence[uuid.UUID]) -> list[WorklistRow]:
    """Those of the ids that the authority has and the actor may know of, as they were asked for; without an authority
    at those of the actor's own list. One statement, at a post for every authority two.
    """
    authorities = [authority] if authority else conditions.authorities_of(actor)
    if not any(rules.visible_regions(actor, each) for each in authorities):
        return []
    found = WorklistRow.objects.filter(_visible(actor, authorities), id__in=ids).in_bulk()
    return [found[row_id] for row_id in dict.fromkeys(ids) if row_id in found]


def find_beside(actor: Actor, row: WorklistRow) -> tuple[WorklistRow | None, WorklistRow | None]:
    """What stands before and after the row on the actor's own list, whether or not it is on it. Two statements."""
    mine = WorklistRow.objects.none()
    if actor.account is not None and (authorities := conditions.authorities_of(actor)):
        mine = WorklistRow.objects.filter(_visible(actor, authorities), claimed_by=actor.account, state=State.CLAIMED)
    here = Q(order_at=row.order_at)
    before = mine.filter(Q(order_at__lt=row.order_at) | here & Q(id__lt=row.id)).order_by("-order_at", "-id").first()
    after = mine.filter(Q(order_at__gt=row.order_at) | here & Q(id__gt=row.id)).order_by("order_at", "id").first()
    return before, after


def _visible(actor: Actor, authorities: list[str]) -> Q:
    """Rows of these authorities in the regions where the actor may see each."""
    visible = Q()
    for authority in authorities:
        regions = Q()
        for span in rules.visible_regions(actor, authority):
            regions |= Q(region__range=span)
        visible |= Q(authority=authority) & regions
    return visible
