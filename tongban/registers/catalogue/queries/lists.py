"""Derived public lists 公开清单: who stands on them now, on an earlier day, and what joined or left (CAT-17)."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count, Max

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Item, Leaf, LeafVersion, ListChange, ListMember
from tongban.registers.regions.rules import subtree

PAGE = 50


@dataclass(frozen=True, slots=True)
class PublicList:
    """A list and the condition over an item's facts that puts it there (`queries.facts`)."""

    code: str
    zh: str
    en: str
    rule: str


@cache
def list_lists() -> Mapping[str, PublicList]:
    """Every derived list by its code, as `lists.json` says."""
    path = Path(__file__).parents[1] / "lists.json"
    return {row["code"]: PublicList(**row) for row in json.loads(path.read_text(encoding="utf-8"))}


def get_list(code: str) -> PublicList:
    """Raises NotFound catalogue.list_unknown."""
    if code not in list_lists():
        raise errors.list_unknown(code)
    return list_lists()[code]


def count_members(*, region: str) -> dict[str, int]:
    """List → how many items of the region's subtree stand on it now; every list is named."""
    rows = ListMember.objects.filter(item__region__range=subtree(region)).values("list")
    counted = dict(rows.annotate(items=Count("id")).values_list("list", "items"))
    return {code: counted.get(code, 0) for code in list_lists()}


def list_members(code: str, *, region: str, after: str = "", limit: int = PAGE) -> list[ListMember]:
    """Items of the region's subtree on the list now, by item code, each with its item."""
    rows = ListMember.objects.filter(list=get_list(code).code, item__region__range=subtree(region))
    return list(rows.filter(item__code__gt=after).select_related("item__organisation").order_by("item__code")[:limit])


def list_members_on(
    code: str, *, region: str, at: dt.datetime, after: str = "", limit: int | None = None
) -> list[ListChange]:
    """Items that stood on the list at an earlier instant, by item code, each as the change that put it there."""
    changes = ListChange.objects.filter(list=get_list(code).code, at__lte=at, item__region__range=subtree(region))
    last = changes.order_by("item_id", "-id").distinct("item_id").values("id")
    rows = ListChange.objects.filter(id__in=last, joined=True, item__code__gt=after)
    return list(rows.select_related("item__organisation").order_by("item__code")[:limit])


def get_names(items: Sequence[Item], *, at: dt.datetime) -> dict[str, str]:
    """Leaf → what the items' leaves are called at `at`; a leaf without a version in force keeps its entry's name."""
    leaves = {item.leaf_id for item in items}
    names = dict(Leaf.objects.filter(code__in=leaves).values_list("code", "entry__name"))
    holding = LeafVersion.objects.filter(leaf__in=leaves, effective_from__lte=at, effective_until__gt=at)
    return names | dict(holding.values_list("leaf_id", "name"))


def refreshed_at() -> dt.datetime | None:
    """When a list last changed; None while nothing has ever stood on one."""
    last: dt.datetime | None = ListChange.objects.aggregate(last=Max("at"))["last"]
    return last


def list_changes(code: str, *, region: str, before: int | None = None, limit: int = PAGE) -> list[ListChange]:
    """What joined and left, newest first; `before` is the id of the last row seen."""
    rows = ListChange.objects.filter(list=get_list(code).code, item__region__range=subtree(region))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.select_related("item__organisation", "item__leaf").order_by("-id")[:limit])
