"""How a case stands, for its applicant: each step with unit and time, and what remains of the limit (APP-05)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.prepared import Statement, fetch_one
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import remaining_working_days
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case
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
    """By printed number and query code: one statement. Raises NotFound case.not_found, whichever is wrong."""
    bucket, sequence = _pair_of(number)
    row = fetch_one(_PROGRESS, {"bucket": bucket, "sequence": sequence, "account": None})
    if row is None or not sealing.is_query_code(row[0], code):
        raise errors.not_found()
    return _progress(row, now)


def get_own_progress(number: str, *, actor: Actor, now: dt.datetime) -> Progress:
    """By whoever may act for the applicant: one statement for the applicant. Raises NotFound case.not_found."""
    bucket, sequence = _pair_of(number)
    row = fetch_one(_PROGRESS, {"bucket": bucket, "sequence": sequence, "account": actor.account})
    if row is None:
        raise errors.not_found()
    is_own, case_id = row[-2:]
    if not is_own and not may_follow(Case.objects.get(id=case_id), actor, now=now):
        raise errors.not_found()
    return _progress(row, now)


_TOLD = (
    "number", "item", "item_name", "item_name_en", "organisation", "state", "outcome", "submitted_at", "clock",
)  # fmt: skip
_PROGRESS = Statement(f"""
SELECT c.number, c.item, c.item_name, c.item_name_en, c.organisation_name, c.state, c.outcome, c.submitted_at, c.clock,
    c.due_at, c.paused_at IS NOT NULL, c.region, {calendars.LOADED.format(region="c.region")},
    (
        SELECT json_agg(json_build_object('step', e.step, 'state', e.state_to, 'at', e.at,
            'name', CASE WHEN e.state_to = 'review' THEN c.route->e.position->>'name' ELSE '' END,
            'name_en', CASE WHEN e.state_to = 'review' THEN c.route->e.position->>'name_en' ELSE '' END,
            'document_number', e.document_number) ORDER BY e.version)
        FROM cases_caseevent e WHERE e.case_id = c.id AND e.bucket = %(bucket)s
    ),
    EXISTS (
        SELECT FROM parties_partyaccess WHERE account = %(account)s AND party = c.holder_id AND link <> 'agent'
    ), c.id
FROM cases_case c WHERE c.bucket = %(bucket)s AND c.sequence = %(sequence)s
""")  # noqa: S608


def _pair_of(number: str) -> tuple[int, int]:
    try:
        return sealing.pair_of(number)
    except Invalid as unreadable:
        raise errors.not_found() from unreadable


def _progress(row: tuple[Any, ...], now: dt.datetime) -> Progress:
    told, (due_at, paused, region, loaded, steps, *_) = row[: len(_TOLD)], row[len(_TOLD) :]
    remaining = None
    if due_at is not None and not paused:
        remaining = remaining_working_days(due_at, now, calendars.get_days(region, loaded))
    return Progress(
        **dict(zip(_TOLD, told, strict=True)), due_at=due_at, paused=paused, remaining_days=remaining,
        steps=tuple(ProgressStep(**step | {"at": dt.datetime.fromisoformat(step["at"])}) for step in steps or ()),
    )  # fmt: skip
