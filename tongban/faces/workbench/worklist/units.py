"""The bodies whose lists a window for all bodies of a region, or its supervisor, looks into one at a time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.faces.workbench.shell import Desk
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.queries import WorklistRow
from tongban.registers.orgs import queries as orgs

MOST = 60
UNIT_AT_MOST = 18


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of the region, with how many rows of it nobody has taken yet."""

    code: str
    name: str
    total: int


def authority_of(desk: Desk, named: str = "") -> str:
    """One's own body; at a post for all bodies of a region the one that is named: what one may there, the worklist
    decides.
    """
    return desk.actor.organisation or named


def name_units(desk: Desk, rows: Sequence[WorklistRow]) -> dict[str, str]:
    """Whose work each of these rows is, for somebody who takes on that of many bodies; empty at a body's own post."""
    return {} if desk.actor.organisation or not rows else orgs.name_bodies({row.authority for row in rows})


def list_units(desk: Desk, named: str, now: dt.datetime) -> list[Unit]:
    """The region's own bodies and the one that is named, the most loaded first; none at a body's own post."""
    if desk.actor.organisation:
        return []
    bodies = {body.code: body.name for body in orgs.list_in_region(desk.post.region, limit=MOST)}
    if named and named not in bodies and (found := orgs.find_organisation(named)):
        bodies[named] = found.name
    totals = queries.count_open(desk.actor, list(bodies), now=now)
    units = [Unit(code, name, totals[code]) for code, name in bodies.items()]
    return sorted(units, key=lambda unit: (-unit.total, unit.code))
