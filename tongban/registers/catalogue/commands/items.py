"""One item of one body: claimed or refused, published, paused, withdrawn. Thousands at once: `commands.runs`."""

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
from tongban.registers.catalogue.events import ItemLeft, ItemPublished
from tongban.registers.catalogue.models import Item, Leaf
from tongban.registers.catalogue.queries.contents import compose, list_missing_of
from tongban.registers.catalogue.rules.claims import MOVES, REASON_AT_MOST, ItemState, check_claim
from tongban.registers.identifiers.rules import item_code
from tongban.registers.orgs import queries as orgs
from tongban.registers.orgs.queries import Organisation


@transaction.atomic
def claim(*, leaf: str, organisation: str, by: Actor, now: dt.datetime, is_sample: bool = False) -> Item:
    """The body will offer the leaf: an item with its 33-character code stands, not yet public.

    Raises NotFound, NotAllowed, Conflict catalogue.claimed_already, catalogue.level_may_not_claim and the like.
    """
    subject, body = lock_leaf(leaf), orgs.get_organisation(organisation)
    require(by, CLAIM, body.region_id, body.code)
    check_may_claim(subject, body, now)
    standing = Item.objects.select_for_update().filter(leaf=subject, organisation=body).first()
    if standing is not None and standing.state not in MOVES["claim"]:
        raise errors.claimed_already(leaf, organisation)
    item = standing or Item(leaf=subject, organisation=body, region=body.region_id, is_sample=is_sample)
    item.code, item.state, item.reason = build_code(subject, organisation, body.region.level + 1), ItemState.CLAIMED, ""
    item.save()
    audit.record("catalogue.claimed", by=by, now=now, subject=f"item:{item.code}", leaf=leaf)
    return item


@transaction.atomic
def refuse(*, leaf: str, organisation: str, reason: str, by: Actor, now: dt.datetime) -> Item:
    """The body does not take the leaf on, and says why; it counts as due and not claimed.

    Raises NotFound, NotAllowed, Invalid catalogue.reason_missing, Conflict when it is published or not for this body.
    """
    subject, body = lock_leaf(leaf), orgs.get_organisation(organisation)
    require(by, CLAIM, body.region_id, body.code)
    told = check_reason(reason)
    check_may_claim(subject, body, now)
    item = Item.objects.select_for_update().filter(leaf=subject, organisation=body).first()
    if item is None:
        code = build_code(subject, organisation, body.region.level + 1)
        item = Item(leaf=subject, organisation=body, region=body.region_id, code=code)
    else:
        _check_move(item, "refuse")
    item.state, item.reason = ItemState.REFUSED, told
    item.save()
    audit.record("catalogue.refused", by=by, now=now, subject=f"item:{item.code}", leaf=leaf, region=item.region)
    return item


@transaction.atomic
def pause(*, item: str, reason: str, by: Actor, now: dt.datetime) -> Item:
    """The item is not offered until it is resumed. Emits ItemLeft. Raises NotFound, NotAllowed, Conflict, Invalid."""
    return _leave(item, "pause", ItemState.PAUSED, reason, by, now)


@transaction.atomic
def withdraw(*, item: str, reason: str, by: Actor, now: dt.datetime) -> Item:
    """The body offers the item no more. Emits ItemLeft. Raises NotFound, NotAllowed, Conflict, Invalid."""
    return _leave(item, "withdraw", ItemState.WITHDRAWN, reason, by, now)


@transaction.atomic
def resume(*, item: str, by: Actor, now: dt.datetime) -> Item:
    """A paused item is offered again. Emits ItemPublished. Raises NotFound, NotAllowed, Conflict as `publish`."""
    row = lock_item(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    _check_move(row, "resume")
    return publish(item=item, by=by, now=now, offered_from=row.offered_from)


@transaction.atomic
def publish(*, item: str, by: Actor, now: dt.datetime, offered_from: dt.datetime | None = None) -> Item:
    """The public finds the item, offered from `offered_from` (None: now) on. Emits ItemPublished.

    Raises NotFound, NotAllowed, Conflict catalogue.incomplete with the codes of the required elements (domain A5) that
    are still empty, and what the states forbid.
    """
    row = lock_item(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    _check_move(row, "publish")
    begins = offered_from or now
    missing = list_missing_of(compose(row, at=max(begins, now)))
    if missing:
        raise errors.incomplete(item, missing)
    row.state, row.reason, row.offered_from, row.offered_until = ItemState.PUBLISHED, "", begins, None
    row.save(update_fields=["state", "reason", "offered_from", "offered_until"])
    audit.record("catalogue.published", by=by, now=now, subject=f"item:{item}", offered_from=begins.isoformat())
    outbox.emit(ItemPublished(item, 0, begins), bucket=bucket_for(f"item:{item}"), now=now)
    generation.count_up()
    return row


def check_may_claim(leaf: Leaf, body: Organisation, now: dt.datetime) -> None:
    """Raises Conflict when the leaf is cancelled, or not for bodies of this level or territory."""
    entry = leaf.entry
    if any(gone is not None and gone <= now for gone in (leaf.cancelled_from, entry.cancelled_from)):
        raise errors.claim_refused("catalogue.leaf_cancelled", leaf.code, body.code)
    fault = check_claim(
        levels=entry.levels, territory=entry.region_id, region=body.region_id, level=body.region.level + 1
    )
    if fault:
        raise errors.claim_refused(fault, leaf.code, body.code)


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Raises Invalid catalogue.reason_missing."""
    text = reason.strip()
    if not text or len(text) > REASON_AT_MOST:
        raise errors.reason_missing()
    return text


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


def _leave(item: str, move: str, to: ItemState, reason: str, by: Actor, now: dt.datetime) -> Item:
    row = lock_item(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    told = check_reason(reason)
    _check_move(row, move)
    row.state, row.reason = to, told
    if to is ItemState.WITHDRAWN and row.offered_from is not None:
        row.offered_until = max(now, row.offered_from)
    row.save(update_fields=["state", "reason", "offered_until"])
    audit.record(f"catalogue.{to}", by=by, now=now, subject=f"item:{item}", region=row.region)
    outbox.emit(ItemLeft(item, to.value, now), bucket=bucket_for(f"item:{item}"), now=now)
    generation.count_up()
    return row


def _check_move(row: Item, move: str) -> None:
    if row.state not in MOVES[move]:
        raise errors.state_forbids(row.code or row.local_code, row.state)
