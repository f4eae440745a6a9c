"""People who take an adjustment through the chain, for tests."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.models import Adjustment
from tongban.registers.catalogue.tests import make
from tongban.registers.regions.rules import subtree


def person(number: int, *actions: str, region: str = make.PROVINCE) -> Actor:
    """Account `number` with these actions of the catalogue in the region."""
    grants = tuple(Grant(f"catalogue.{action}", *subtree(region)) for action in actions)
    return Actor(uuid.UUID(int=number), "test", region=region, grants=grants)


AUTHOR = person(1, "read", "manage", "review_department")
DEPARTMENT = person(2, "read", "manage", "review_department")
LAW = person(3, "read", "review_law")
APPROVER = person(4, "read", "approve")
REVIEWERS = (DEPARTMENT, LAW, APPROVER)


def drafted(now: dt.datetime, kind: str, *, by: Actor = AUTHOR, **told: Any) -> Adjustment:
    """A draft of this kind; `effective_at` is now unless it is told."""
    facts = {"title": f"样例调整 {kind}", "reason": "样例理由", "plan": {}, "effective_at": now, **told}
    return steps.draft(kind=kind, by=by, now=now, **facts)


def passed(row: Adjustment, now: dt.datetime, reviews: int = 3) -> Adjustment:
    """Submitted and passed on by so many reviews."""
    row = steps.submit(row.id, version=row.version, by=AUTHOR, now=now)
    for reviewer in REVIEWERS[:reviews]:
        row = steps.pass_on(row.id, version=row.version, by=reviewer, now=now, opinion="样例意见")
    return row


def approved(now: dt.datetime, kind: str, **told: Any) -> Adjustment:
    return passed(drafted(now, kind, **told), now)


def county(now: dt.datetime, region: str, body: str) -> dict[str, Any]:
    """For the tests of access: a region's catalogue with an entry of a body, and an adjustment in every state."""
    digit = region[5]
    entry = f"42012000{digit}000"
    make.entry(now, code=entry, name=f"样例{digit}", region=region, owner=body)
    leaf = make.leaf(now, code=entry).code
    make.version(now, leaf, name=f"样例{digit}")
    rows = {"entry": entry, "leaf": leaf}
    for reviews, action in enumerate(("manage", "review_department", "review_law", "approve")):
        row = drafted(now, "cancel", entry=entry, by=SYSTEM)
        for step in (steps.submit, steps.pass_on, steps.pass_on)[:reviews]:
            row = step(row.id, version=row.version, by=SYSTEM, now=now)
        rows[f"catalogue.{action}"] = row
    return rows
