"""A plan as it is kept: completed from what stands when it is written, and checked as a whole."""

from collections.abc import Mapping
from typing import Any

from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.versions import list_faults
from tongban.registers.catalogue.models import Adjustment, Leaf, LeafVersion
from tongban.registers.catalogue.queries.entries import find_entry_named, find_namesake, find_newest
from tongban.registers.catalogue.rules.adjustments import Kind, check_plan
from tongban.registers.catalogue.rules.changes import apply_changes
from tongban.registers.catalogue.rules.content import Content, Fault
from tongban.registers.orgs import queries as orgs

Plan = Mapping[str, Any]


def complete(row: Adjustment, plan: Plan) -> dict[str, Any]:
    """A change names the version it builds on, 0 for the first; the parts of a split get the leaf's content, once."""
    if row.leaf is None or row.kind not in (Kind.CHANGE, Kind.SPLIT):
        return dict(plan)
    newest = find_newest(row.leaf.code)
    if row.kind == Kind.CHANGE:
        return {**plan, "base": newest.number if newest else 0}
    if newest is None:
        raise errors.step_refused("adjustment.has_no_version", leaf=row.leaf.code)
    return {name: [_drafted(part, newest) for part in parts] for name, parts in plan.items()}


def _drafted(part: Plan, newest: LeafVersion) -> dict[str, Any]:
    """A part with contents of its own keeps them."""
    if "content" in part and "laws" in part["content"]:
        return dict(part)
    name = {"name": part.get("name", ""), "name_en": part.get("name_en") or None}
    content = apply_changes(newest.content, {**name, **part.get("content", {})})
    return {**part, "content": content, "defaults": part.get("defaults") or newest.defaults}


def list_plan_faults(row: Adjustment) -> list[Fault]:
    """What is wrong with a plan, its contents included: each place begins with where in the plan it stands."""
    faults = check_plan(row.kind, row.plan, entry=row.entry_id, leaf=row.leaf_id)
    if faults:
        return faults
    match row.kind:
        case Kind.CHANGE:
            return _check_change(row.leaf, row.plan)
        case Kind.ADD | Kind.SPLIT:
            return _check_contents(row)
        case Kind.TAKE_OVER:
            return _check_bodies(row.plan)
        case Kind.MERGE:
            return _check_other(row)
    return []


def _check_change(leaf: Leaf | None, plan: Plan) -> list[Fault]:
    assert leaf is not None
    newest = find_newest(leaf.code)
    content = apply_changes(newest.content if newest else {}, plan.get("content", {}))
    defaults = apply_changes(newest.defaults if newest else {}, plan.get("defaults", {}))
    faults = list_faults(content, defaults, leaf)
    return faults + _check_name(content, region=leaf.entry.region_id, but=leaf.code)


def _check_contents(row: Adjustment) -> list[Fault]:
    item_type = row.entry.item_type if row.entry else row.plan["entry"]["item_type"]
    faults = _check_entry(row)
    for name in ("leaves", "parts"):
        for at, part in enumerate(row.plan.get(name, ()), 1):
            content: Content = part.get("content", {})
            found = list_faults(content, part.get("defaults", {}), item_type=item_type)
            found += _check_name(content, region=row.region_id, but=row.leaf_id or "")
            faults += [Fault(f"{name}[{at}].{fault.where}", fault.code, fault.facts) for fault in found]
    return faults


def _check_name(content: Content, *, region: str | None, but: str) -> list[Fault]:
    taken = find_namesake(str(content.get("name", "")), region=region, but=but)
    return [] if taken is None else [Fault("name", "adjustment.name_stands", {"leaf": taken})]


def _check_entry(row: Adjustment) -> list[Fault]:
    """The name of a new entry is free in its catalogue, a code given is a basic code of it."""
    told = row.plan.get("entry")
    if row.kind != Kind.ADD or told is None:
        return []
    taken = find_entry_named(told["name"].strip(), region=row.region_id)
    return [] if taken is None else [Fault("entry.name", "adjustment.name_stands", {"leaf": taken})]


def _check_bodies(plan: Plan) -> list[Fault]:
    unknown = [key for key in ("from_body", "to_body") if orgs.find_organisation(plan[key]) is None]
    return [Fault(key, "adjustment.body_unknown", {"body": str(plan[key])[:40]}) for key in unknown]


def _check_other(row: Adjustment) -> list[Fault]:
    into = str(row.plan["into"])
    if into == row.leaf_id or find_newest(into) is None:
        return [Fault("into", "adjustment.leaf_unknown", {"leaf": into[:40]})]
    return []
