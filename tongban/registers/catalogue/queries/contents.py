"""What an item says at an instant: its layers laid over each other."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tongban.registers.catalogue.models import Item, ItemVersion, LeafVersion, Place
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import Content, lay, list_missing

Row = TypeVar("Row", bound=Model)


def compose(item: Item, *, at: dt.datetime) -> dict[str, Any]:
    """Common values, proposals, place and own words as they hold at `at`; without the derived elements."""
    leaf = _holding(LeafVersion.objects.filter(leaf=item.leaf_id), at) if item.leaf_id else None
    place = _holding(Place.objects.filter(organisation=item.organisation_id), at)
    own = _holding(ItemVersion.objects.filter(item=item), at)
    layers = (leaf.content, leaf.defaults) if leaf is not None else ({}, {})
    return lay(*layers, place.content if place else {}, own.content if own else {})


def list_missing_of(content: Content) -> list[str]:
    """Codes of the required elements (domain A5) that are still empty."""
    return list_missing(content, get_elements())


def _holding(rows: QuerySet[Row], at: dt.datetime) -> Row | None:
    return rows.filter(effective_from__lte=at, effective_until__gt=at).first()
