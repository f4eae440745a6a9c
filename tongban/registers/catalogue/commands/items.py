"""One item of one body: claimed, refused, published. Thousands at once: `commands.runs`."""

import datetime as dt

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import CLAIM, PUBLISH, require
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.events import ItemPublished
from tongban.registers.catalogue.models import Item, Leaf
from tongban.registers.catalogue.queries.contents import compose, list_missing_of
from tongban.registers.catalogue.rules.claims import check_claim
from tongban.registers.identifiers.rules import item_code
from tongban.registers.orgs import queries as orgs


@transaction.atomic
def claim(*, leaf: str, organisation: str, by: Actor, now: dt.datetime, is_sample: bool = False) -> Item:
    """The body will offer the leaf: an item with its 33-character code stands, not yet public.

    Raises NotFound, NotAllowed, Conflict catalogue.claimed_already, catalogue.level_may_not_claim and the like.
    """
    subject, body = lock_leaf(leaf), orgs.get_organisation(organisation)
    require(by, CLAIM, body.region_id, body.code)
    fault = check_claim(
        levels=subject.entry.levels,
        territory=subject.entry.region_id,
        region=body.region_id,
        level=body.region.level + 1,
    )
    if fault:
        raise errors.claim_refused(fault, leaf, organisation)
    standing = Item.objects.select_for_update().filter(leaf=subject, organisation=body).first()
    if standing is not None and standing.state not in ("refused", "withdrawn"):
        raise errors.claimed_already(leaf, organisation)
    item = standing or Item(leaf=subject, organisation=body, region=body.region_id, is_sample=is_sample)
    item.code, item.state, item.reason = build_code(subject, organisation, body.region.level + 1), "claimed", ""
    item.save()
    audit.record("catalogue.claimed", by=by, now=now, subject=f"item:{item.code}", leaf=leaf)
    return item


@transaction.atomic
def publish(*, item: str, by: Actor, now: dt.datetime, offered_from: dt.datetime | None = None) -> Item:
    """The public finds the item, offered from `offered_from` (None: now) on. Emits ItemPublished.

    Raises NotFound, NotAllowed, Conflict catalogue.incomplete with the codes of the required elements (domain A5) that
    are still empty, and what the states forbid.
    """
    row = lock_item(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    if row.state not in ("claimed", "paused", "withdrawn"):
        raise errors.state_forbids(item, row.state)
    begins = offered_from or now
    missing = list_missing_of(compose(row, at=begins))
    if missing:
        raise errors.incomplete(item, missing)
    row.state, row.offered_from, row.offered_until = "published", begins, None
    row.save(update_fields=["state", "offered_from", "offered_until"])
    audit.record("catalogue.published", by=by, now=now, subject=f"item:{item}", offered_from=begins.isoformat())
    outbox.emit(ItemPublished(item, 0, begins), bucket=bucket_for(f"item:{item}"), now=now)
    generation.count_up()
    return row


def build_code(leaf: Leaf, organisation: str, level: int) -> str:
    """The 33 characters of the leaf as the body offers it at its level of exercise (domain A3)."""
    basic = item_code.parse(leaf.entry_id)
    assert isinstance(basic, item_code.BasicCode)
    implementing = item_code.build_implementing(body=organisation, level=level, basic=basic)
    return item_code.build_handling(implementing=implementing, sequence=leaf.sequence).code


def lock_item(code: str) -> Item:
    """The item, locked for this transaction. Raises NotFound."""
    item = Item.objects.select_for_update().filter(code=code).first()
    if item is None:
        raise errors.item_unknown(code)
    return item
