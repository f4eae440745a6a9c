"""Editions of the list, and what each level may offer by them (五级依申请及公共服务事项清单, CAT-01)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Edition, Entry, Leaf, LeafVersion

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one list has that the other lacks, by code: entries added, taken away, and said differently."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Row, ...]


def get_edition(code: str, *, region: str | None) -> Edition:
    """The edition with its frozen rows. Raises NotFound."""
    edition = Edition.objects.filter(code=code, region=region).first()
    if edition is None:
        raise errors.edition_unknown(code)
    return edition


def list_editions(region: str | None) -> list[Edition]:
    """All editions of a catalogue without their rows, the newest first."""
    return list(Edition.objects.filter(region=region).defer("rows").order_by("-published_at"))


def find_before(edition: Edition) -> Edition | None:
    """The edition of the same catalogue that was published before this one, with its rows."""
    earlier = Edition.objects.filter(region=edition.region_id, published_at__lt=edition.published_at)
    return earlier.order_by("-published_at").first()


def find_last(region: str | None) -> Edition | None:
    """The newest edition of a catalogue, with its rows."""
    return Edition.objects.filter(region=region).order_by("-published_at").first()


def compare_rows(before: Sequence[Row], after: Sequence[Row]) -> Changes:
    """What changed from one list to the other; a leaf more or less changes its entry."""
    old, new = {row["code"]: row for row in before}, {row["code"]: row for row in after}
    return Changes(
        tuple(row for code, row in new.items() if code not in old),
        tuple(row for code, row in old.items() if code not in new),
        tuple(row for code, row in new.items() if code in old and old[code] != row),
    )


def list_view(code: str, *, region: str | None, level: int) -> list[Row]:
    """The rows of an edition that a body at this level of exercise (2 province … 6 village) may offer."""
    return [row for row in get_edition(code, region=region).rows if level in row["levels"]]


def list_rows(region: str | None, *, at: dt.datetime) -> list[Row]:
    """The catalogue as it stands at `at`: entries in force that take cases, by code, each with its standing leaves.

    A row: code, name, item_type, levels, department, leaves of {code, name, kind, laws, audience}. National entries
    belong to the national catalogue alone.
    """
    entries = Entry.objects.filter(_standing(at), region=region, in_force_from__lte=at).select_related("owner")
    leaves = _leaves(region, at)
    return [_row(entry, leaves[entry.code]) for entry in entries.order_by("code") if leaves[entry.code]]


def _leaves(region: str | None, at: dt.datetime) -> Mapping[str, list[Row]]:
    holding = LeafVersion.objects.filter(leaf__entry__region=region, effective_from__lte=at, effective_until__gt=at)
    said = {row["leaf_id"]: row for row in holding.values("leaf_id", "name", "audience", "content__laws")}
    found: dict[str, list[Row]] = defaultdict(list)
    for leaf in Leaf.objects.filter(_standing(at), entry__region=region).order_by("code"):
        row: Row = said.get(leaf.code, {})
        told = {"code": leaf.code, "kind": leaf.kind, "name": row.get("name", ""), "audience": row.get("audience", [])}
        found[leaf.entry_id].append({**told, "laws": [law.get("name", "") for law in row.get("content__laws") or ()]})
    return found


def _row(entry: Entry, leaves: list[Row]) -> Row:
    department = entry.owner.name if entry.owner is not None else ""
    told = {"code": entry.code, "name": entry.name, "item_type": entry.item_type, "levels": entry.levels}
    return {**told, "department": department, "leaves": leaves}


def _standing(at: dt.datetime) -> Q:
    return Q(cancelled_from=None) | Q(cancelled_from__gt=at)
