"""People who take an adjustment through the chain, for tests."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.registers.catalogue import commands
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
    return commands.draft(kind=kind, by=by, now=now, **facts)


def passed(row: Adjustment, now: dt.datetime, reviews: int = 3) -> Adjustment:
    """Submitted and passed on by so many reviews."""
    row = commands.submit(row.id, version=row.version, by=AUTHOR, now=now)
    for reviewer in REVIEWERS[:reviews]:
        row = commands.pass_on(row.id, version=row.version, by=reviewer, now=now, opinion="样例意见")
    return row


def approved(now: dt.datetime, kind: str, **told: Any) -> Adjustment:
    return passed(drafted(now, kind, **told), now)
