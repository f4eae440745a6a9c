"""Putting work on lists, taking it up, handing it on, closing it.

`put` and `close` are called by whatever the work comes from, in the transaction that changed it and after that
source checked who may; everything else is asked for by staff and checks their grants here.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.routing.ids import new_id
from tongban.foundation.worklist import rules
from tongban.foundation.worklist.models import HeldAt, WorklistRow
from tongban.foundation.worklist.rules import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the source says about a piece of work. `subject` reads "case:<id>"; `version` grows with the source."""

    authority: str
    region: str
    kind: str
    subject: str
    title: str
    step: str
    version: int
    number: str = ""
    applicant: str = ""
    due_at: dt.datetime | None = None
    warn_at: dt.datetime | None = None
    alarm_at: dt.datetime | None = None
    paused: bool = False


_TOLD = [field.name for field in fields(Work)] + ["order_at", "sought"]
_KEPT = [name for name in _TOLD if name not in ("authority", "subject")]
_REOPENED = {
    "state": "'open'",
    "claimed_by": "NULL",
    "claimed_by_name": "''",
    "claimed_at": "NULL",
    "closed_at": "NULL",
}
# One statement: concurrent sources of the same subject meet at its unique key, and the older version changes nothing.
_PUT = (
    f'INSERT INTO "{WorklistRow._meta.db_table}" AS old (id, state, claimed_by_name, {", ".join(_TOLD)})'  # noqa: S608
    f" SELECT %(work_id)s, 'open', '', {', '.join(f'%(work_{name})s' for name in _TOLD)} FROM {{when}}"
    " ON CONFLICT (authority, subject) DO UPDATE SET "
    + ", ".join(f"{name} = EXCLUDED.{name}" for name in _KEPT)
    + "".join(
        f", {name} = CASE WHEN old.state = 'done' AND old.version < EXCLUDED.version THEN {value} ELSE old.{name} END"
        for name, value in _REOPENED.items()
    )
    + " WHERE old.version <= EXCLUDED.version"
)


def put(work: Work, *, subject_bucket: int) -> None:
    """The authority's list shows this work as `work` says, unless it already heard of a later version.

    A claim stays with whoever has it. Work that was done comes back, unclaimed, only with a later version than the
    one it was closed at. Not audited: a projection of what its source has audited, and rebuilt from it at will.
    """
    with connection.cursor() as cursor:
        cursor.execute(put_when("(SELECT) AS always"), row_of(work, subject_bucket=subject_bucket))


def put_when(when: str) -> str:
    """`put` as part of a larger statement, with the values of `row_of`: if the relation `when` has a row."""
    return _PUT.format(when=when)


def row_of(work: Work, *, subject_bucket: int) -> dict[str, Any]:
    told = {f"work_{field.name}": getattr(work, field.name) for field in fields(Work)}
    sought = rules.sought_in(work.number, work.title, work.applicant)
    order_at = rules.order_of(work.due_at, work.paused)
    return told | {"work_id": new_id(subject_bucket), "work_order_at": order_at, "work_sought": sought}


@transaction.atomic
def claim(row_id: uuid.UUID, authority: str, *, by: Actor, by_name: str, now: dt.datetime) -> WorklistRow:
    """The work is the actor's; claiming one's own again changes nothing.

    Raises NotFound, NotAllowed, Conflict: "worklist.claimed_already" (by_name, since), "worklist.done_already".
    """
    row = _locked(row_id, authority, by)
    _check_may(row, by, rules.CLAIM)
    if rules.check_claim(row.hold, by):
        _hold(row, by.account, by_name, now)
        _remember(row, by)
        _record("worklist.claimed", row, by, now)
    return row


@transaction.atomic
def release(row_id: uuid.UUID, authority: str, *, by: Actor, now: dt.datetime) -> WorklistRow:
    """The work is nobody's again. One gives back one's own; another's takes the right to assign.

    Raises NotFound, NotAllowed, Conflict: "worklist.not_claimed", "worklist.done_already".
    """
    row = _locked(row_id, authority, by)
    rules.check_release(row.hold)
    _check_may(row, by, rules.CLAIM if row.hold.is_by(by) else rules.ASSIGN)
    before = row.claimed_by
    _hold(row, None, "", None)
    _record("worklist.released", row, by, now, held_by=str(before))
    return row


