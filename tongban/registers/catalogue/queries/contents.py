"""What an item says at an instant: its layers laid over each other."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tongban.registers.catalogue.models import Item, ItemVersion, LeafVersion, Place
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content, lay, list_missing

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Layers:
    """What an item is laid together from at an instant; empty where nothing holds."""

    common: Content
    defaults: Content
    place: Content
    own: Content

    def lay(self) -> dict[str, Any]:
        return lay(self.common, self.defaults, self.place, self.own)


def compose(item: Item, *, at: dt.datetime) -> dict[str, Any]:
    """Common values, proposals, place and own words as they hold at `at`; without the derived elements."""
    return get_layers(item, at=at).lay()


def compose_many(items: Sequence[Item], *, at: dt.datetime) -> dict[int, dict[str, Any]]:
    """`compose` of many items by their ids, in three statements; a leaf's and a place's content is read once."""
    leaves = _by(_holding(LeafVersion.objects.filter(leaf__in={item.leaf_id for item in items}), at), "leaf_id")
    bodies = {item.organisation_id for item in items}
    places = _by(_holding(Place.objects.filter(organisation__in=bodies), at), "organisation_id")
    own = _by(_holding(ItemVersion.objects.filter(item__in=[item.id for item in items]), at), "item_id")
    return {
        item.id: _layers(
            leaves.get(item.leaf_id), places.get(item.organisation_id), own[item.id].content if item.id in own else {}
        ).lay()
        for item in items
    }


def get_layers(item: Item, *, at: dt.datetime, own: Content | None = None) -> Layers:
    """The layers as they hold at `at`, with `own` in place of the item's own published words where it is given."""
    leaf = _holding(LeafVersion.objects.filter(leaf=item.leaf_id), at).first() if item.leaf_id else None
    place = _holding(Place.objects.filter(organisation=item.organisation_id), at).first()
    if own is None:
        published = _holding(ItemVersion.objects.filter(item=item), at).first()
        own = published.content if published else {}
    return _layers(leaf, place, own)


def list_missing_of(content: Content) -> list[str]:
    """Codes of the required elements (domain A5) that are still empty."""
    return list_missing(content, get_elements())


def _layers(leaf: LeafVersion | None, place: Place | None, own: Content) -> Layers:
    common, defaults = (leaf.content, leaf.defaults) if leaf else ({}, {})
    return Layers(common, defaults, place.content if place else {}, own)


def _by(rows: Iterable[Row], key: str) -> dict[Any, Row]:
    return {getattr(row, key): row for row in rows}


def _holding(rows: QuerySet[Row], at: dt.datetime) -> QuerySet[Row]:
    return rows.filter(effective_from__lte=at, effective_until__gt=at)
