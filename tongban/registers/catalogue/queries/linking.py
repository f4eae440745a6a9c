"""Which leaf a record from elsewhere is: what its body may still claim, the same name first, and how the two differ."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Item, ItemDraft, Leaf
from tongban.registers.catalogue.queries import completeness, rates
from tongban.registers.catalogue.queries.contents import Layers, get_layers, list_missing_of
from tongban.registers.catalogue.queries.scope import require_read
from tongban.registers.catalogue.rules.content import Content, lay
from tongban.registers.orgs import queries as orgs

PAGE = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A leaf that a record may be. `same`: it has the name that was looked for."""

    leaf: str
    name: str
    name_en: str
    owner: str
    same: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A record as the leaf it would be. `record`: common values as the record states them; `missing`: codes (A5)."""

    leaf: Leaf
    common: Content
    record: Content
    layers: Layers
    missing: tuple[str, ...]


_NAME = "coalesce(lv.name, e.name)"
_CANDIDATES = f"""
WITH {rates.BODY}, {rates.OFFER}
SELECT f.code, {_NAME}, coalesce(lv.name_en, e.name_en), coalesce(w.name, ''), {_NAME} = %(text)s AS same
FROM body b JOIN offer f ON {rates.MAY_CLAIM}
JOIN catalogue_leaf l ON l.code = f.code JOIN catalogue_entry e ON e.code = f.entry
LEFT JOIN orgs_organisation w ON w.code = e.owner{completeness.common("f.code")}
WHERE NOT EXISTS (SELECT FROM catalogue_item i WHERE i.leaf = f.code AND i.organisation = b.code)
  AND (strpos({_NAME}, %(text)s) > 0 OR strpos(%(text)s, {_NAME}) > 0 OR strpos(f.code, %(text)s) = 1)
ORDER BY same DESC, length({_NAME}), f.code LIMIT %(limit)s"""  # noqa: S608


def list_candidates(
    organisation: str, *, text: str, actor: Actor, at: dt.datetime, limit: int = PAGE
) -> list[Candidate]:
    """Leaves with this name, part of it, or this beginning of a code, that the body may claim and has not.

    The same name comes first, then the shorter. Nothing for an empty text. Raises NotFound, NotAllowed.
    """
    body = orgs.get_organisation(organisation)
    require_read(actor, body.region_id, organisation)
    sought = text.strip()
    if not sought:
        return []
    bound = rates.bind_offer(at) | {
        "first": body.region_id, "last": body.region_id, "organisation": organisation, "text": sought, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, bound)
        return [Candidate(*row) for row in cursor.fetchall()]


def get_preview(item: int, leaf: str, *, actor: Actor, at: dt.datetime) -> Preview:
    """The record beside what the leaf says, and what would still be missing. Raises NotFound, NotAllowed."""
    row = Item.objects.filter(id=item).first()
    if row is None:
        raise errors.item_unknown(str(item))
    require_read(actor, row.region, row.organisation_id)
    subject = Leaf.objects.select_related("entry").filter(code=leaf).first()
    if subject is None:
        raise errors.leaf_unknown(leaf)
    draft = ItemDraft.objects.filter(item=row).first()
    row.leaf = subject
    layers = get_layers(row, at=at, own=draft.content if draft else None)
    common = lay({"name": subject.entry.name, "item_type": subject.entry.item_type}, layers.common)
    missing = tuple(list_missing_of(layers.lay()))
    return Preview(subject, common, (draft.own if draft else None) or {}, layers, missing)
