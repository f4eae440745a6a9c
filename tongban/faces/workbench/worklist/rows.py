"""The rows of a list as they are shown: clock, what makes a case special, where it opens."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from tongban.faces.workbench.worklist import words
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.worklist.queries import Narrow, StepCount, WorklistRow
from tongban.foundation.worklist.rules import Light, Whose
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.workdays import WorkCalendar
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import Case

TEXT_AT_MOST = 100
LIGHTS = (Light.OVERDUE, Light.ALARM, Light.WARNING, Light.NORMAL, Light.PAUSED)
KIND = "case:"


@dataclass(frozen=True, slots=True)
class Shown:
    """One row. `url` is empty for work that has no page of its own here; `case` None where one may not read it."""

    row: WorklistRow
    state: str
    remaining: str
    step: str
    url: str
    case: Case | None
    hints: tuple[str, ...]
    channel: str


@dataclass(frozen=True)
class Asked:
    """Which list is asked for and what part of it, as the address says."""

    whose: Whose
    narrow: Narrow
    after: str | None

    @cached_property
    def query(self) -> dict[str, str]:
        """The same as an address has it, without the page."""
        light = self.narrow.light.value if self.narrow.light else ""
        told = {"whose": self.whose.value, "light": light, "step": self.narrow.step, "q": self.narrow.text}
        return {name: value for name, value in told.items() if value}

    def address(self, here: str, **changes: str) -> str:
        kept = {name: value for name, value in (self.query | changes).items() if value}
        return f"{here}?{urlencode(kept)}" if kept else here


def read_asked(sent: Any, choices: Sequence[Whose]) -> Asked:
    """What the address, or a form, asks for; what makes no sense is as good as unsaid. The first choice is usual."""
    whose = next((each for each in choices if each.value == sent.get("whose")), choices[0])
    light = next((each for each in LIGHTS if each.value == sent.get("light")), None)
    text, step = (sent.get(name, "").strip()[:TEXT_AT_MOST] for name in ("q", "step"))
    return Asked(whose, Narrow(light=light, step=step, text=text), sent.get("after") or None)


def case_id_of(row: WorklistRow) -> uuid.UUID | None:
    """The case the row is about; None for other work."""
    kind, _, told = row.subject.partition(":")
    try:
        return uuid.UUID(told) if f"{kind}:" == KIND else None
    except ValueError:
        return None


def show(rows: Sequence[WorklistRow], actor: Actor, now: dt.datetime) -> list[Shown]:
    """Beside the list's own statement one for the cases on the page and one for each calendar they run by."""
    ids = {row.id: case_id for row in rows if (case_id := case_id_of(row)) is not None}
    heads = cases.list_heads(ids.values(), actor=actor)
    days = {region: calendars.get_days(region) for region in {row.region for row in rows if row.due_at}}
    return [_show(row, heads.get(ids.get(row.id, row.id)), days, now) for row in rows]


def _show(row: WorklistRow, case: Case | None, days: Mapping[str, WorkCalendar], now: dt.datetime) -> Shown:
    remaining = words.say_remaining(row, now, days[row.region]) if row.due_at else ""
    step, state = _step(row, case), words.state_of(row.light(now))
    if case is None:
        return Shown(row, state, remaining, step, "", None, (), "")
    channel = str(words.CHANNELS.get(case.channel, case.channel))
    return Shown(row, state, remaining, step, _url(case), case, tuple(words.list_hints(case)), channel)


def step_choices(found: Sequence[StepCount], chosen: str) -> list[tuple[str, str, int]]:
    """(step, name, how many) in the order of a case's life, the chosen one among them even where it has no rows."""
    totals: dict[str, int] = {chosen: 0} if chosen else {}
    for each in found:
        totals[each.step] = totals.get(each.step, 0) + each.total
    order = {step: at for at, step in enumerate(words.STEPS)}
    return [(step, words.step_name(step), totals[step]) for step in sorted(totals, key=lambda s: (order.get(s, 99), s))]


def _step(row: WorklistRow, case: Case | None) -> str:
    """In review what the item itself calls the step."""
    if case is None or case.state != "review":
        return words.step_name(row.step)
    step = case.route[case.position]
    return str((get_language() == "en" and step.get("name_en")) or step["name"])


def _url(case: Case) -> str:
    return reverse("workbench:case", kwargs={"number": case.number})


def wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
