"""The implementing list for staff: a body's items, what it may still claim, what waits for review."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Item, ItemDraft, ItemVersion, Place
from tongban.registers.catalogue.queries import completeness, rates
from tongban.registers.catalogue.queries.contents import Layers, get_layers
from tongban.registers.catalogue.queries.scope import require_read, within
from tongban.registers.catalogue.rules.content import Content
from tongban.registers.orgs import queries as orgs
from tongban.registers.orgs.queries import Organisation

PAGE = 50
PUBLISH = "catalogue.publish"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list. `draft`: the state of what is being written about it, or nothing. `missing`: codes (A5)."""

    id: int
    code: str | None
    leaf: str | None
    name: str
    name_en: str
    organisation: str
    organisation_name: str
    state: str
    draft: str
    reason: str
    offered_from: dt.datetime | None
    missing: tuple[str, ...]
    written_at: dt.datetime | None = None
    effective_from: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    rows: Sequence[ItemRow]
    next: int | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item for its editors: its layers now, with a draft's words in place of the published ones."""

    item: Item
    organisation: Organisation
    layers: Layers
    draft: ItemDraft | None
    versions: Sequence[ItemVersion]


@dataclass(frozen=True, slots=True)
class Claimable:
    """A leaf that a body may claim. `reason`: why it refused it, if it did."""

    leaf: str
    name: str
    name_en: str
    kind: str
    owner: str
    reason: str


_DRAFTED = """CASE WHEN d.item IS NULL THEN coalesce(iv.filled, '{}')
  ELSE ARRAY(SELECT jsonb_object_keys(d.content)::varchar) || CASE WHEN i.leaf IS NULL
    THEN ARRAY(SELECT jsonb_object_keys(coalesce(d.own, '{}'))::varchar) ELSE '{}' END END"""
_FILLED = f"(coalesce(lv.filled, '{{}}') || coalesce(pl.filled, '{{}}') || {_DRAFTED})"
_ROWS = f"""
SELECT i.id, i.code, i.leaf, coalesce(lv.name, nullif(i.name, ''), e.name, ''), coalesce(lv.name_en, ''),
  o.code, o.name, i.state, coalesce(d.state, ''), i.reason, i.offered_from, {completeness.missing(_FILLED)} AS missing,
  d.written_at, d.effective_from
FROM catalogue_item i JOIN orgs_organisation o ON o.code = i.organisation
LEFT JOIN catalogue_leaf l ON l.code = i.leaf LEFT JOIN catalogue_entry e ON e.code = l.entry
LEFT JOIN catalogue_itemdraft d ON d.item = i.id
{completeness.common("i.leaf")}{completeness.place("i.organisation")}{completeness.OWN_WORDS}
"""  # noqa: S608
_OF_BODY = f"""{_ROWS}
WHERE i.organisation = %(organisation)s AND i.id > %(after)s
  AND (%(state)s = '' OR i.state = %(state)s OR d.state = %(state)s)
  AND (%(text)s = '' OR coalesce(lv.name, nullif(i.name, ''), e.name, '') ILIKE %(like)s OR i.code ILIKE %(like)s
    OR i.local_code ILIKE %(like)s)
ORDER BY i.id LIMIT %(limit)s"""
_BY_ID = f"{_ROWS} WHERE i.id = ANY (%(ids)s) ORDER BY i.id"
_CLAIMABLE = f"""
WITH {rates.BODY}, {rates.OFFER}
SELECT f.code, coalesce(lv.name, e.name), coalesce(lv.name_en, e.name_en), l.kind, coalesce(w.name, ''),
  coalesce(i.reason, '')
FROM body b JOIN offer f ON CASE WHEN %(whole)s THEN {rates.MAY_CLAIM} ELSE {rates.IS_DUE} END
JOIN catalogue_leaf l ON l.code = f.code JOIN catalogue_entry e ON e.code = f.entry
LEFT JOIN orgs_organisation w ON w.code = e.owner
LEFT JOIN catalogue_item i ON i.leaf = f.code AND i.organisation = b.code{completeness.common("f.code")}
WHERE (i.id IS NULL OR i.state IN ('refused', 'withdrawn')) AND f.code > %(after)s
  AND (%(text)s = '' OR coalesce(lv.name, e.name) ILIKE %(like)s OR f.code LIKE %(like)s)
ORDER BY f.code LIMIT %(limit)s"""  # noqa: S608


def list_items(
    organisation: str, *, actor: Actor, at: dt.datetime, state: str = "", text: str = "", after: int = 0,
    limit: int = PAGE,
) -> ItemPage:  # fmt: skip
    """A body's items in the order in which they came, in a state of their own or of their draft. Raises NotAllowed."""
    require_read(actor, orgs.get_organisation(organisation).region_id, organisation)
    bound = {"organisation": organisation, "state": state, "after": after, "limit": limit + 1}
    return _page(_OF_BODY, bound | _sought(text) | _at(at), limit)


