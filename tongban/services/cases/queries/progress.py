"""How a case stands, for its applicant: each step with unit and time, and what remains of the limit (APP-05)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import remaining_working_days
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case, CaseEvent
from tongban.services.cases.queries.reach import may_follow


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """One step done: what, since when it holds, which review step it led to, and the number of its paper."""

    step: str
    state: str
    at: dt.datetime
    name: str
    name_en: str
    document_number: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A case to whoever follows it; nothing in it says who applied.

    `remaining_days` are working days left of the clock that runs, today included; negative when it is overdue, None
    when none runs or it stands still.
    """

    number: str
    item: str
    item_name: str
    item_name_en: str
    organisation: str
    state: str
    outcome: str
    submitted_at: dt.datetime
    clock: str | None
    due_at: dt.datetime | None
    paused: bool
    remaining_days: int | None
    steps: tuple[ProgressStep, ...]


def get_progress(number: str, code: str, *, now: dt.datetime) -> Progress:
    """By printed number and query code: two statements. Raises NotFound case.not_found, whichever is wrong."""
    try:
        bucket, sequence = sealing.pair_of(number)
    except Invalid as unreadable:
        raise errors.not_found() from unreadable
    case = _with_events(Case.objects.filter(bucket=bucket, sequence=sequence)).first()
    if case is None or not sealing.is_query_code(case.number, code):
        raise errors.not_found()
    return _progress(case, now)


def get_own_progress(number: str, *, actor: Actor, now: dt.datetime) -> Progress:
    """By whoever may act for the applicant: three statements for the applicant. Raises NotFound case.not_found."""
    try:
        bucket, sequence = sealing.pair_of(number)
    except Invalid as unreadable:
        raise errors.not_found() from unreadable
    case = _with_events(Case.objects.filter(bucket=bucket, sequence=sequence)).first()
    if case is None or not may_follow(case, actor, now=now):
        raise errors.not_found()
    return _progress(case, now)


def _with_events(cases: QuerySet[Case]) -> QuerySet[Case]:
    """One statement for the case and its history."""
    told = JSONObject(
        step="step", state="state_to", at="at", position="position", number="document_number", version="version"
    )
    events = CaseEvent.objects.filter(bucket=OuterRef("bucket"), case=OuterRef("pk")).order_by("version")
    return cases.annotate(history=ArraySubquery(events.values(json=told)))


def _progress(case: Any, now: dt.datetime) -> Progress:
    paused = case.paused_at is not None
    remaining = None
    if case.due_at is not None and not paused:
        remaining = remaining_working_days(case.due_at, now, calendars.get_days(case.region))
    return Progress(
        number=case.number, item=case.item, item_name=case.item_name, item_name_en=case.item_name_en,
        organisation=case.organisation_name, state=case.state, outcome=case.outcome, submitted_at=case.submitted_at,
        clock=case.clock, due_at=case.due_at, paused=paused, remaining_days=remaining,
        steps=tuple(_steps(case.route, case.history)),
    )  # fmt: skip


def _steps(route: Sequence[dict[str, Any]], history: Sequence[dict[str, Any]]) -> list[ProgressStep]:
    return [
        ProgressStep(
            step=each["step"], state=each["state"], at=dt.datetime.fromisoformat(each["at"]),
            name=route[each["position"]]["name"] if each["state"] == "review" else "",
            name_en=route[each["position"]]["name_en"] if each["state"] == "review" else "",
            document_number=each["number"],
        )
        for each in history
    ]  # fmt: skip
