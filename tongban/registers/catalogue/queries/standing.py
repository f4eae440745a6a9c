"""What the catalogue holds of many leaves or items at once, as the rows of a workbook: a few statements each."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.models import Entry, Item, ItemDraft, ItemVersion, Leaf, LeafVersion, Place
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.queries.scope import READ, within
from tongban.registers.catalogue.rules.content import lay
from tongban.registers.catalogue.rules.intake import Standing
from tongban.registers.catalogue.rules.workbook import STAMP, Kind
from tongban.registers.regions.rules import subtree

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of a region and all below it, of one body, in one state, with this in the name or code."""

    region: str = ""
    organisation: str = ""
    state: str = ""
    text: str = ""


def select_items(asked: Asked, *, actor: Actor) -> QuerySet[Item]:
    """The living items that the actor may read, as asked."""
    rows = (
        Item.objects.select_related("organisation")
        .filter(within(actor, READ))
        .exclude(state__in=("refused", "withdrawn"))
    )
    if asked.region:
        rows = rows.filter(region__range=subtree(asked.region))
    if asked.organisation:
        rows = rows.filter(organisation=asked.organisation)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if text := asked.text.strip():
        named = Q(leaf__entry__name__icontains=text) | Q(name__icontains=text) | Q(leaf__versions__name__icontains=text)
        rows = rows.filter(Q(id__in=Item.objects.filter(named).values("id")) | Q(code__icontains=text))
    return rows


def select_leaves(asked: Asked) -> QuerySet[Leaf]:
    """The leaves of the base catalogue that nobody has cancelled, as asked; open to whoever reads the catalogue."""
    rows = Leaf.objects.filter(cancelled_from=None, entry__cancelled_from=None)
    if asked.region:
        rows = rows.filter(Q(entry__region=asked.region) | Q(entry__region=None))
    if text := asked.text.strip():
        named = LeafVersion.objects.filter(name__icontains=text).values("leaf")
        rows = rows.filter(Q(code__icontains=text) | Q(entry__name__icontains=text) | Q(code__in=named))
    return rows


def count_rows(kind: Kind, asked: Asked, *, actor: Actor) -> int:
    """How many rows a workbook of this kind has."""
    return (select_leaves(asked) if kind is Kind.BASE else select_items(asked, actor=actor)).count()


def iterate(kind: Kind, asked: Asked, *, actor: Actor, at: dt.datetime) -> Iterator[Standing]:
    """Every row as asked, a portion at a time: leaves by code, items in the order in which they came."""
    after: Any = "" if kind is Kind.BASE else 0
    key = "code" if kind is Kind.BASE else "id"
    rows: QuerySet[Any] = select_leaves(asked) if kind is Kind.BASE else select_items(asked, actor=actor)
    while portion := list(rows.filter(**{f"{key}__gt": after}).order_by(key)[:CHUNK]):
        after = getattr(portion[-1], key)
        yield from stand_leaves(portion) if kind is Kind.BASE else stand_items(portion, at=at)


def stand_leaves(leaves: Sequence[Leaf]) -> list[Standing]:
    """What each leaf says in its newest version, whether or not it holds yet."""
    codes = [leaf.code for leaf in leaves]
    newest = LeafVersion.objects.filter(leaf__in=codes).order_by("leaf", "-number").distinct("leaf").defer("search")
    versions = {version.leaf_id: version for version in newest}
    entries = {entry.code: entry for entry in Entry.objects.filter(code__in={leaf.entry_id for leaf in leaves})}
    return [_stand_leaf(leaf, entries[leaf.entry_id], versions.get(leaf.code)) for leaf in leaves]


def new_leaf(key: str, entry: str) -> Standing:
    """A leaf that is only proposed."""
    return Standing(key, {"key": key, "entry": entry}, {}, {}, {})


def stand_items(items: Sequence[Item], *, at: dt.datetime) -> list[Standing]:
    """What each item is laid together from at `at`, with its draft's words where one is being written."""
    leaves = _holding(
        LeafVersion.objects.filter(leaf__in={item.leaf_id for item in items}).defer("search"), at, "leaf_id"
    )
    places = _holding(Place.objects.filter(organisation__in={i.organisation_id for i in items}), at, "organisation_id")
    own = _holding(ItemVersion.objects.filter(item__in=[item.id for item in items]), at, "item_id")
    drafts = {draft.item_id: draft for draft in ItemDraft.objects.filter(item__in=[item.id for item in items])}
    states = get_dictionaries()["item_state"]
    return [
        _stand_item(
            item, leaves.get(item.leaf_id), places.get(item.organisation_id), own.get(item.id), drafts.get(item.id),
            {"organisation_name": item.organisation.name, "state": states.get(item.state, {}).get("zh", item.state)},
        )
        for item in items
    ]  # fmt: skip


def find_items(keys: Collection[str]) -> dict[str, list[Item]]:
    """Items by the code in a workbook: the 33 characters, or the local code of a record without a leaf."""
    found: dict[str, list[Item]] = {}
    rows = Item.objects.select_related("organisation").order_by("id")
    for item in rows.filter(Q(code__in=keys) | Q(code=None, local_code__in=keys)):
        found.setdefault(item.code or item.local_code, []).append(item)
    return found


def _stand_leaf(leaf: Leaf, entry: Entry, version: LeafVersion | None) -> Standing:
    facts = {
        "key": leaf.code, "entry": entry.code, "entry_name": entry.name, STAMP: f"v{version.number if version else 0}",
    }  # fmt: skip
    return Standing(leaf.code, facts, version.content if version else {}, {}, version.defaults if version else {})


def _stand_item(
    item: Item,
    leaf: LeafVersion | None,
    place: Place | None,
    own: ItemVersion | None,
    draft: ItemDraft | None,
    names: Mapping[str, str],
) -> Standing:
    stamp = ".".join(
        f"{letter}{row.version if isinstance(row, ItemDraft) else row.number if row else 0}"
        for letter, row in (("d", draft), ("i", own), ("l", leaf), ("p", place))
    )
    key = item.code or item.local_code
    facts = {"key": key, "leaf": item.leaf_id or "", "organisation": item.organisation_id, STAMP: stamp, **names}
    stated = (draft.own if draft else own.own if own else None) or {} if item.leaf_id is None else {}
    common = lay({"name": item.name}, stated, leaf.content if leaf else {})
    inherited = lay(leaf.defaults if leaf else {}, place.content if place else {})
    words = draft.content if draft else own.content if own else {}
    return Standing(key, facts, common, inherited, words)


def _holding(rows: QuerySet[Any], at: dt.datetime, key: str) -> dict[Any, Any]:
    return {getattr(row, key): row for row in rows.filter(effective_from__lte=at, effective_until__gt=at)}
