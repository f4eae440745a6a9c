"""Applications that are still being written, for whoever may hand them in."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Draft
from tongban.services.cases.queries.reach import takes_in
from tongban.services.cases.rules import rights


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft opened. `version` goes back with what is saved next; `materials` are rows as they were saved."""

    id: uuid.UUID
    holder: uuid.UUID
    item: str
    channel: str
    version: int
    saved_at: dt.datetime
    content: Mapping[str, Any]
    materials: tuple[Mapping[str, Any], ...]


def get_draft(draft_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> DraftView:
    """The draft with this id. Raises NotFound case.draft_not_found, also for whoever may not know of it."""
    draft = Draft.objects.filter(id=draft_id).first()
    if draft is None or not may_write(draft.holder_id, draft.item, actor, now=now):
        raise errors.draft_not_found()
    return _opened(draft)


def list_drafts(holder: uuid.UUID, *, actor: Actor, now: dt.datetime) -> list[DraftView]:
    """The party's drafts that this actor may hand in, saved last first. One statement, and those of the right to."""
    owner = parties.survivor_of(holder)
    rows = list(Draft.objects.filter(bucket=bucket_of(owner), holder=owner).order_by("-saved_at", "-id"))
    if rows and may_write(owner, "", actor, now=now):
        return [_opened(row) for row in rows]
    return [_opened(row) for row in rows if may_write(owner, row.item, actor, now=now)]


def may_write(holder: uuid.UUID, item: str, actor: Actor, *, now: dt.datetime) -> bool:
    """True for whoever may apply for the party, and for a clerk at whose window the item is taken in."""
    if actor is SYSTEM:
        return True
    account = actor.account
    if account is not None and parties.may_act_for(account, holder, rights.SUBMIT, now=now, item=item):
        return True
    return takes_in(item, actor, now=now)


def _opened(draft: Draft) -> DraftView:
    content = sealing.unseal(draft.form_sealed, draft.id)
    return DraftView(
        draft.id, draft.holder_id, draft.item, draft.channel, draft.version, draft.saved_at, content,
        tuple(draft.materials),
    )  # fmt: skip
