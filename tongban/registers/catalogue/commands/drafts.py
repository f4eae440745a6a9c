"""A body's own words about an item: written by an editor, submitted, sent back or published by somebody else."""

import datetime as dt
from typing import Any

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import CLAIM, EDIT, PUBLISH, require
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.commands.items import build_code, check_may_claim
from tongban.registers.catalogue.events import ItemPublished
from tongban.registers.catalogue.models import Item, ItemDraft, ItemVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.contents import Layers, get_layers, list_missing_of
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.claims import ItemState
from tongban.registers.catalogue.rules.content import (
    Content,
    Fault,
    check_content,
    check_limits,
    compute_facts,
    is_filled,
    lay,
)
from tongban.registers.catalogue.rules.drafts import DraftState, can_move, own_figures
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.orgs import queries as orgs

OPINION_AT_MOST = 300


def write(*, item: int, content: Content, by: Actor, now: dt.datetime, seen: int = 0) -> ItemDraft:
    """The draft of the item holds this content and nothing else; published is nothing yet.

    `seen` is the version of the draft the editor had before them, 0 for none. Raises NotFound, NotAllowed, Conflict
    catalogue.draft_changed when somebody wrote meanwhile, catalogue.draft_submitted, catalogue.state_forbids, Invalid
    catalogue.content_refused by element. Trying to write a common element is journalled although it is refused.
    """
    try:
        return _write(item, content, seen, by, now)
    except Invalid as refused:
        common = sorted(code for code, codes in refused.fields.items() if "content.not_individual" in codes)
        if common:
            _record_refusal(item, common, by, now)
        raise


@transaction.atomic
def submit(
    *, item: int, by: Actor, now: dt.datetime, seen: int, effective_from: dt.datetime | None = None
) -> ItemDraft:
    """The draft waits for review, to hold from `effective_from` (None: from its publication) on.

    Raises as `write`, and Conflict catalogue.incomplete with the codes of the required elements that are empty.
    """
    row, draft = _lock_both(item)
    require(by, EDIT, row.region, row.organisation_id)
    _check_move(row, draft, DraftState.SUBMITTED)
    _check_seen(draft, seen)
    _check_publishable(row, draft, max(effective_from or now, now))
    draft.effective_from = effective_from
    return _move(row, draft, DraftState.SUBMITTED, "catalogue.draft_submitted", by, now)


@transaction.atomic
def take_back(*, item: int, by: Actor, now: dt.datetime) -> ItemDraft:
    """A submitted draft is written on. Raises NotFound, NotAllowed, Conflict."""
    row, draft = _lock_both(item)
    require(by, EDIT, row.region, row.organisation_id)
    _check_move(row, draft, DraftState.WRITING)
    return _move(row, draft, DraftState.WRITING, "catalogue.draft_taken_back", by, now)


