"""Who may see and take a row of work, and which light it shows. Pure."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict

READ = "worklist.read"
CLAIM = "worklist.claim"
ASSIGN = "worklist.assign"
ACTIONS = (READ, CLAIM, ASSIGN)
"""Holding any of them over an authority and region makes its rows visible."""

NO_CLOCK = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""Where rows without a running clock stand in the order: last."""


class State(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"


class Whose(StrEnum):
    """Which rows a list holds: mine, offered to me, or of an authority those nobody, somebody or either has taken."""

    MINE = "mine"
    OFFERED = "offered"
    UNCLAIMED = "unclaimed"
    CLAIMED = "claimed"
    ALL = "all"


STATES_OF = {
    Whose.MINE: (State.CLAIMED,),
    Whose.OFFERED: (State.CLAIMED,),
    Whose.UNCLAIMED: (State.OPEN,),
    Whose.CLAIMED: (State.CLAIMED,),
    Whose.ALL: (State.OPEN, State.CLAIMED),
}


class Light(StrEnum):
    NORMAL = "normal"
    WARNING = "warning"
    ALARM = "alarm"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Hold:
    """How a row is held: its state, who claimed it when it is claimed, and to whom they offer it."""

    state: State
    account: uuid.UUID | None = None
    name: str = ""
    since: dt.datetime | None = None
    offered_to: uuid.UUID | None = None

    def is_by(self, actor: Actor) -> bool:
        return self.state is State.CLAIMED and self.account == actor.account


def check_claim(hold: Hold, by: Actor) -> bool:
    """True when the claim changes the row, False when the row is this actor's already. Raises Conflict otherwise."""
    check_not_done(hold)
    if hold.state is State.CLAIMED and not hold.is_by(by):
        raise Conflict("worklist.claimed_already", by_name=hold.name, since=hold.since)
    return hold.state is State.OPEN


def check_release(hold: Hold) -> None:
    """Only a claimed row can be given back. Raises Conflict."""
    check_not_done(hold)
    if hold.state is not State.CLAIMED:
        raise Conflict("worklist.not_claimed")


def check_offered(hold: Hold, by: Actor) -> None:
    """Only who is offered a row can accept or refuse it. Raises Conflict."""
    check_not_done(hold)
    if hold.offered_to is None or hold.offered_to != by.account:
        raise Conflict("worklist.not_offered")


def check_withdrawal(hold: Hold, by: Actor) -> None:
    """Only who offers a row can take the offer back. Raises Conflict."""
    check_not_done(hold)
    if hold.offered_to is None or not hold.is_by(by):
        raise Conflict("worklist.not_offered")


def check_not_done(hold: Hold) -> None:
    """Done work is not taken up again; the source puts it anew. Raises Conflict."""
    if hold.state is State.DONE:
        raise Conflict("worklist.done_already")


def can_see(actor: Actor, region: str, authority: str) -> bool:
    """True when the actor holds some worklist action over this authority in this region."""
    return any(actor.may(action, region, authority) for action in ACTIONS)


def visible_regions(actor: Actor, authority: str) -> list[tuple[str, str]]:
    """The spans of region codes (both ends included) in which the actor may see the authority's rows."""
    return sorted(
        {
            (grant.region_from, grant.region_to)
            for grant in actor.grants
            if grant.action in ACTIONS and grant.organisation in (None, authority)
        }
    )


def authorities_of(actor: Actor) -> list[str]:
    """The authorities whose work is the actor's own: the one they act for and those their grants name."""
    named = {grant.organisation for grant in actor.grants if grant.action in ACTIONS} | {actor.organisation}
    return sorted(authority for authority in named if authority and visible_regions(actor, authority))


def acts_for_all(actor: Actor) -> bool:
    """Whether the actor's post names no authority: a window, or a reviewer, for every one of its regions."""
    return any(grant.action in ACTIONS and grant.organisation is None for grant in actor.grants)


def order_of(due_at: dt.datetime | None, paused: bool) -> dt.datetime:
    """The instant a row is sorted by: what breaks first comes first, what has no running clock last."""
    return NO_CLOCK if due_at is None or paused else due_at


def sought_in(number: str, title: str, applicant: str) -> str:
    """What text is looked for in, in small letters: the number and the beginnings of title and applicant."""
    return "\n".join((number, title[:200], applicant[:200])).lower()


@dataclass(frozen=True, slots=True)
class Clock:
    """The instants a light depends on. Without `due_at` there is no clock and no light."""

    due_at: dt.datetime | None
    warn_at: dt.datetime | None = None
    alarm_at: dt.datetime | None = None
    paused: bool = False


def light_of(clock: Clock, now: dt.datetime) -> Light | None:
    """The light at `now`: a threshold counts from its own instant on; the due instant itself is still in time."""
    if clock.due_at is None:
        return None
    if clock.paused:
        return Light.PAUSED
    if now > clock.due_at:
        return Light.OVERDUE
    if clock.alarm_at is not None and now >= clock.alarm_at:
        return Light.ALARM
    if clock.warn_at is not None and now >= clock.warn_at:
        return Light.WARNING
    return Light.NORMAL
