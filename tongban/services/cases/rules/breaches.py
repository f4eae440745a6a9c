"""What is a breach in a case, whoever made it: of flow, of the guide's materials and fees, of the day (SUP-02, UAP-12).

Marks of running clocks are `timing`'s; that something is off the list is told when a case begins.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tongban.registers.calendars.rules.clock import OFFICE_ZONE, local
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import RUNNING, TRANSITIONS, Route, Standing, State, Step

ON_THE_SPOT = "1"
"""即办件: ends on the day it came."""

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*元")


@dataclass(frozen=True, slots=True)
class Breach:
    """What, since when (a breach of one kind stands once for each instant), and what supervision has to know."""

    kind: str
    since: dt.datetime
    clock: str = ""
    due_at: dt.datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a case."""

    version: int
    step: str
    state_from: str
    state_to: str
    position: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The instants of a case that its limits are held against; None for what has not happened or was not due."""

    received_at: dt.datetime
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    acceptance_due_at: dt.datetime | None
    promised_due_at: dt.datetime | None
    legal_due_at: dt.datetime | None


def is_jump(standing: Standing, step: Step) -> bool:
    """True for an attempt to skip what must come before: to decide before the last step, to hand over what is open."""
    early = standing.state in (State.SUBMITTED, State.CORRECTING) or (
        standing.state is State.REVIEW and not standing.route.may_decide
    )
    if step in (Step.GRANT, Step.DENY):
        return early
    return step is Step.DELIVER and standing.state in RUNNING


def list_flow_breaches(events: Sequence[Happened], steps: int) -> list[Breach]:
    """Events that the table of transitions, or the route of so many steps, does not allow after the one before."""
    found, state, position = [], "", 0
    for number, each in enumerate(events, start=1):
        if each.version != number or each.state_from != state or not _leads(each, position, steps):
            facts = {"step": each.step, "from": each.state_from, "to": each.state_to, "version": each.version}
            found.append(Breach("flow_broken", each.at, facts=facts))
        state, position = each.state_to, each.position
    return found


def _leads(each: Happened, position: int, steps: int) -> bool:
    if each.step == Step.SUBMIT:
        return (each.state_from, each.state_to) == ("", State.SUBMITTED)
    transition = TRANSITIONS.get((State(each.state_from), Step(each.step))) if each.state_from else None
    if transition is None:
        return False
    if each.step in (Step.GRANT, Step.DENY) and not Route(("",) * steps, position).may_decide:
        return False
    if each.position != position + (each.step == Step.PASS_ON):
        return False
    return each.state_to == transition.to or (each.step == Step.RESUME and each.state_to == State.SUSPENDED)


def list_material_breaches(codes: Collection[str], guide: Sequence[Mapping[str, Any]], at: dt.datetime) -> list[Breach]:
    """Materials that were asked for or taken although the guide does not list them: one breach for all."""
    unlisted = sorted(set(codes) - {row["code"] for row in guide})
    return [Breach("material_off_guide", at, facts={"about": unlisted})] if unlisted else []


def list_fee_breaches(
    fees: Mapping[str, Decimal], guide: Sequence[Mapping[str, Any]], charged: bool, at: dt.datetime
) -> list[Breach]:
    """Fees that the guide does not name, and fees above its amount; an amount that is told in words is not judged."""
    listed = {row.get("name", ""): read_amount(row.get("standard", "")) for row in guide} if charged else {}
    unlisted = sorted(set(fees) - set(listed))
    high = {name: str(fees[name]) for name, most in listed.items() if most is not None and fees.get(name, most) > most}
    found = [Breach("fee_off_guide", at, facts={"about": unlisted})] if unlisted else []
    return found + ([Breach("fee_too_high", at, facts={"charged": high})] if high else [])


def read_amount(standard: str) -> Decimal | None:
    """The yuan of "10 元/证"; None where there is no one number of yuan."""
    amounts = _AMOUNT.findall(standard)
    return Decimal(amounts[0]) if len(amounts) == 1 else None


def list_limit_breaches(ended: Ended) -> list[Breach]:
    """Limits that were over when the step was taken: also those that no sweep saw, as in a case told afterwards."""
    found = []
    if ended.accepted_at and ended.acceptance_due_at and ended.accepted_at > ended.acceptance_due_at:
        found.append(Breach("overdue", ended.received_at, Kind.ACCEPTANCE, ended.acceptance_due_at))
    if ended.accepted_at and ended.decided_at:
        for kind, due in ((Kind.PROMISED, ended.promised_due_at), (Kind.LEGAL, ended.legal_due_at)):
            if due and ended.decided_at > due:
                found.append(Breach("overdue", ended.accepted_at, kind, due))
    return found


def closing_after(received_at: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """The close of office by which an on-the-spot case ends: of the day it came, or of the next working day."""
    came, closes = local(received_at), calendar.hours.afternoon[1]
    day = calendar.add_working_days(came.date(), 0)
    if day == came.date() and came.time() > closes:
        day = calendar.add_working_days(day, 1)
    return dt.datetime.combine(day, closes, OFFICE_ZONE)


def find_day_breach(received_at: dt.datetime, open_at: dt.datetime, calendar: WorkCalendar) -> Breach | None:
    """即办件 that was open past the closing of its day."""
    closing = closing_after(received_at, calendar)
    return Breach("not_same_day", received_at, due_at=closing) if open_at > closing else None