@transaction.atomic
def hand_over(
    row_id: uuid.UUID, authority: str, *, to: Actor, to_name: str, by: Actor, now: dt.datetime
) -> WorklistRow:
    """One's own work is offered to `to`, and stays one's own until they accept (首问负责, UAP-11); a later offer takes
    the place of an earlier one. Open or another's work is `to`'s at once: that takes the right to assign.

    Raises NotFound, NotAllowed, Conflict "worklist.done_already", Invalid "worklist.recipient_may_not" (to_name).
    """
    row = _locked(row_id, authority, by)
    rules.check_not_done(row.hold)
    is_mine = row.hold.is_by(by)
    _check_may(row, by, rules.CLAIM if is_mine else rules.ASSIGN)
    if to.account is None or not to.may(rules.CLAIM, row.region, row.authority):
        raise Invalid("worklist.recipient_may_not", {"to": ["worklist.recipient_may_not"]}, to_name=to_name)
    if row.hold.is_by(to):
        return row
    before = str(row.claimed_by or "")
    if is_mine:
        _change(row, offered_to=to.account, offered_to_name=to_name, offered_at=now)
    else:
        _hold(row, to.account, to_name, now)
    _remember(row, to)
    _record(
        "worklist.hand_over_offered" if is_mine else "worklist.handed_over", row, by, now,
        held_by=before, to=str(to.account),
    )  # fmt: skip
    return row


@transaction.atomic
def accept_hand_over(row_id: uuid.UUID, authority: str, *, by: Actor, now: dt.datetime) -> WorklistRow:
    """The work that was offered to the actor is theirs, and they answer for it from now on.

    Raises NotFound, NotAllowed, Conflict: "worklist.not_offered", "worklist.done_already".
    """
    row = _locked(row_id, authority, by)
    _check_may(row, by, rules.CLAIM)
    rules.check_offered(row.hold, by)
    before = row.claimed_by
    _hold(row, row.offered_to, row.offered_to_name, now)
    _record("worklist.hand_over_accepted", row, by, now, held_by=str(before))
    return row


@transaction.atomic
def refuse_hand_over(row_id: uuid.UUID, authority: str, *, by: Actor, now: dt.datetime) -> WorklistRow:
    """The offer to the actor is gone; whoever made it goes on with the work. Raises as `accept_hand_over`."""
    row = _locked(row_id, authority, by)
    rules.check_offered(row.hold, by)
    _change(row, **_NO_OFFER)
    _record("worklist.hand_over_refused", row, by, now, held_by=str(row.claimed_by))
    return row


@transaction.atomic
def withdraw_hand_over(row_id: uuid.UUID, authority: str, *, by: Actor, now: dt.datetime) -> WorklistRow:
    """The actor's own offer is gone, and the work theirs as before. Raises as `accept_hand_over`."""
    row = _locked(row_id, authority, by)
    rules.check_withdrawal(row.hold, by)
    before = row.offered_to
    _change(row, **_NO_OFFER)
    _record("worklist.hand_over_withdrawn", row, by, now, to=str(before))
    return row


@transaction.atomic
def close(subject: str, authority: str, *, version: int, by: Actor, now: dt.datetime) -> bool:
    """The work is done and off the open lists, keeping who had claimed it. True when that changed something.

    Work that the list does not have, has closed already, or knows in a later version is left alone.
    """
    row = _locking().filter(authority=authority, subject=subject).first()
    if row is None or row.version > version or row.state == State.DONE:
        return False
    _change(row, state=State.DONE, closed_at=now, version=version, **_NO_OFFER)
    _record("worklist.closed", row, by, now)
    return True


_NO_OFFER: dict[str, Any] = {"offered_to": None, "offered_to_name": "", "offered_at": None}


def _locking() -> Any:
    return WorklistRow.objects.select_for_update()


def _locked(row_id: uuid.UUID, authority: str, by: Actor) -> WorklistRow:
    """The row, locked, if the actor may know of it. Raises NotFound."""
    row: WorklistRow | None = _locking().filter(id=row_id, authority=authority).first()
    if row is None or not rules.can_see(by, row.region, row.authority):
        raise NotFound("worklist.row_not_found")
    return row


def _check_may(row: WorklistRow, by: Actor, action: str) -> None:
    if by.account is None or not by.may(action, row.region, row.authority):
        raise NotAllowed("worklist.not_allowed", action=action)


def _hold(row: WorklistRow, account: uuid.UUID | None, name: str, since: dt.datetime | None) -> None:
    state = State.OPEN if account is None else State.CLAIMED
    _change(row, state=state, claimed_by=account, claimed_by_name=name, claimed_at=since, **_NO_OFFER)


def _remember(row: WorklistRow, who: Actor) -> None:
    """Whoever sits at a post for every authority finds the row on their own list."""
    if who.account and rules.acts_for_all(who) and row.authority not in rules.authorities_of(who):
        HeldAt.objects.bulk_create([HeldAt(account=who.account, authority=row.authority)], ignore_conflicts=True)


def _change(row: WorklistRow, **values: Any) -> None:
    """Changes these columns in the database and in the instance. Names the authority, as `save()` would not."""
    WorklistRow.objects.filter(id=row.id, authority=row.authority).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def _record(action: str, row: WorklistRow, by: Actor, now: dt.datetime, **facts: str) -> None:
    audit.record(
        action,
        by=by,
        now=now,
        subject=f"worklist:{row.id}",
        bucket=row.subject_bucket,
        work=row.subject,
        authority=row.authority,
        region=row.region,
        **facts,
    )
