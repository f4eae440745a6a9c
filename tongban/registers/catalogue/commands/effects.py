"""What an approved adjustment does to the catalogue, by kind. All in the approving transaction; time does the rest."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import handing_over
from tongban.registers.catalogue.commands.entries import insert_entry, insert_leaf, next_code, next_part_codes
from tongban.registers.catalogue.commands.versions import add_version
from tongban.registers.catalogue.events import EntryCancelled, LeafCancelled
from tongban.registers.catalogue.models import Adjustment, Entry, Leaf
from tongban.registers.catalogue.queries import entries as catalogue
from tongban.registers.catalogue.queries import offers
from tongban.registers.catalogue.rules.adjustments import Kind
from tongban.registers.catalogue.rules.changes import apply_changes
from tongban.registers.identifiers.rules import item_code

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """An adjustment being carried out: its locked entry and leaf, the instant from which it holds, who approves."""

    row: Adjustment
    entry: Entry | None
    leaf: Leaf | None
    at: dt.datetime
    by: Actor
    now: dt.datetime

    @property
    def plan(self) -> Mapping[str, Any]:
        plan: Mapping[str, Any] = self.row.plan
        return plan

    @property
    def subject(self) -> Entry:
        assert self.entry is not None
        return self.entry

    @property
    def one_leaf(self) -> Leaf:
        assert self.leaf is not None
        return self.leaf

    @property
    def leaves(self) -> list[str]:
        """The one leaf, or all standing leaves of the entry and its parts."""
        return self.all_leaves if self.leaf is None else [self.leaf.code]

    @property
    def all_leaves(self) -> list[str]:
        return [leaf.code for leaf in catalogue.list_leaves_of(self.subject.code) if leaf.cancelled_from is None]


def carry_out(doing: Doing) -> Outcome:
    """The plan is done, and what was done is told. Raises what stands against it; nothing is half done then."""
    return _EFFECTS[Kind(doing.row.kind)](doing)


def check_standing(row: Adjustment, entry: Entry | None, leaf: Leaf | None) -> None:
    """Raises Conflict when what is to be adjusted is cancelled already, or was never paused."""
    for subject in (leaf, entry):
        if subject is not None and subject.cancelled_from is not None:
            raise errors.step_refused("adjustment.cancelled_already", subject=subject.code)
    if row.kind == Kind.RESUME and entry is not None:
        over = entry.paused_until is not None and entry.paused_until <= row.effective_at
        if entry.paused_from is None or over:
            raise errors.step_refused("adjustment.not_paused", subject=entry.code)


def _add(doing: Doing) -> Outcome:
    told = doing.plan.get("entry")
    entry = doing.entry if told is None else _add_entry(doing, told)
    assert entry is not None
    leaves = [_add_leaf(doing, entry, leaf) for leaf in doing.plan.get("leaves", ())]
    return {"entries": [entry.code] if told is not None else [], "leaves": leaves}


def _add_entry(doing: Doing, told: Mapping[str, Any]) -> Entry:
    region = doing.row.region_id
    code = told.get("code") or next_code(region=region, item_type=told["item_type"], department=told["department"])
    return insert_entry(
        Entry(
            code=code, name=told["name"].strip(), name_en=told.get("name_en", ""), region_id=region,
            levels=sorted(set(told["levels"])), owner_id=told.get("owner") or None, in_force_from=doing.at,
        ),
        by=doing.by, now=doing.now,
    )  # fmt: skip


def _add_leaf(doing: Doing, entry: Entry, told: Mapping[str, Any]) -> str:
    last = Leaf.objects.filter(entry=entry).order_by("-sequence").first()
    sequence = told.get("sequence") or (last.sequence if last else 0) + 1
    leaf = Leaf(entry=entry, sequence=sequence, kind=told.get("kind", ""), kind_en=told.get("kind_en", ""))
    insert_leaf(leaf, by=doing.by, now=doing.now)
    if told.get("content"):
        _publish(doing, leaf, told["content"], told.get("defaults", {}))
    return leaf.code


def _publish(doing: Doing, leaf: Leaf, content: Mapping[str, Any], defaults: Mapping[str, Any]) -> int:
    taken = catalogue.find_namesake(str(content.get("name", "")), region=leaf.entry.region_id, but=leaf.code)
    if taken is not None:
        raise errors.name_taken(str(content["name"]), taken)
    version = add_version(
        leaf, content, defaults, begins=doing.at, by=doing.by, now=doing.now, adjustment=uuid.UUID(str(doing.row.id))
    )
    return version.number


def _change(doing: Doing) -> Outcome:
    """The next version of a leaf, or its first."""
    newest = catalogue.find_newest(doing.one_leaf.code)
    if (newest.number if newest else 0) != doing.plan["base"]:
        raise errors.step_refused("adjustment.base_moved", leaf=doing.one_leaf.code)
    content = apply_changes(newest.content if newest else {}, doing.plan.get("content", {}))
    defaults = apply_changes(newest.defaults if newest else {}, doing.plan.get("defaults", {}))
    return {"versions": {doing.one_leaf.code: _publish(doing, doing.one_leaf, content, defaults)}}


def _cancel(doing: Doing) -> Outcome:
    if doing.leaf is not None:
        return {"leaves": [_cancel_leaf(doing, doing.leaf.code)]}
    entry = doing.subject.code
    family = Entry.objects.filter(Q(code=entry) | Q(parent=entry), cancelled_from=None)
    codes = sorted(family.values_list("code", flat=True))
    Entry.objects.filter(code__in=codes).update(cancelled_from=doing.at)
    for code in codes:
        outbox.emit(EntryCancelled(code, doing.at), bucket=bucket_for(f"entry:{code}"), now=doing.now)
    return {"entries": codes}


def _cancel_leaf(doing: Doing, code: str) -> str:
    Leaf.objects.filter(code=code).update(cancelled_from=doing.at)
    outbox.emit(LeafCancelled(code, doing.at), bucket=bucket_for(f"leaf:{code}"), now=doing.now)
    return code


def _pause(doing: Doing) -> Outcome:
    until = dt.datetime.fromisoformat(doing.plan["until"]) if doing.plan.get("until") else None
    if until is not None and until <= doing.at:
        raise errors.step_refused("adjustment.until_too_early")
    code = doing.subject.code
    Entry.objects.filter(Q(code=code) | Q(parent=code)).update(paused_from=doing.at, paused_until=until)
    return {"entries": [code]}


def _resume(doing: Doing) -> Outcome:
    code = doing.subject.code
    Entry.objects.filter(Q(code=code) | Q(parent=code)).exclude(paused_from=None).update(paused_until=doing.at)
    return {"entries": [code]}


def _delegate(doing: Doing) -> Outcome:
    """下放: claims go to the new level at once, so that bodies can prepare; cases move at the instant."""
    upper, lower, entry = doing.plan["from_level"], doing.plan["to_level"], doing.subject
    if upper not in entry.levels:
        raise errors.step_refused("adjustment.not_at_this_level", entry=entry.code)
    leaves = doing.leaves
    left = set() if leaves != doing.all_leaves else {upper}
    levels = (set(entry.levels) | {lower}) - left
    Entry.objects.filter(Q(code=entry.code) | Q(parent=entry.code)).update(levels=sorted(levels))
    givers = offers.list_offering(leaves, at=doing.at, level=upper)
    receivers = offers.list_bodies(doing.plan["short_name"], level=lower, territory=offers.territory_of(entry))
    return _hand_over(doing, leaves, givers, receivers)


def _take_over(doing: Doing) -> Outcome:
    return _hand_over(doing, doing.leaves, [doing.plan["from_body"]], [doing.plan["to_body"]])


def _hand_over(doing: Doing, leaves: Sequence[str], givers: Sequence[str], receivers: Sequence[str]) -> Outcome:
    ended = handing_over.end_offers(leaves, givers, at=doing.at)
    begun = handing_over.begin_offers(leaves, receivers, at=doing.at)
    return {"items_ended": ended, "items_begun": begun.published, "items_waiting": begun.waiting}


def _merge(doing: Doing) -> Outcome:
    """The leaf ends; whoever offered it offers the other one from then on."""
    bodies = offers.list_offering([doing.one_leaf.code], at=doing.at)
    begun = handing_over.begin_offers([doing.plan["into"]], bodies, at=doing.at)
    _cancel_leaf(doing, doing.one_leaf.code)
    return {
        "became": [doing.plan["into"]],
        "items_begun": begun.published,
        "items_waiting": begun.waiting,
    }


def _split(doing: Doing) -> Outcome:
    """The leaf ends; whoever offered it offers each of the new ones from then on (颗粒化, CAT-11)."""
    bodies = offers.list_offering([doing.one_leaf.code], at=doing.at)
    _cancel_leaf(doing, doing.one_leaf.code)
    parts = doing.plan.get("parts")
    became = _split_into_parts(doing, parts) if parts else _split_into_leaves(doing)
    begun = handing_over.begin_offers(became, bodies, at=doing.at)
    return {"became": became, "items_begun": begun.published, "items_waiting": begun.waiting}


def _split_into_leaves(doing: Doing) -> list[str]:
    return [_add_leaf(doing, doing.subject, leaf) for leaf in doing.plan["leaves"]]


def _split_into_parts(doing: Doing, parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sub-items below the main item …00Y; the undivided entry …000 ends and the main item carries its name on."""
    old = doing.subject
    if any(leaf.cancelled_from is None for leaf in catalogue.list_leaves([old.code])):
        raise errors.step_refused("adjustment.other_leaves_stand", entry=old.code)
    Entry.objects.filter(code=old.code).update(cancelled_from=doing.at)
    main = old.parent or _add_main_item(doing, old)
    became = []
    for part, code in zip(parts, next_part_codes(old.code, len(parts)), strict=True):
        facts = {"code": code, "name": part["name"].strip(), "name_en": part.get("name_en", ""), "parent": main}
        entry = insert_entry(_like(old, doing.at, **facts), by=doing.by, now=doing.now)
        became.append(_add_leaf(doing, entry, part))
    return became


def _add_main_item(doing: Doing, old: Entry) -> Entry:
    facts = {"code": old.code[:9] + item_code.MAIN_OF_DIVIDED, "name": old.name, "name_en": old.name_en}
    return insert_entry(_like(old, doing.at, **facts), by=doing.by, now=doing.now)


def _like(old: Entry, at: dt.datetime, **facts: Any) -> Entry:
    kept = {"region_id": old.region_id, "owner_id": old.owner_id, "levels": old.levels, "is_sample": old.is_sample}
    return Entry(**kept, in_force_from=at, **facts)


_EFFECTS: Mapping[Kind, Callable[[Doing], Outcome]] = {
    Kind.ADD: _add,
    Kind.CHANGE: _change,
    Kind.CANCEL: _cancel,
    Kind.PAUSE: _pause,
    Kind.RESUME: _resume,
    Kind.DELEGATE: _delegate,
    Kind.TAKE_OVER: _take_over,
    Kind.MERGE: _merge,
    Kind.SPLIT: _split,
}
