"""Drafts: one for each item and party unless another is asked for; any channel goes on with it."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Draft
from tongban.services.cases.queries.reach import takes_in
from tongban.services.cases.rules import rights
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
    version: int | None = None,
    another: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Draft:
    """What is filled in so far is kept: the draft of this item and party goes on, or begins.

    `content` has `values` and `answers`. `version` is the one that was opened: somebody else's later words are not
    written over. Raises NotAllowed case.not_yours, Conflict case.draft_changed, Invalid case.draft_too_large.
    """
    owner = parties.survivor_of(holder)
    _check_may(owner, item, by, now)
    if len(json.dumps(content, default=str)) > MOST_BYTES:
        raise Invalid("case.draft_too_large", {"content": ["case.draft_too_large"]})
    rows = Draft.objects.select_for_update().filter(bucket=bucket_of(owner), holder=owner, item=item)
    draft = None if another else rows.order_by("-slot").first()
    if draft is None:
        last = rows.model.objects.filter(bucket=bucket_of(owner), holder=owner, item=item).aggregate(last=Max("slot"))
        slot = 0 if last["last"] is None else last["last"] + 1
        draft = Draft(id=new_id(bucket_of(owner)), holder_id=owner, item=item, slot=slot, version=0)
    elif version is not None and version != draft.version:
        raise Conflict("case.draft_changed")
    draft.form_sealed, draft.materials = sealing.seal(content, draft.id), list(materials)
    draft.channel, draft.saved_by, draft.saved_at, draft.version = channel, by.account, now, draft.version + 1
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, draft_id: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """The draft is gone. Raises NotFound case.draft_not_found, also for whoever may not know of it."""
    draft = Draft.objects.filter(id=draft_id).first()
    if draft is None:
        raise NotFound("case.draft_not_found")
    try:
        _check_may(draft.holder_id, draft.item, by, now)
    except errors.NotAllowed as refusal:
        raise NotFound("case.draft_not_found") from refusal
    draft.delete()


def _check_may(holder: uuid.UUID, item: str, by: Actor, now: dt.datetime) -> None:
    if by is SYSTEM or takes_in(item, by, now=now):
        return
    if by.account is None or not parties.may_act_for(by.account, holder, rights.SUBMIT, now=now, item=item):
        raise errors.not_yours()
