"""What a prepared county's body has on the implementing list: items and drafts in every state, and bulk operations."""

import datetime as dt
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Run
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make


def build(region: str, body: str, entry: str, now: dt.datetime) -> dict[str, Any]:
    """The rows by name: `free_leaf`, items in every state (`record`: without a leaf), two runs."""
    free, written, submitted, offered, paused = (_leaf(entry, number, now) for number in range(2, 7))
    make.place(now - dt.timedelta(days=1), body)
    items = {leaf: make.claimed(now, leaf, body) for leaf in (written, submitted, offered, paused)}
    codes = {leaf: item.code or "" for leaf, item in items.items()}
    for leaf in (written, submitted):
        commands.write(item=items[leaf].id, content={"visits": 0}, by=SYSTEM, now=now)
    commands.submit(item=items[submitted].id, by=SYSTEM, now=now, seen=1)
    for leaf in (offered, paused):
        commands.publish(item=codes[leaf], by=SYSTEM, now=now)
    commands.pause(item=codes[paused], reason="样例", by=SYSTEM, now=now)
    running, parked = (
        commands.start_claim(leaves=[free], where=Bodies(region), by=SYSTEM, now=now).id for _ in range(2)
    )
    Run.objects.filter(id=parked).update(state="parked")
    return {
        "free_leaf": free,
        "written": items[written].id,
        "submitted": items[submitted].id,
        "offered": codes[offered],
        "paused": codes[paused],
        "record": make.imported(now, body, region=region).id,
        "running": running,
        "parked": parked,
    }


def _leaf(entry: str, number: int, now: dt.datetime) -> str:
    leaf = commands.add_leaf(entry=entry, sequence=number, by=SYSTEM, now=now).code
    make.version(now, leaf, effective_from=now - dt.timedelta(days=1), name=f"样例办理项{number}")
    return leaf
