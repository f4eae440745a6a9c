"""Editions of the list, and what each level may offer by them (五级依申请及公共服务事项清单, CAT-01)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Edition, Entry, Leaf, LeafVersion

Row = Mapping[str, Any]


def get_edition(code: str, *, region: str | None) -> Edition:
    """The edition with its frozen rows. Raises NotFound."""
    edition = Edition.objects.filter(code=code, region=region).first()
    if edition is None:
        raise errors.edition_unknown(code)
    return edition


def list_editions(region: str | None) -> list[Edition]:
    """All editions of a catalogue without their rows, the newest first."""
    return list(Edition.objects.filter(region=region).defer("rows").order_by("-published_at"))


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