def count_items(organisation: str, *, actor: Actor) -> Mapping[str, int]:
    """State → how many items of the body are in it, those of drafts included. Raises NotAllowed."""
    require_read(actor, orgs.get_organisation(organisation).region_id, organisation)
    items = Item.objects.filter(organisation=organisation)
    own = dict(items.values_list("state").annotate(n=Count("id")))
    drafts = ItemDraft.objects.filter(item__organisation=organisation).values_list("state").annotate(n=Count("item"))
    return own | dict(drafts)


def get_item(item: int, *, actor: Actor, at: dt.datetime) -> ItemView:
    """Raises NotFound, NotAllowed."""
    row = Item.objects.select_related("leaf__entry").filter(id=item).first()
    if row is None:
        raise errors.item_unknown(str(item))
    require_read(actor, row.region, row.organisation_id)
    draft = ItemDraft.objects.filter(item=row).first()
    layers = get_layers(row, at=at, own=draft.content if draft else None)
    versions = list(ItemVersion.objects.filter(item=row).order_by("-number"))
    return ItemView(row, orgs.get_organisation(row.organisation_id), layers, draft, versions)


def list_claimable(
    organisation: str, *, actor: Actor, at: dt.datetime, text: str = "", whole: bool = False, after: str = "",
    limit: int = PAGE,
) -> list[Claimable]:  # fmt: skip
    """Leaves due to the body that it has not taken on; `whole`: all that it may claim. Raises NotAllowed."""
    body = orgs.get_organisation(organisation)
    require_read(actor, body.region_id, organisation)
    bound = rates.bind_offer(at) | _sought(text) | {
        "first": body.region_id, "last": body.region_id, "organisation": organisation, "whole": whole, "after": after,
        "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMABLE, bound)
        return [Claimable(*row) for row in cursor.fetchall()]


def list_submitted(*, actor: Actor, at: dt.datetime, after: int = 0, limit: int = PAGE) -> ItemPage:
    """Submitted drafts that the actor may publish, by item."""
    waiting = Item.objects.filter(within(actor, PUBLISH), draft__state="submitted", id__gt=after)
    return _page_of(list(waiting.order_by("id").values_list("id", flat=True)[: limit + 1]), at, limit)


def list_publishable(*, actor: Actor, at: dt.datetime, after: int = 0, limit: int = PAGE) -> ItemPage:
    """Claimed items without a draft that the actor may publish, complete or not, by item."""
    waiting = Item.objects.filter(within(actor, PUBLISH), state="claimed", draft=None, id__gt=after)
    return _page_of(list(waiting.order_by("id").values_list("id", flat=True)[: limit + 1]), at, limit)


def list_places(organisation: str, *, actor: Actor, limit: int = PAGE) -> list[Place]:
    """What the body has said for all its items alike, the latest first. Raises NotAllowed, NotFound."""
    require_read(actor, orgs.get_organisation(organisation).region_id, organisation)
    return list(Place.objects.filter(organisation=organisation).order_by("-number")[:limit])


def find_place(organisation: str, *, at: dt.datetime) -> Content:
    """What the body says for all its items alike at `at`; empty when it says nothing. Public."""
    held = Place.objects.filter(organisation=organisation, effective_from__lte=at, effective_until__gt=at).first()
    return held.content if held else {}


def may_publish_draft(view: ItemView, *, actor: Actor) -> str:
    """Why the actor may not publish the item's draft: a stable code, or nothing."""
    if view.draft is None or view.draft.state != "submitted":
        return "catalogue.draft_not_submitted"
    if not actor.may(PUBLISH, view.item.region, view.item.organisation_id):
        return "catalogue.not_allowed"
    return "catalogue.own_draft" if _is_own(view.draft.written_by, actor) else ""


def _is_own(written_by: uuid.UUID | None, actor: Actor) -> bool:
    return actor.account is not None and actor.account == written_by


def _page_of(ids: list[int], at: dt.datetime, limit: int) -> ItemPage:
    return _page(_BY_ID, {"ids": ids} | _at(at), limit)


def _page(statement: str, bound: dict[str, Any], limit: int) -> ItemPage:
    with connection.cursor() as cursor:
        cursor.execute(statement, bound)
        rows = [_row(list(row)) for row in cursor.fetchall()]
    return ItemPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def _row(told: list[Any]) -> ItemRow:
    told[11] = tuple(told[11])
    return ItemRow(*told)


def _at(at: dt.datetime) -> dict[str, Any]:
    return {"at": at, "required": completeness.list_required()}


def _sought(text: str) -> dict[str, str]:
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"text": text.strip(), "like": f"%{plain}%"}
