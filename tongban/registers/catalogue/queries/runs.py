"""Bulk operations to look at: what they would reach, how far they are, whom they passed over."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import Run
from tongban.registers.catalogue.queries.scope import READ, within
from tongban.registers.catalogue.rules.runs import Bodies, Plan, RunKind, RunState, Skipped, parse_plan
from tongban.registers.regions.rules import subtree

PAGE = 20

_BODIES = """
FROM orgs_organisation o JOIN regions_region r ON r.code = o.region
WHERE o.closed_on IS NULL AND o.region BETWEEN %(first)s AND %(last)s
  AND (%(levels)s::int[] = '{}' OR r.level + 1 = ANY (%(levels)s))
  AND (%(kinds)s::text[] = '{}' OR o.kind = ANY (%(kinds)s))
  AND (%(short_name)s = '' OR o.short_name = %(short_name)s)
"""


@dataclass(frozen=True, slots=True)
class RunView:
    """How far a bulk operation is. `rate`: items a second since it began; None before anything moved."""

    id: uuid.UUID
    kind: RunKind
    title: str
    region: str
    plan: Plan
    state: RunState
    total: int
    done: int
    skipped: int
    refusals: tuple[Skipped, ...]
    error: str
    started_by: uuid.UUID | None
    started_at: dt.datetime
    moved_at: dt.datetime

    @property
    def rate(self) -> int | None:
        seconds = (self.moved_at - self.started_at).total_seconds()
        return round(self.done / seconds) if self.done and seconds > 0 else None


def list_bodies(where: Bodies, *, after: str = "", limit: int) -> list[str]:
    """Codes of the next bodies that a run over `where` reaches, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.code {_BODIES} AND o.code > %(after)s ORDER BY o.code LIMIT %(limit)s",
            _bind(where) | {"after": after, "limit": limit},
        )
        return [code for (code,) in cursor.fetchall()]


def count_bodies(where: Bodies) -> int:
    """How many bodies a run over `where` reaches."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_BODIES}", _bind(where))
        return int(cursor.fetchone()[0])


def count_claimed(leaves: Sequence[str], where: Bodies) -> int:
    """How many items of these leaves there are already at the bodies that a run over `where` reaches.

    The bodies are found once, first: joined item by item they cost minutes while the tables are younger than their
    statistics.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH body AS MATERIALIZED (SELECT o.code {_BODIES})"  # noqa: S608
            " SELECT count(*) FROM catalogue_item i WHERE i.leaf = ANY (%(leaves)s)"
            " AND i.organisation IN (SELECT code FROM body)",
            _bind(where) | {"leaves": list(leaves)},
        )
        return int(cursor.fetchone()[0])


def get_run(run_id: uuid.UUID, *, actor: Actor) -> RunView:
    """Raises NotFound, also for one outside the actor's scope."""
    run = Run.objects.filter(within(actor, READ, whole_regions=True), id=run_id).first()
    if run is None:
        raise errors.run_unknown(run_id)
    return view_of(run)


def list_runs(*, actor: Actor, limit: int = PAGE) -> list[RunView]:
    """The latest bulk operations over regions the actor may read as a whole."""
    return [
        view_of(run)
        for run in Run.objects.filter(within(actor, READ, whole_regions=True)).order_by("-started_at")[:limit]
    ]


def view_of(run: Run) -> RunView:
    """The row to read."""
    passed_over = tuple(Skipped(**told | {"missing": tuple(told["missing"])}) for told in run.refusals)
    return RunView(
        run.id, RunKind(run.kind), run.title, run.region, parse_plan(run.plan), RunState(run.state), run.total,
        run.done, run.skipped, passed_over, run.error, run.started_by, run.started_at, run.moved_at,
    )  # fmt: skip


def _bind(where: Bodies) -> dict[str, Any]:
    first, last = subtree(where.region)
    return {
        "first": first,
        "last": last,
        "levels": list(where.levels),
        "kinds": list(where.kinds),
        "short_name": where.short_name,
    }
