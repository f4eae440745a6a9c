"""The base catalogue, read: entries with their leaves and versions, and how finely it is split."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Entry, Item, ItemVersion, Leaf, LeafVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.rules.content import Fault
from tongban.registers.catalogue.rules.linter import check_filing, is_filing

PAGE = 50
STATES = ("in_force", "planned", "paused", "cancelled")


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries by code, as many as were asked for; `next` is the code after which it goes on, "" at the end."""

    entries: tuple[Entry, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class Split:
    """How finely a catalogue is split (颗粒化): standing entries that have leaves, and their standing leaves."""

    entries: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Disguised:
    """A 备案 whose definition contains an approval: the leaf, the faults; where it is a body's own record, its item."""

    leaf: Leaf
    name: str
    item: Item | None
    faults: tuple[Fault, ...] = field(default=())


def get_entry(code: str) -> Entry:
    """The entry with its owner. Raises NotFound."""
    entry = Entry.objects.select_related("owner", "region", "parent").filter(code=code).first()
    if entry is None:
        raise errors.entry_unknown(code)
    return entry


def get_leaf(code: str) -> Leaf:
    """The leaf with its entry and owner. Raises NotFound."""
    leaf = Leaf.objects.select_related("entry__owner", "entry__region").filter(code=code).first()
    if leaf is None:
        raise errors.leaf_unknown(code)
    return leaf


def list_entries(
    *,
    at: dt.datetime,
    text: str = "",
    level: int | None = None,
    item_type: str = "",
    owner: str = "",
    region: str | None = None,
    national: bool | None = None,
    state: str = "",
    after: str = "",
    limit: int = PAGE,
) -> EntryPage:
    """Entries by code that all of these fit: a part of name or code, level of exercise, type, owner, catalogue, state.

    `region` narrows to the catalogue of that region; national entries are told by no region and always come with it.
    `national`: only these, or all but these.
    """
    rows = Entry.objects.select_related("owner", "region")
    if text.strip():
        rows = rows.filter(Q(name__contains=text.strip()) | Q(code__startswith=text.strip()))
    if level is not None:
        rows = rows.filter(levels__contains=[level])
    told = {"item_type": item_type, "owner": owner}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    if region is not None:
        rows = rows.filter(Q(region=region) | Q(region=None))
    if national is not None:
        rows = rows.filter(region__isnull=national)
    rows = _in_state(rows, state, at)
    total = rows.count()
    page = list(
        rows.filter(code__gt=after)
        .annotate(leaf_count=Count("leaves", filter=Q(leaves__cancelled_from=None)))
        .order_by("code")[: limit + 1]
    )
    shown = page[:limit]
    return EntryPage(tuple(shown), total, shown[-1].code if len(page) > limit else "")


def _in_state(rows: QuerySet[Entry], state: str, at: dt.datetime) -> QuerySet[Entry]:
    cancelled, planned = Q(cancelled_from__lte=at), Q(in_force_from__gt=at)
    paused = Q(paused_from__lte=at) & (Q(paused_until=None) | Q(paused_until__gt=at))
    match state:
        case "cancelled":
            return rows.filter(cancelled)
        case "planned":
            return rows.filter(planned)
        case "paused":
            return rows.filter(paused).exclude(cancelled)
        case "in_force":
            return rows.exclude(cancelled).exclude(planned).exclude(paused)
    return rows


def state_of(entry: Entry, at: dt.datetime) -> str:
    """One of `STATES` at that instant."""
    if entry.cancelled_from is not None and entry.cancelled_from <= at:
        return "cancelled"
    if entry.in_force_from is not None and entry.in_force_from > at:
        return "planned"
    begun = entry.paused_from is not None and entry.paused_from <= at
    return "paused" if begun and (entry.paused_until is None or entry.paused_until > at) else "in_force"


def list_owners() -> list[tuple[str, str]]:
    """Code and name of every body that owns an entry, by name."""
    rows = Entry.objects.exclude(owner=None).values_list("owner_id", "owner__name").distinct()
    return sorted(rows, key=lambda row: row[1])


def list_parts(code: str) -> list[Entry]:
    """The sub-items of a main item, by code."""
    return list(Entry.objects.filter(parent=code).select_related("owner").order_by("code"))


def list_leaves(entries: Sequence[str]) -> list[Leaf]:
    """The leaves of these entries, by code, each with its newest version as `newest` (None before the first)."""
    leaves = list(Leaf.objects.filter(entry__in=entries).select_related("entry").order_by("code"))
    newest = {row.leaf_id: row for row in _newest(leaf.code for leaf in leaves)}
    for leaf in leaves:
        leaf.newest = newest.get(leaf.code)  # type: ignore[attr-defined]
    return leaves


def list_leaves_of(entry: str) -> list[Leaf]:
    """As `list_leaves` for an entry and its parts."""
    return list_leaves([entry, *(part.code for part in list_parts(entry))])


def list_standing_leaves() -> list[str]:
    """The codes of all leaves that nobody has cancelled: where a guidance may lead."""
    return list(Leaf.objects.filter(cancelled_from=None, entry__cancelled_from=None).values_list("code", flat=True))


def count_showing_each(leaves: Sequence[str], *, at: dt.datetime) -> dict[str, int]:
    """Leaf → how many items show it to the public from that instant on."""
    items = Item.objects.filter(Q(offered_until=None) | Q(offered_until__gt=at), leaf__in=leaves, state="published")
    found = dict(items.values_list("leaf").annotate(count=Count("id")))
    return {leaf: found.get(leaf, 0) for leaf in leaves}


def list_versions(leaf: str) -> list[LeafVersion]:
    """All versions of a leaf, the newest first, without search words."""
    return list(LeafVersion.objects.filter(leaf=leaf).defer("search").order_by("-number"))


def find_newest(leaf: str) -> LeafVersion | None:
    """The version published last, whether or not it holds yet."""
    return LeafVersion.objects.filter(leaf=leaf).defer("search").order_by("-number").first()


def find_holding(leaf: str, at: dt.datetime) -> LeafVersion | None:
    """The version that holds at that instant."""
    holding = LeafVersion.objects.filter(leaf=leaf, effective_from__lte=at, effective_until__gt=at)
    return holding.defer("search").first()


def find_entry_named(name: str, *, region: str | None) -> str | None:
    """The standing entry of a region's catalogue that goes by this name."""
    named = Entry.objects.filter(name=name, region=region, cancelled_from=None)
    return named.values_list("code", flat=True).first()


def find_namesake(name: str, *, region: str | None, but: str) -> str | None:
    """Another standing leaf of a region's catalogue that goes by this name in its newest version (CAT-12)."""
    same = LeafVersion.objects.filter(name=name, leaf__cancelled_from=None, leaf__entry__region=region)
    others = same.exclude(leaf=but)
    return others.filter(effective_until=FOREVER).values_list("leaf_id", flat=True).first()


def count_split(region: str | None = None, *, at: dt.datetime) -> Split:
    """The report 290/824 (CAT-11) of one region's catalogue, None for the national one."""
    standing = Q(entry__cancelled_from=None) | Q(entry__cancelled_from__gt=at)
    leaves = Leaf.objects.filter(standing, Q(cancelled_from=None) | Q(cancelled_from__gt=at), entry__region=region)
    told = leaves.aggregate(entries=Count("entry", distinct=True), leaves=Count("code"))
    return Split(told["entries"], told["leaves"])


def list_disguised(*, at: dt.datetime) -> list[Disguised]:
    """备案 of any catalogue that are approvals in disguise (CAT-16): in what holds now, in records from elsewhere."""
    filings = {leaf.code: leaf for leaf in Leaf.objects.filter(entry__item_type="10").select_related("entry")}
    holding = {"effective_from__lte": at, "effective_until__gt": at}
    common = LeafVersion.objects.filter(leaf__in=filings, **holding).order_by("leaf").values_list("leaf_id", "content")
    told: list[tuple[str, Item | None, dict[str, Any]]] = [(leaf, None, content) for leaf, content in common]
    own = ItemVersion.objects.filter(item__leaf__in=filings, own__isnull=False, **holding).order_by("item__code")
    told += [(str(row.item.leaf_id), row.item, row.own or {}) for row in own.select_related("item")]
    found = [_lint(filings[leaf], item, content) for leaf, item, content in told]
    return [each for each in found if each.faults]


def _lint(leaf: Leaf, item: Item | None, content: dict[str, Any]) -> Disguised:
    name = str(content.get("name", "")) or leaf.entry.name
    filing = is_filing(leaf.entry.item_type, name, leaf.kind, leaf.entry.name)
    return Disguised(leaf, name, item, tuple(check_filing(content) if filing else ()))


def count_showing(leaves: Sequence[str], *, at: dt.datetime) -> tuple[int, int]:
    """How many items show these leaves to the public from that instant on, and of how many bodies."""
    items = Item.objects.filter(leaf__in=leaves, state="published").filter(
        Q(offered_until=None) | Q(offered_until__gt=at)
    )
    told = items.aggregate(items=Count("id"), bodies=Count("organisation", distinct=True))
    return told["items"], told["bodies"]


def _newest(leaves: Iterable[str]) -> list[LeafVersion]:
    rows = LeafVersion.objects.filter(leaf__in=list(leaves)).order_by("leaf", "-number").distinct("leaf")
    return list(rows.defer("search", "content", "defaults"))
