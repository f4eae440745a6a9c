"""What a desk reads beside a case whole: the rows of a list, one material for the viewer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import Light
from tongban.registers.calendars import queries as calendars
from tongban.services.cases import errors, words
from tongban.services.cases.models import CaseMaterial
from tongban.services.cases.queries.heads import Head, list_heads
from tongban.services.cases.queries.reach import get_visible, sees_as_staff

_KIND = "case"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A row of work as it reads in the reader's language. `case` is None where it is about none, or none for them."""

    row: WorklistRow
    case: Head | None
    light: Light | None
    remaining: str
    step: str
    channel: str
    hints: tuple[str, ...]


def find_case_id(row: WorklistRow) -> uuid.UUID | None:
    """The case the row is about; None for other work."""
    kind, _, told = row.subject.partition(":")
    try:
        return uuid.UUID(told) if kind == _KIND else None
    except ValueError:
        return None


def list_lines(rows: Sequence[WorklistRow], *, actor: Actor, now: dt.datetime) -> list[WorkLine]:
    """At most 500 rows. One statement for the cases on them and one for each calendar they run by."""
    ids = {row.id: case_id for row in rows if (case_id := find_case_id(row)) is not None}
    heads = list_heads(ids.values(), actor=actor)
    days = {region: calendars.get_days(region) for region in {row.region for row in rows if row.due_at}}
    found = []
    for row in rows:
        light, case = row.light(now), heads.get(ids.get(row.id, row.id))
        remaining, step = words.say_remaining(row, light, now, days.get(row.region)), words.say_step(row, case)
        channel = str(words.CHANNELS.get(case.channel, case.channel)) if case else ""
        hints = tuple(words.list_hints(case)) if case else ()
        found.append(WorkLine(row, case, light, remaining, step, channel, hints))
    return found


def get_material(case_id: uuid.UUID, code: str, *, actor: Actor, now: dt.datetime) -> CaseMaterial:
    """The material of this code as it stands now, for staff. Raises NotFound case.not_found."""
    case = get_visible(case_id, actor, now=now)
    given = CaseMaterial.objects.filter(case=case, code=code, superseded_at=None).first()
    if given is None or not (actor is SYSTEM or sees_as_staff(case, actor)):
        raise errors.not_found()
    given.case = case
    return given
