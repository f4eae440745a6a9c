"""What has happened in the catalogue."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LeafPublished:
    """A new common version of a leaf stands: every claim shows it from `effective_from` on."""

    name: ClassVar[str] = "catalogue.leaf_published"
    version: ClassVar[int] = 1

    leaf: str
    number: int
    effective_from: dt.datetime


@dataclass(frozen=True, slots=True)
class ItemPublished:
    """A body offers the item, under this version of its own words (0: it has none of its own yet)."""

    name: ClassVar[str] = "catalogue.item_published"
    version: ClassVar[int] = 1

    item: str
    number: int
    effective_from: dt.datetime


@dataclass(frozen=True, slots=True)
class EntryCancelled:
    """From `cancelled_from` on nobody may apply for anything of this entry."""

    name: ClassVar[str] = "catalogue.entry_cancelled"
    version: ClassVar[int] = 1

    entry: str
    cancelled_from: dt.datetime


@dataclass(frozen=True, slots=True)
class LeafCancelled:
    """From `cancelled_from` on nobody may apply for this leaf; its entry stands."""

    name: ClassVar[str] = "catalogue.leaf_cancelled"
    version: ClassVar[int] = 1

    leaf: str
    cancelled_from: dt.datetime


@dataclass(frozen=True, slots=True)
class AdjustmentApproved:
    """The base catalogue changes at `effective_at` as this adjustment planned; `kind` as in `rules.adjustments`."""

    name: ClassVar[str] = "catalogue.adjustment_approved"
    version: ClassVar[int] = 1

    adjustment: str
    kind: str
    entry: str
    leaf: str
    effective_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ItemsChanged:
    """A portion of a bulk operation: these bodies' items of the run's leaves were claimed, published, refused …"""

    name: ClassVar[str] = "catalogue.items_changed"
    version: ClassVar[int] = 1

    run: str
    kind: str
    first_body: str
    last_body: str
    items: int


@dataclass(frozen=True, slots=True)
class ItemLeft:
    """A body offers the item no more, for now (`paused`) or for good (`withdrawn`)."""

    name: ClassVar[str] = "catalogue.item_left"
    version: ClassVar[int] = 1

    item: str
    state: str
    left_at: dt.datetime
