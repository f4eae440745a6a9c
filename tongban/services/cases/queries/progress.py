"""How a case stands, for its applicant: each step with unit and time, and what remains of the limit (APP-05)."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import orjson

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.prepared import Statement, fetch_one
from tongban.foundation.worklist.rules import Clock, Light, light_of
from tongban.registers.access.queries.attempts import COUNTED, Attempts
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import remaining_working_days
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case
from tongban.services.cases.queries.reach import may_follow

WINDOW = dt.timedelta(minutes=15)
PER_NUMBER, PER_ADDRESS = 10, 100
"""Wrong codes in one window, across all workers. A hall shares one address."""


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
    when none runs or it stands still. `light` is the one that staff see.
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
    light: Light | None
    steps: tuple[ProgressStep, ...]


def get_progress(number: str, code: str, *, now: dt.datetime, address: str | None = None) -> Progress:
    """By printed number and query code: one statement. Raises NotFound case.not_found, whichever is wrong.

    With the client's address, Unavailable too_many_attempts where a limit of `attempts_at` is used up, before the code
    is looked at.
    """
    return _read(_by_code(number, code, address, now), now)


def get_progress_json(number: str, code: str, *, now: dt.datetime, address: str | None = None) -> bytes:
    """As `get_progress`: a JSON object with the names of `Progress`, written by PostgreSQL."""
    found = _by_code(number, code, address, now)
    remaining = found.remaining_days(now)
    return f'{found.told[:-1]},"remaining_days":{orjson.dumps(remaining).decode()}}}'.encode()


def attempts_at(pair: tuple[int, int] | None, address: str, now: dt.datetime) -> Attempts:
    """What counts wrong codes: one count for the case, however its number is spelt, and one for the address.

    A number that was never given (no pair) has nothing to guess.
    """
    limits = {f"query code address {address}": PER_ADDRESS}
    if pair is not None:
        limits["query code {} {}".format(*pair)] = PER_NUMBER
    return Attempts(limits, WINDOW, now)


def find_pair(number: str) -> tuple[int, int] | None:
    """Bucket and sequence of a printed number, None when no such number was ever given."""
    try:
        return sealing.pair_of(number)
    except Invalid:
        return None


def get_own_progress(number: str, *, actor: Actor, now: dt.datetime) -> Progress:
    """By whoever may act for the applicant: one statement for the applicant. Raises NotFound case.not_found."""
    found = _find(find_pair(number), _unlimited(now), actor.account)
    if found.id is None or (not found.is_own and not may_follow(Case.objects.get(id=found.id), actor, now=now)):
        raise errors.not_found()
    return _read(found, now)


_PROGRESS = Statement(f"""
SELECT json_build_object('counted', {COUNTED}, 'id', c.id, 'number', c.number, 'due_at', c.due_at,
        'warn_at', c.warn_at, 'alarm_at', c.alarm_at, 'paused', c.paused_at IS NOT NULL, 'region', c.region,
        'loaded', {calendars.LOADED.format(region="c.region")},
        'is_own', EXISTS (
            SELECT FROM parties_partyaccess WHERE account = %(account)s AND party = c.holder_id AND link <> 'agent'
        ))::text,
    json_build_object('number', c.number, 'item', c.item, 'item_name', c.item_name, 'item_name_en', c.item_name_en,
        'organisation', c.organisation_name, 'state', c.state, 'outcome', c.outcome, 'submitted_at', c.submitted_at,
        'clock', c.clock, 'due_at', c.due_at, 'paused', c.paused_at IS NOT NULL, 'steps', (
            SELECT coalesce(json_agg(json_build_object('step', e.step, 'state', e.state_to, 'at', e.at,
                'name', CASE WHEN e.state_to = 'review' THEN c.route->e.position->>'name' ELSE '' END,
                'name_en', CASE WHEN e.state_to = 'review' THEN c.route->e.position->>'name_en' ELSE '' END,
                'document_number', e.document_number) ORDER BY e.version), '[]')
            FROM cases_caseevent e WHERE e.case_id = c.id AND e.bucket = %(bucket)s
        ))::text
FROM (SELECT) AS always LEFT JOIN cases_case c ON c.bucket = %(bucket)s AND c.sequence = %(sequence)s
""")  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The one row, where `told` is what anybody may read, as JSON. `id` is None where there is no such case.

    Values come in one JSON text: the driver takes longer for each column of its own.
    """

    counted: list[tuple[str, int, str]]
    id: str | None
    number: str
    due_at: str | None
    warn_at: str | None
    alarm_at: str | None
    paused: bool
    region: str
    loaded: list[str]
    is_own: bool
    told: str

    def remaining_days(self, now: dt.datetime) -> int | None:
        if self.due_at is None or self.paused:
            return None
        days = calendars.get_days(self.region, [uuid.UUID(notice) for notice in self.loaded])
        return remaining_working_days(dt.datetime.fromisoformat(self.due_at), now, days)

    def light(self, now: dt.datetime) -> Light | None:
        due_at, warn_at, alarm_at = (
            dt.datetime.fromisoformat(at) if at else None for at in (self.due_at, self.warn_at, self.alarm_at)
        )
        return light_of(Clock(due_at, warn_at, alarm_at, self.paused), now)


def _by_code(number: str, code: str, address: str | None, now: dt.datetime) -> _Found:
    pair = find_pair(number)
    attempts = _unlimited(now) if address is None else attempts_at(pair, address, now)
    found = _find(pair, attempts)
    attempts.check(found.counted)
    if found.id is None or not sealing.is_query_code(found.number, code):
        raise errors.not_found()
    return found


def _unlimited(now: dt.datetime) -> Attempts:
    return Attempts({}, WINDOW, now)


def _find(pair: tuple[int, int] | None, attempts: Attempts, account: uuid.UUID | None = None) -> _Found:
    if pair is None:
        raise errors.not_found()
    row = fetch_one(_PROGRESS, attempts.values() | {"bucket": pair[0], "sequence": pair[1], "account": account})
    assert row is not None  # always one
    values, told = row
    return _Found(**orjson.loads(values), told=told)


def _read(found: _Found, now: dt.datetime) -> Progress:
    told: dict[str, Any] = orjson.loads(found.told)
    steps = tuple(ProgressStep(**_with_instants(step, "at")) for step in told.pop("steps"))
    return Progress(
        **_with_instants(told, "submitted_at", "due_at"),
        steps=steps,
        remaining_days=found.remaining_days(now),
        light=found.light(now),
    )


def _with_instants(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return told | {name: dt.datetime.fromisoformat(told[name]) for name in names if told[name] is not None}