@transaction.atomic
def send_back(*, item: int, opinion: str, by: Actor, now: dt.datetime) -> ItemDraft:
    """The editor gets the draft back with this opinion. Raises NotFound, NotAllowed, Conflict, Invalid without one."""
    row, draft = _lock_both(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    _check_move(row, draft, DraftState.RETURNED)
    draft.opinion = opinion.strip()
    if not draft.opinion or len(draft.opinion) > OPINION_AT_MOST:
        raise errors.opinion_missing()
    return _move(row, draft, DraftState.RETURNED, "catalogue.draft_sent_back", by, now)


@transaction.atomic
def publish_draft(
    *, item: int, by: Actor, now: dt.datetime, effective_from: dt.datetime | None = None, seen: int | None = None
) -> ItemVersion:
    """A new version of the body's words stands and the item is offered; the draft is gone. Emits ItemPublished.

    `seen` is the version of the draft the reviewer has read; None publishes what waits.
    It holds from `effective_from`, else from when the editor asked, else from now. Raises NotFound, NotAllowed (also
    catalogue.own_draft: nobody reviews what they wrote), Conflict catalogue.draft_changed, catalogue.incomplete,
    catalogue.without_leaf, catalogue.begins_too_early, Invalid catalogue.content_refused: a promised limit above the
    legal one of that day.
    """
    row, draft = _lock_both(item)
    require(by, PUBLISH, row.region, row.organisation_id)
    if by.account is not None and by.account == draft.written_by:
        raise errors.own_draft()
    if draft.state != DraftState.SUBMITTED:
        raise errors.draft_not_submitted(draft.state)
    if seen is not None:
        _check_seen(draft, seen)
    begins = max(effective_from or draft.effective_from or now, now)
    layers = _check_publishable(row, draft, begins)
    version = _add_version(row, draft, layers, begins, by, now)
    if row.state in (ItemState.CLAIMED, ItemState.DRAFT):
        row.state, row.offered_from, row.offered_until = ItemState.PUBLISHED, begins, None
        row.save(update_fields=["state", "offered_from", "offered_until"])
    draft.delete()
    _record("catalogue.own_words_published", row, by, now, number=version.number, effective_from=begins.isoformat())
    subject = f"item:{row.code}"
    outbox.emit(ItemPublished(row.code or "", version.number, begins), bucket=bucket_for(subject), now=now)
    generation.count_up()
    return version


@transaction.atomic
def link(*, item: int, leaf: str, by: Actor, now: dt.datetime) -> Item:
    """A record from elsewhere is this leaf: it has its 33-character code and counts as claimed. Its draft stays.

    Raises NotFound, NotAllowed, Conflict catalogue.state_forbids (it has a leaf), and as `claim`.
    """
    row = _lock(item)
    require(by, CLAIM, row.region, row.organisation_id)
    if row.state != ItemState.DRAFT or row.leaf_id is not None:
        raise errors.state_forbids(row.code or row.local_code, row.state)
    subject, body = lock_leaf(leaf), orgs.get_organisation(row.organisation_id)
    check_may_claim(subject, body, now)
    if Item.objects.filter(leaf=subject, organisation=body).exists():
        raise errors.claimed_already(leaf, body.code)
    row.leaf, row.state = subject, ItemState.CLAIMED
    row.code = build_code(subject, body.code, body.region.level + 1)
    row.save(update_fields=["leaf", "code", "state"])
    _record("catalogue.linked", row, by, now, leaf=leaf)
    return row


@transaction.atomic
def _write(item: int, content: Content, seen: int, by: Actor, now: dt.datetime) -> ItemDraft:
    row = _lock(item)
    require(by, EDIT, row.region, row.organisation_id)
    if row.state in (ItemState.REFUSED, ItemState.WITHDRAWN):
        raise errors.state_forbids(row.code or row.local_code, row.state)
    draft = ItemDraft.objects.filter(item=row).first() or _fresh_draft(row)
    if draft.state == DraftState.SUBMITTED:
        raise errors.draft_submitted()
    _check_seen(draft, seen)
    if faults := _list_faults(content):
        raise errors.content_refused(faults)
    draft.content = {code: value for code, value in content.items() if is_filled(value)}
    draft.written_by = by.account
    return _move(row, draft, DraftState.WRITING, "catalogue.draft_written", by, now)


def _fresh_draft(row: Item) -> ItemDraft:
    """What a record from elsewhere states of its own goes on from version to version."""
    last = ItemVersion.objects.filter(item=row).order_by("-number").first()
    return ItemDraft(item=row, version=0, state=DraftState.WRITING, own=last.own if last else None)


def _list_faults(content: Content) -> list[Fault]:
    return check_content(content, table=get_elements(), dictionaries=get_dictionaries(), owning=Owning.INDIVIDUAL)


def _check_publishable(row: Item, draft: ItemDraft, at: dt.datetime) -> Layers:
    """The layers at `at` with the draft's words. Raises Conflict, Invalid when they cannot be published."""
    if row.state not in (ItemState.DRAFT, ItemState.CLAIMED, ItemState.PUBLISHED, ItemState.PAUSED):
        raise errors.state_forbids(row.code or row.local_code, row.state)
    layers = get_layers(row, at=at, own=draft.content)
    if faults := _list_faults(draft.content) + check_limits(layers.lay()):
        raise errors.content_refused(faults)
    shown = lay(draft.own or {}, layers.lay()) if row.leaf_id is None else layers.lay()
    if missing := list_missing_of(shown):
        raise errors.incomplete(row.code or row.local_code, missing)
    if row.leaf_id is None:
        raise errors.without_leaf(row.local_code)
    return layers


def _add_version(
    row: Item, draft: ItemDraft, layers: Layers, begins: dt.datetime, by: Actor, now: dt.datetime
) -> ItemVersion:
    last = ItemVersion.objects.filter(item=row).order_by("-number").first()
    if last is not None and begins <= last.effective_from:
        raise errors.begins_too_early(last.effective_from)
    if last is not None:
        ItemVersion.objects.filter(id=last.id).update(effective_until=begins)
    figures = compute_facts(own_figures(layers.defaults, draft.content))
    return ItemVersion.objects.create(
        item=row, number=(last.number if last else 0) + 1, content=draft.content, own=draft.own,
        effective_from=begins, effective_until=FOREVER, published_at=now, published_by=by.account,
        promised_days=figures.promised_days, visits=figures.visits, depth_level=figures.depth_level,
        filled=sorted(code for code in draft.content if not code.endswith("_en")),
    )  # fmt: skip


def _check_move(row: Item, draft: ItemDraft, to: DraftState) -> None:
    if not can_move(DraftState(draft.state), to):
        raise (
            errors.draft_submitted() if draft.state == DraftState.SUBMITTED else errors.draft_not_submitted(draft.state)
        )


def _check_seen(draft: ItemDraft, seen: int) -> None:
    if draft.version != seen:
        raise errors.draft_changed(draft.version)


def _move(row: Item, draft: ItemDraft, to: DraftState, action: str, by: Actor, now: dt.datetime) -> ItemDraft:
    draft.state, draft.version, draft.written_at = to, draft.version + 1, now
    draft.save()
    _record(action, row, by, now, version=draft.version)
    return draft


def _lock(item: int) -> Item:
    row = Item.objects.select_for_update().filter(id=item).first()
    if row is None:
        raise errors.item_unknown(str(item))
    return row


def _lock_both(item: int) -> tuple[Item, ItemDraft]:
    """The item locked, and its draft. Raises NotFound."""
    row = _lock(item)
    draft = ItemDraft.objects.filter(item=row).first()
    if draft is None:
        raise errors.draft_unknown(item)
    return row, draft


@transaction.atomic
def _record_refusal(item: int, elements: list[str], by: Actor, now: dt.datetime) -> None:
    row = _lock(item)
    _record("catalogue.common_edit_refused", row, by, now, elements=" ".join(elements)[:200])


def _record(action: str, row: Item, by: Actor, now: dt.datetime, **facts: Any) -> None:
    audit.record(action, by=by, now=now, subject=f"item:{row.code or row.id}", region=row.region, **facts)
