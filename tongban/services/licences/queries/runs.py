"""Bulk work to look at: how far each run is, and which lines were refused for what. And what is trusted already."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.rates import percentage
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences import errors
from tongban.services.licences.models import Licence, LicenceType, Run, RunRow
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.life import LIVING
from tongban.services.licences.rules.runs import RunKind, RunState

PAGE = 20
FAULTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RunView:
    """How far a run is. `rate`: lines a second since it began; None before anything moved."""

    id: uuid.UUID
    kind: RunKind
    state: RunState
    type_code: str
    type_name: str
    issuer: str
    region: str
    title: str
    total: int
    done: int
    refused: int
    error: str
    started_by: uuid.UUID | None
    started_at: dt.datetime
    moved_at: dt.datetime

    @property
    def waiting(self) -> int:
        return self.total - self.done - self.refused

    @property
    def rate(self) -> int | None:
        seconds = (self.moved_at - self.started_at).total_seconds()
        return round((self.done + self.refused) / seconds) if self.done and seconds > 0 else None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was refused: codes by column, "" for the line as a whole."""

    line: int
    faults: Mapping[str, list[str]]
    licence: uuid.UUID | None


class Trusted(NamedTuple):
    """Living licences of a type, and how many of them are trusted."""

    type_code: str
    type_name: str
    licences: int
    trusted: int

    @property
    def share(self) -> str:
        """Per cent with two places."""
        return str(percentage(self.trusted, self.licences))


def list_runs(*, actor: Actor, limit: int = PAGE) -> list[RunView]:
    """The latest runs of bodies whose licences the actor may take in."""
    runs = list(Run.objects.filter(_reach(actor)).order_by("-started_at")[:limit])
    names = _names({run.type_code for run in runs})
    return [_view(run, names) for run in runs]


def get_run(run_id: uuid.UUID, *, actor: Actor) -> RunView:
    """Raises NotFound licence.run_unknown, also for one outside the actor's reach."""
    run = Run.objects.filter(_reach(actor), id=run_id).first()
    if run is None:
        raise errors.run_unknown()
    return _view(run, _names({run.type_code}))


def list_refused(run_id: uuid.UUID, *, actor: Actor, after: int = 0, limit: int = FAULTS_AT_ONCE) -> list[RefusedLine]:
    """The refused lines of a run after that line, in their order. Raises as `get_run`."""
    get_run(run_id, actor=actor)
    rows = RunRow.objects.filter(run=run_id, state="refused", line__gt=after).order_by("line")[:limit]
    return [RefusedLine(row.line, row.faults, row.licence) for row in rows]


def count_trusted(*, actor: Actor, issuer: str) -> list[Trusted]:
    """Per type what is data and what is trusted of a body's living licences. Counted anew: not for hot pages.

    Empty for whoever may not read that body's licences.
    """
    if actor is not SYSTEM and not actor.may_anywhere(rights.READ):
        return []
    with fan_out_allowed("a body's licences lie in every holder's file"):
        counted = (
            Licence.objects.filter(_readable(actor), issuer=issuer, state__in=LIVING)
            .values("type_code")
            .annotate(all=Count("id"), sealed=Count("sealed_at"))
            .order_by("type_code")
        )
        rows = list(counted)
    names = _names({row["type_code"] for row in rows})
    return [Trusted(row["type_code"], names[row["type_code"]], row["all"], row["sealed"]) for row in rows]


def _reach(actor: Actor) -> Q:
    return _within(actor, rights.TAKE_IN, "issuer")


def _readable(actor: Actor) -> Q:
    return _within(actor, rights.READ, "issuer")


def _within(actor: Actor, action: str, organisation: str) -> Q:
    """Rows with `region` and a body that the actor's grants cover."""
    if actor is SYSTEM:
        return Q()
    where = Q(region__in=())
    for grant in actor.grants:
        if grant.action == action:
            span = Q(region__range=(grant.region_from, grant.region_to))
            where |= span & Q(**{organisation: grant.organisation}) if grant.organisation else span
    return where


def _names(codes: set[str]) -> Mapping[str, str]:
    return dict(LicenceType.objects.filter(code__in=codes).values_list("code", "name"))


def _view(run: Run, names: Mapping[str, str]) -> RunView:
    return RunView(
        run.id, RunKind(run.kind), RunState(run.state), run.type_code, names.get(run.type_code, run.type_code),
        run.issuer, run.region, run.title, run.total, run.done, run.refused, run.error, run.started_by,
        run.started_at, run.moved_at,
    )  # fmt: skip
