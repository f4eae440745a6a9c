"""What checks have found, and what the checks look at."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import CancelledProof, Finding, Item, ItemVersion, LeafVersion
from tongban.registers.catalogue.queries.entries import list_disguised
from tongban.registers.catalogue.rules.proofs import Proof, find_asked
from tongban.registers.regions.rules import subtree

READ = "catalogue.read"
PAGE = 50
PROOF_ASKED, STILL_PUBLISHED, DISGUISED = "proof_asked", "still_published", "disguised_approval"
OFF_LIST = "off_list"
"""Kinds of findings: a cancelled proof is asked for; a cancelled or delegated item stands published; a 备案 holds an
approval; an attempt to apply for what is on no list."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fault as a check sees it now, before it is compared with the open findings."""

    kind: str
    fingerprint: str
    organisation: str | None
    region: str
    facts: dict[str, Any]
    item: int | None = None
    leaf: str | None = None


def list_findings(
    *,
    region: str,
    actor: Actor,
    open_only: bool = True,
    kind: str | None = None,
    after: uuid.UUID | None = None,
    limit: int = PAGE,
) -> list[Finding]:
    """Findings in the region's subtree, newest first, with the body that has to mend them: open ones, or closed ones.

    Raises NotAllowed.
    """
    rows = _findings(region, actor).filter(closed_at__isnull=open_only)
    if kind:
        rows = rows.filter(kind=kind)
    if after:
        rows = rows.filter(id__lt=after)
    return list(rows.select_related("organisation", "item", "leaf").order_by("-id")[:limit])


def count_findings(*, region: str, actor: Actor) -> dict[str, tuple[int, int]]:
    """Kind → findings in the region's subtree that are open, and those that are closed. Raises NotAllowed."""
    rows = _findings(region, actor).values("kind").annotate(open=Count("id", filter=Q(closed_at=None)), all=Count("id"))
    return {row["kind"]: (row["open"], row["all"] - row["open"]) for row in rows}


def get_finding(finding: uuid.UUID, *, actor: Actor) -> Finding:
    """One finding with its body. Raises NotFound, also where the actor may not look."""
    row = Finding.objects.filter(id=finding).select_related("organisation", "item", "leaf").first()
    if row is None or (actor is not SYSTEM and not actor.may(READ, row.region, actor.organisation)):
        raise errors.finding_unknown()
    return row


def _findings(region: str, actor: Actor) -> QuerySet[Finding]:
    if actor is not SYSTEM and not actor.may(READ, region, actor.organisation):
        raise errors.not_allowed(READ)
    return Finding.objects.filter(region__range=subtree(region))


def look(*, at: dt.datetime) -> Iterator[Found]:
    """Every fault there is now, over the whole catalogue."""
    yield from look_at_proofs(at=at)
    yield from look_at_published(at=at)
    yield from look_at_filings(at=at)


def look_at_filings(*, at: dt.datetime) -> Iterator[Found]:
    """备案 that hold an approval (CAT-16): against the owner of the catalogue, or the body whose own record says so."""
    for each in list_disguised(at=at):
        leaf, item = each.leaf, each.item
        facts = {"name": each.name, "item": each.name, "places": sorted({fault.where for fault in each.faults})}
        if item is None:
            print_ = f"{DISGUISED}:leaf:{leaf.code}"
            yield Found(DISGUISED, print_, leaf.entry.owner_id, leaf.entry.region_id or "", facts, leaf=leaf.code)
        else:
            print_ = f"{DISGUISED}:item:{item.id}"
            yield Found(DISGUISED, print_, item.organisation_id, item.region, facts, item=item.id, leaf=leaf.code)


def look_at_proofs(*, at: dt.datetime) -> Iterator[Found]:
    """Cancelled proofs that a leaf, or a body's own record, of the region still asks for, also under another name."""
    cancelled = CancelledProof.objects.filter(cancelled_on__lte=at.astimezone(OFFICE_ZONE).date())
    proofs = [(subtree(row.region), Proof(row.name, tuple(row.aliases))) for row in cancelled]
    if not proofs:
        return
    holding = Q(effective_from__lte=at, effective_until__gt=at)
    for version in LeafVersion.objects.filter(holding).select_related("leaf__entry").iterator(500):
        entry = version.leaf.entry
        wanted = [
            proof for span, proof in proofs if entry.region_id is None or span.first <= entry.region_id <= span.last
        ]
        for asked in find_asked(version.content.get("materials", ()), wanted):
            print_ = f"{PROOF_ASKED}:leaf:{version.leaf_id}:{asked.proof}"
            facts = dataclasses.asdict(asked) | {"name": version.name}
            yield Found(PROOF_ASKED, print_, entry.owner_id, entry.region_id or "", facts, leaf=version.leaf_id)
    for own in ItemVersion.objects.filter(holding, own__has_key="materials").select_related("item").iterator(500):
        item = own.item
        wanted = [proof for span, proof in proofs if span.first <= item.region <= span.last]
        for asked in find_asked((own.own or {}).get("materials", ()), wanted):
            print_ = f"{PROOF_ASKED}:item:{item.id}:{asked.proof}"
            facts = dataclasses.asdict(asked) | {"name": item.name}
            yield Found(PROOF_ASKED, print_, item.organisation_id, item.region, facts, item=item.id, leaf=item.leaf_id)


def look_at_published(*, at: dt.datetime) -> Iterator[Found]:
    """Items published though their entry had been cancelled, or may no longer be offered at their level."""
    rows = Item.objects.filter(state="published").filter(Q(offered_until=None) | Q(offered_until__gt=at))
    # A cancelled item shows nowhere and asks for nobody's hand; one that was published afterwards does.
    gone = Q(leaf__entry__cancelled_from__lte=F("offered_from")) | Q(leaf__cancelled_from__lte=F("offered_from"))
    for item in rows.filter(gone).select_related("leaf__entry").iterator(500):
        yield _still(item, "cancelled")
    for level in range(2, 7):
        stray = (
            rows.filter(code__regex=rf"^.{{18}}{level}").exclude(leaf__entry__levels__contains=[level]).exclude(gone)
        )
        for item in stray.select_related("leaf__entry").iterator(500):
            yield _still(item, "delegated")


def _still(item: Item, why: str) -> Found:
    facts = {"why": why, "item": item.code, "entry": item.leaf.entry.name if item.leaf else ""}
    print_ = f"{STILL_PUBLISHED}:{item.id}:{why}"
    return Found(STILL_PUBLISHED, print_, item.organisation_id, item.region, facts, item=item.id, leaf=item.leaf_id)
