"""The rows of a list as they are shown: clock, what makes a case special, where it opens."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.faces.workbench.worklist.units import UNIT_AT_MOST
from tongban.faces.workbench.worklist.words import state_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.ui.rules import as_day, write_short_day, write_time
from tongban.foundation.worklist.queries import Narrow, StepCount, WorklistRow
from tongban.foundation.worklist.rules import Light, Whose
from tongban.services.cases import queries as cases
from tongban.services.cases import words
from tongban.services.cases.queries import Head, WorkLine

TEXT_AT_MOST = 100
LIGHTS = (Light.OVERDUE, Light.ALARM, Light.WARNING, Light.NORMAL, Light.PAUSED)
_ANY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Shown:
    """One row. `url` is empty for work that has no page of its own here; `case` None where one may not read it."""

    row: WorklistRow
    state: str
    remaining: str
    due: str
    step: str
    url: str
    case: Head | None
    hints: tuple[str, ...]
    channel: str

    def address(self, name: str) -> str:
        """Where one does something with the row: `claim`, `take` …"""
        before, after = _around(f"workbench:{name}", "row", _ANY)
        return f"{before}{self.row.id}{after}"


@dataclass(frozen=True)
class Asked:
    """Which list is asked for and what part of it, as the address says."""

    whose: Whose
    narrow: Narrow
    after: str | None
    unit: str = ""

    @cached_property
    def query(self) -> dict[str, str]:
        """The same as an address has it, without the page."""
        light = self.narrow.light.value if self.narrow.light else ""
        told = {"whose": self.whose.value, "light": light, "step": self.narrow.step, "q": self.narrow.text}
        told["unit"] = self.unit
        return {name: value for name, value in told.items() if value}

    def address(self, here: str, **changes: str) -> str:
        kept = {name: value for name, value in (self.query | changes).items() if value}
        return f"{here}?{urlencode(kept)}" if kept else here


def read_asked(sent: Any, choices: Sequence[Whose]) -> Asked:
    """What the address, or a form, asks for; what makes no sense is as good as unsaid. The first choice is usual."""
    whose = next((each for each in choices if each.value == sent.get("whose")), choices[0])
    light = next((each for each in LIGHTS if each.value == sent.get("light")), None)
    text, step = (sent.get(name, "").strip()[:TEXT_AT_MOST] for name in ("q", "step"))
    unit = sent.get("unit", "").strip()[:UNIT_AT_MOST]
    return Asked(whose, Narrow(light=light, step=step, text=text), sent.get("after") or None, unit)


def show(rows: Sequence[WorklistRow], actor: Actor, now: dt.datetime) -> list[Shown]:
    """Beside the list's own statement one for the cases on the page and one for each calendar they run by."""
    today = as_day(now)
    return [_show(line, today) for line in cases.list_lines(rows, actor=actor, now=now)]


def _show(line: WorkLine, today: dt.date) -> Shown:
    row, case, url, due = line.row, line.case, "", ""
    if case is not None:
        before, after = _around("workbench:case", "number", "0")
        url = f"{before}{case.number}{after}"
    if line.light is Light.PAUSED:
        due = _("暂停中")
    elif row.due_at:
        due = f"{write_short_day(row.due_at, today)} {write_time(row.due_at)}"
    return Shown(row, state_of(line.light), line.remaining, due, line.step, url, case, line.hints, line.channel)


@cache
def _around(name: str, part: str, example: str) -> tuple[str, str]:
    """What stands before and after the part of an address: a page of rows names a hundred alike."""
    before, _example, after = reverse(name, kwargs={part: example}).rpartition(example)
    return before, after


def step_choices(found: Sequence[StepCount] | None, chosen: str) -> list[tuple[str, str, int | None]]:
    """(step, name, how many) in the order of a case's life, the chosen one among them even where it has no rows.

    Where there was too much to count, every step there is, without a number.
    """
    totals: dict[str, int | None] = {chosen: 0} if chosen else {}
    if found is None:
        totals |= dict.fromkeys(words.STEPS)
    for each in found or ():
        totals[each.step] = (totals.get(each.step) or 0) + each.total
    order = {step: at for at, step in enumerate(words.STEPS)}
    return [(step, words.step_name(step), totals[step]) for step in sorted(totals, key=lambda s: (order.get(s, 99), s))]


def wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
