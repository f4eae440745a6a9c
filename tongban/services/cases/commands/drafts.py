"""Drafts: one for each item and party unless another is asked for; any channel goes on with it."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Draft
from tongban.services.cases.queries.drafts import may_write
from tongban.services.cases.rules.words import Channel

MOST_BYTES = 200_000


@transaction.atomic
def save_draft(
    *,
    holder: uuid.UUID,
    item: str,
    content: Mapping[str, Any],
    materials: Sequence[Mapping[str, Any]] = (),
    channel: Channel,
    draft: uuid.UUID | None = None,
    version: int | None = None,
    another: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Draft:
    """What is filled in so far is kept: the draft of this item and party goes on, or begins.

    `content` has `values` and `answers`. `draft` names the one that was opened, else the newest goes on; `version` is
    the one that was opened: somebody else's later words are not written over. Raises NotAllowed case.not_yours,
    NotFound case.draft_not_found for a named one that is gone, Conflict case.draft_changed, Invalid
    case.draft_too_large.
    """
    owner = parties.survivor_of(holder)
    if not may_write(owner, item, by, now=now):
        raise errors.not_yours()
    if len(json.dumps([content, list(materials)], default=str)) > MOST_BYTES:
        raise Invalid("case.draft_too_large", {"content": ["case.draft_too_large"]})
    rows = Draft.objects.filter(bucket=bucket_of(owner), holder=owner, item=item)
    row = None if another else _lock(rows, draft)
    if row is None:
        last = rows.aggregate(last=Max("slot"))["last"]
        slot = 0 if last is None else last + 1
        row = Draft(id=new_id(bucket_of(owner)), holder_id=owner, item=item, slot=slot, version=0)
    elif version is not None and version != row.version:
        raise Conflict("case.draft_changed")
    row.form_sealed, row.materials = sealing.seal(content, row.id), list(materials)
    row.channel, row.saved_by, row.saved_at, row.version = channel, by.account, now, row.version + 1
    row.save()
    return row


@transaction.atomic
def discard_draft(*, draft_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """The draft is gone. Raises NotFound case.draft_not_found, also for whoever may not know of it."""
    draft = Draft.objects.filter(id=draft_id).first()
    if draft is None or not (by is SYSTEM or may_write(draft.holder_id, draft.item, by, now=now)):
        raise errors.draft_not_found()
    draft.delete()


def _lock(rows: QuerySet[Draft], named: uuid.UUID | None) -> Draft | None:
    locked = rows.select_for_update()
    if named is None:
        return locked.order_by("-slot").first()
    draft = locked.filter(id=named).first()
    if draft is None:
        raise errors.draft_not_found()
    return draft
