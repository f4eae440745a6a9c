"""A party's own cases: the list by what is to be done, one case whole, and what its receipt says."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing import queries as keys
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.rows import find_row
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case
from tongban.services.cases.queries.reach import find_by_number, may_follow
from tongban.services.cases.queries.reading import CaseView, view_of
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import ENDS, State

PAGE = 20


class Group(StrEnum):
    """What is to be done with a case: something by the applicant, something by the body, nothing any more."""

    NEEDS_ME = "needs_me"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Cases of one group, newest first; `next` is the cursor of the following page. `counts` are of every group."""

    rows: tuple[Case, ...]
    next: str
    counts: dict[Group, int]


def group_of(case: Case) -> Group:
    """The group that `list_mine` shows the case in."""
    if case.state == State.CORRECTING or (case.gaps and case.state in _MAY_SUPPLY):
        return Group.NEEDS_ME
    if case.state == State.CONCLUDED and case.clock == Kind.DELIVERY:
        return Group.NEEDS_ME if case.delivery == "window" else Group.RUNNING
    return Group.RUNNING if case.state in _RUNNING else Group.DONE


def list_mine(
    holder: uuid.UUID, *, group: Group | None = None, after: str = "", actor: Actor, now: dt.datetime, limit: int = PAGE
) -> OwnPage:
    """The party's cases in every bucket of its file; all groups without one. Raises NotAllowed case.not_yours."""
    if actor.account is None or not parties.may_act_for(actor.account, holder, rights.FOLLOW, now=now):
        raise errors.not_yours()
    parts = parties.list_whole_file(holder)
    own = Case.objects.filter(bucket__in=sorted({bucket_of(part) for part in parts}), holder__in=parts)
    counted = own.aggregate(**{each.value: Count("id", filter=_WHERE[each]) for each in Group})
    rows = _after(own.filter(_WHERE[group]) if group else own, after)
    found = list(rows.order_by("-submitted_at", "-id")[: limit + 1])
    more = f"{found[limit - 1].submitted_at.isoformat()}~{found[limit - 1].id}" if len(found) > limit else ""
    return OwnPage(tuple(found[:limit]), more, {each: counted[each.value] for each in Group})


def get_own_case(number: str, *, actor: Actor, now: dt.datetime) -> CaseView:
    """By its printed number, for whoever may follow it. Raises NotFound case.not_found."""
    return view_of(_get_followed(number, actor, now), actor=actor, now=now)


def get_receipt(number: str, *, actor: Actor, now: dt.datetime) -> tuple[Case, str]:
    """The case and its query code, for whoever may follow it: nobody else learns the code. Raises NotFound."""
    case = _get_followed(number, actor, now)
    return case, sealing.query_code_of(case.number)


def find_submitted(key: str, *, actor: Actor) -> str | None:
    """The number of the case that this actor has submitted under this key, or None."""
    found = keys.find_result(key, scope=f"cases.submit:{actor.account or actor.role}")
    case = find_row(Case, found) if found else None
    return case.number if case else None


def _get_followed(number: str, actor: Actor, now: dt.datetime) -> Case:
    try:
        case = find_by_number(number)
    except Invalid as unreadable:
        raise errors.not_found() from unreadable
    if case is None or not may_follow(case, actor, now=now):
        raise errors.not_found()
    return case


def _after(cases: QuerySet[Case], cursor: str) -> QuerySet[Case]:
    """What follows the cursor; a cursor that nobody gave out begins at the top."""
    try:
        at, last = cursor.split("~")
        seen, seen_id = dt.datetime.fromisoformat(at), uuid.UUID(last)
    except ValueError:
        return cases
    return cases.filter(Q(submitted_at__lt=seen) | Q(submitted_at=seen, id__lt=seen_id))


def _states(states: Sequence[State]) -> list[str]:
    return sorted(state.value for state in states)


_MAY_SUPPLY = frozenset((State.SUBMITTED, State.REVIEW, State.SUSPENDED, State.GRANTED))
_RUNNING = frozenset((State.SUBMITTED, State.REVIEW, State.SUSPENDED, *(ENDS - {State.WITHDRAWN, State.LAPSED})))
_HANDED_OUT = Q(state=State.CONCLUDED, clock=Kind.DELIVERY)
_NEEDS_ME = (
    Q(state=State.CORRECTING)
    | Q(gaps__gt=0, state__in=_states(tuple(_MAY_SUPPLY)))
    | (_HANDED_OUT & Q(delivery="window"))
)
_IS_RUNNING = (Q(state__in=_states(tuple(_RUNNING))) | _HANDED_OUT) & ~_NEEDS_ME
_WHERE = {Group.NEEDS_ME: _NEEDS_ME, Group.RUNNING: _IS_RUNNING, Group.DONE: ~_NEEDS_ME & ~_IS_RUNNING}
