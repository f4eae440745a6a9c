"""Whether somebody may begin a case under a code now (清单之外无审批, CAT-02), and which bodies offer what."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Entry, Item, Leaf, LeafVersion
from tongban.registers.catalogue.queries.entries import find_holding, list_leaves_of
from tongban.registers.catalogue.rules import offers as rules
from tongban.registers.regions.rules import subtree

EVERYWHERE = ("0" * 12, "9" * 12)
LEAF, IMPLEMENTING, HANDLING = 14, 31, 33
_OFFERING = """
SELECT DISTINCT item.organisation FROM catalogue_item item
JOIN regions_region region ON region.code = item.region
WHERE item.leaf = ANY(%(leaves)s) AND item.state = 'published'
  AND (item.offered_until IS NULL OR item.offered_until > %(at)s)
  AND (%(level)s::int IS NULL OR region.level = %(level)s)
"""
_STANDING = """
SELECT body.code FROM orgs_organisation body JOIN regions_region region ON region.code = body.region
WHERE body.short_name = %(short_name)s AND region.level = %(level)s AND body.closed_on IS NULL
  AND body.region BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that takes cases at the instant asked: under which versions of the common and the own words."""

    item: str
    leaf: str
    organisation: str
    region: str
    leaf_version: int


def check_offered(code: str, *, at: dt.datetime) -> Offer:
    """The offer under this 33-character code. Raises Conflict `admission.…` with the reason when no case may begin.

    unknown · unpublished · cancelled · paused · not_yet (`offered_from`) · ended (`offered_until`) · not_in_force ·
    has_leaves: the code names a leaf, an entry or a main item; `leaves` names what could be chosen instead.
    """
    item = (
        Item.objects.select_related("leaf__entry__parent").filter(code=code).first() if len(code) == HANDLING else None
    )
    if item is None:
        raise _not_a_handling_item(code)
    if item.leaf is None or item.state in ("draft", "claimed", "refused"):
        raise errors.not_admitted("admission.unpublished", code)
    version = find_holding(item.leaf.code, at)
    if absence := rules.find_absence(_offer(item, item.leaf, version), at):
        raise _not_now(code, item, absence, at)
    assert version is not None
    return Offer(code, item.leaf.code, item.organisation_id, item.region, version.number)


def _offer(item: Item, leaf: Leaf, version: LeafVersion | None) -> rules.Offer:
    entry = leaf.entry
    return rules.Offer(
        state=item.state, offered_from=item.offered_from, offered_until=item.offered_until,
        in_force_from=entry.in_force_from, entry_cancelled_from=entry.cancelled_from,
        leaf_cancelled_from=leaf.cancelled_from, paused_from=entry.paused_from, paused_until=entry.paused_until,
        version_from=version.effective_from if version else None,
    )  # fmt: skip


def _not_now(code: str, item: Item, absence: rules.Absence, at: dt.datetime) -> Conflict:
    """The refusal with the instant that it turns on, where there is one."""
    begins, ends = item.offered_from, item.offered_until
    if absence is rules.Absence.NOT_YET and begins is not None and at < begins:
        return errors.not_admitted("admission.not_yet", code, offered_from=begins.isoformat())
    if absence is rules.Absence.ENDED and ends is not None and ends <= at:
        return errors.not_admitted("admission.ended", code, offered_until=ends.isoformat())
    return errors.not_admitted(_REASONS[absence], code)


_REASONS = {
    rules.Absence.CANCELLED: "admission.cancelled",
    rules.Absence.ENDED: "admission.ended",
    rules.Absence.PAUSED: "admission.paused",
    rules.Absence.NOT_YET: "admission.not_in_force",
}


def _not_a_handling_item(code: str) -> Conflict:
    """A case begins under the finest code only; a coarser one that stands is answered with its leaves."""
    basic = code[-12:] if len(code) in (12, IMPLEMENTING) else code[:12] if len(code) == LEAF else ""
    if basic and Entry.objects.filter(code=basic).exists():
        leaves = [leaf.code for leaf in list_leaves_of(basic) if leaf.cancelled_from is None]
        return errors.not_admitted("admission.has_leaves", code, leaves=leaves)
    return errors.not_admitted("admission.unknown", code)


def list_offering(leaves: Sequence[str], *, at: dt.datetime, level: int | None = None) -> list[str]:
    """Bodies that offer one of these leaves from `at` on; `level` is the level of exercise."""
    return _codes(_OFFERING, {"leaves": list(leaves), "at": at, "level": level - 1 if level else None})


def list_bodies(short_name: str, *, level: int, territory: tuple[str, str]) -> list[str]:
    """Standing bodies of that short name at that level of exercise in the territory."""
    told = {"short_name": short_name, "level": level - 1, "first": territory[0], "last": territory[1]}
    return _codes(_STANDING, told)


def territory_of(entry: Entry) -> tuple[str, str]:
    """The region codes between which an entry's catalogue holds."""
    if entry.region_id is None:
        return EVERYWHERE
    first, last = subtree(entry.region_id)
    return first, last


def _codes(statement: str, told: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return [code for (code,) in cursor.fetchall()]
