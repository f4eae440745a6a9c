"""Makers: staff and rows of work, through the commands."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.routing.ids import new_id
from tongban.foundation.worklist import commands
from tongban.foundation.worklist.commands import Work
from tongban.foundation.worklist.models import WorklistRow

XIAONAN = "11420902MB0001234X"
YUNMENG = "11420923MB0005678Y"
REGION = "420902000000"
SPAN = ("420902000000", "420902999999")
CLAIM, ASSIGN, READ = "worklist.claim", "worklist.assign", "worklist.read"


def clerk(*actions: str, authority: str | None = XIAONAN, span: tuple[str, str] = SPAN) -> Actor:
    """Somebody who may do these actions (by default: claim) for the authority in the span of regions."""
    grants = tuple(Grant(action, *span, authority) for action in actions or (CLAIM,))
    return Actor(uuid.uuid4(), "clerk", organisation=authority, region=span[0], grants=grants)


def work(subject: str = "case:1", *, version: int = 1, **told: object) -> Work:
    """A piece of work at step "review", for 孝南区 unless told otherwise."""
    values = {
        "authority": XIAONAN,
        "region": REGION,
        "kind": "licensing",
        "title": "食品经营许可（新办）",
        "step": "review",
    }
    return Work(subject=subject, version=version, **(values | told))  # type: ignore[arg-type]


def row(subject: str = "case:1", *, bucket: int = 7, **told: object) -> WorklistRow:
    """The row that putting this work makes."""
    told_work = work(subject, **told)
    commands.put(told_work, subject_bucket=bucket)
    return WorklistRow.objects.get(authority=told_work.authority, subject=subject)


def claimed(by: Actor, now: dt.datetime, subject: str = "case:1", **told: object) -> WorklistRow:
    """A row that this actor has claimed."""
    made = row(subject, **told)
    return commands.claim(made.id, made.authority, by=by, by_name="样例戊", now=now)


def offered(by: Actor, to: Actor, now: dt.datetime, subject: str = "case:1", **told: object) -> WorklistRow:
    """A row that `by` has claimed and offers to `to`."""
    made = claimed(by, now, subject, **told)
    return commands.hand_over(made.id, made.authority, to=to, to_name="样例庚", by=by, now=now)


def foreign_id() -> uuid.UUID:
    """An id that names no row."""
    return new_id(7)
