"""Lists of files by region for staff. Nothing outside the actor's grants is listed, counted or paged to."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties import rules
from tongban.registers.parties.models import Party
from tongban.registers.parties.rules import Kind, Status
from tongban.registers.regions.rules import CodeRange, is_code

PAGE = 50
PAGE_AT_MOST = 100
COUNTED = 10_000
"""Counts stop here: beyond, the exact figure helps nobody and costs a scan."""

_AT_ONCE = 500
_WHY = "a register of a region reaches every holder in it"


@dataclass(frozen=True, slots=True)
class ListedParty:
    """One row. A person's name is masked unless the actor may open the file; the number is masked always."""

    id: uuid.UUID
    kind: str
    name: str
    region: str
    document_kind: str
    document_masked: str
    real_name_level: int


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` rows by region and age; `next` is the cursor of the following page, None on the last."""

    items: tuple[ListedParty, ...]
    next: str | None


def list_parties(
    actor: Actor, region: str, *, kind: Kind | None = None, after: str | None = None, limit: int = PAGE
) -> Page:
    """The open files in the region's subtree, as far as the actor's grants reach.

    Raises NotAllowed("party.region_not_yours") where they reach nothing of it, Invalid("party.bad_cursor").
    """
    parties = _reached(list_spans(actor, region, rules.LIST, rules.READ), kind)
    return _page(actor, parties, after, max(1, min(limit, PAGE_AT_MOST)))


def count_parties(actor: Actor, region: str, *, kind: Kind | None = None) -> int:
    """How many files `list_parties` would list; 10,000 means that many or more. Raises NotAllowed as it does."""
    with fan_out_allowed(_WHY):
        return _reached(list_spans(actor, region, rules.LIST, rules.READ), kind)[:COUNTED].count()


def list_spans(actor: Actor, region: str, *actions: str) -> list[CodeRange]:
    """The parts of the region where the actor holds one of the actions; NotAllowed "party.region_not_yours" if none."""
    found = rules.spans(actor, actions, region) if is_code(region) else []
    if not found:
        raise NotAllowed("party.region_not_yours", region=region)
    return found


def iterate_parties(actor: Actor, found: list[CodeRange]) -> Iterator[ListedParty]:
    """Every open file in these ranges, page by page, for a command that has checked and journalled the right to."""
    after: str | None = ""
    while after is not None:
        page = _page(actor, _reached(found, None), after, _AT_ONCE)
        yield from page.items
        after = page.next


def _page(actor: Actor, parties: QuerySet[Party], after: str | None, limit: int) -> Page:
    if after:
        seen_region, seen = _read_cursor(after)
        parties = parties.filter(Q(region__gt=seen_region) | Q(region=seen_region, id__gt=seen))
    with fan_out_allowed(_WHY):
        rows = list(parties.order_by("region", "id")[: limit + 1])
    items = tuple(_listed(actor, row) for row in rows[:limit])
    return Page(items, f"{items[-1].region}:{items[-1].id}" if len(rows) > limit else None)


def _reached(found: list[CodeRange], kind: Kind | None) -> QuerySet[Party]:
    regions = Q()
    for span in found:
        regions |= Q(region__range=span)
    parties = Party.objects.filter(regions, status=Status.OPEN)
    return parties.filter(kind=kind) if kind else parties


def _listed(actor: Actor, party: Party) -> ListedParty:
    is_shown = party.kind == Kind.ENTERPRISE or rules.has_grant(actor, rules.READ, party.region)
    return ListedParty(
        id=party.id,
        kind=party.kind,
        name=party.name if is_shown else rules.mask_name(party.name),
        region=party.region,
        document_kind=party.document_kind,
        document_masked=party.document_masked,
        real_name_level=party.real_name_level,
    )


def _read_cursor(cursor: str) -> tuple[str, uuid.UUID]:
    try:
        region, party = cursor.split(":")
        if not is_code(region):
            raise ValueError(region)
        return region, uuid.UUID(party)
    except ValueError as unreadable:
        raise Invalid("party.bad_cursor", {"cursor": ["party.bad_cursor"]}) from unreadable
