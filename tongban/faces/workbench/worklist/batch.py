"""Several rows at once: looked over first where a step is taken, then each in a transaction of its own, in portions.

Nothing is kept between portions: the page carries what is left and what was said of each, and goes on by itself, or by
its button where no script runs.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.faces.workbench.worklist import rows as shown_rows
from tongban.faces.workbench.worklist.handing import colleague, colleagues
from tongban.faces.workbench.worklist.rows import Shown
from tongban.faces.workbench.worklist.units import UNIT_AT_MOST, authority_of
from tongban.foundation.kernel.errors import DomainError, Invalid, NotFound
from tongban.foundation.ui.words import words_for
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import ACTIONS
from tongban.journeys import licensing
from tongban.services.cases import queries as cases
from tongban.services.cases.rules import life, rights
from tongban.services.cases.rules.life import Step

MINE = "workbench:mine"
MOST = 100
PORTION = 20
TITLES = {
    "claim": _("批量领取"),
    "release": _("批量退回本单位"),
    "take": _("批量接手"),
    "assign": _("批量转办"),
    "accept": _("批量受理"),
    "pass_on": _("批量送下一步"),
}
STEPS = {"accept": Step.ACCEPT, "pass_on": Step.PASS_ON}
LOOKED_OVER = ("assign", *STEPS)
"""What says more than yes, or sends a paper: one sees the rows before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for. `rows`: what is still to do, with the version seen; `told`: what was said of the others."""

    do: str
    rows: tuple[tuple[uuid.UUID, int], ...]
    told: dict[uuid.UUID, str]
    opinion: str
    to: str
    next: str
    unit: str = ""

    @property
    def ids(self) -> list[uuid.UUID]:
        return [*self.told, *(row for row, _version in self.rows)]


@require_POST
@staff_page(*ACTIONS)
def batch(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The rows looked over, or how far they are; 422 with the form again where something is missing."""
    asked = _read(request.POST)
    if asked.do in LOOKED_OVER and "confirmed" not in request.POST:
        return _look_over(request, asked, desk, now)
    try:
        _check(asked, desk, now)
    except Invalid as refusal:
        return _look_over(request, asked, desk, now, str(words_for(refusal)[1]))
    return _go_on(request, asked, desk, now)


def _go_on(request: HttpRequest, asked: Asked, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One portion more is done."""
    found = {row.id: row for row in queries.list_by_ids(desk.actor, authority_of(desk, asked.unit), asked.ids)}
    told = dict(asked.told)
    for row_id, version in asked.rows[:PORTION]:
        told[row_id] = _take(found.get(row_id), version, asked, desk, now)
    rest = asked.rows[PORTION:]
    lines = [(found.get(row_id), said) for row_id, said in told.items()]
    shown: dict[str, Any] = {
        "asked": asked,
        "title": TITLES[asked.do],
        "told": told,
        "rest": rest,
        "lines": lines,
        "done": sum(not said for said in told.values()),
        "total": len(asked.ids),
    }
    if shown_rows.wants_part(request):
        return render(request, "workbench/worklist/_outcome.html", shown)
    return render_desk(request, "worklist/outcome.html", desk, now, MINE, **shown)


def _take(row: WorklistRow | None, version: int, asked: Asked, desk: Desk, now: dt.datetime) -> str:
    """ "" when it is done, else why not."""
    try:
        if row is None:
            raise NotFound("worklist.row_not_found")
        _ACTS[asked.do](row, version, asked, desk, now)
    except DomainError as refusal:
        return str(words_for(refusal)[1])
    return ""


def _claim(row: WorklistRow, _version: int, _asked: Asked, desk: Desk, now: dt.datetime) -> None:
    worklist.claim(row.id, row.authority, by=desk.actor, by_name=desk.account.name, now=now)


def _release(row: WorklistRow, _version: int, _asked: Asked, desk: Desk, now: dt.datetime) -> None:
    worklist.release(row.id, row.authority, by=desk.actor, now=now)


def _take_over(row: WorklistRow, _version: int, _asked: Asked, desk: Desk, now: dt.datetime) -> None:
    worklist.accept_hand_over(row.id, row.authority, by=desk.actor, now=now)


def _assign(row: WorklistRow, _version: int, asked: Asked, desk: Desk, now: dt.datetime) -> None:
    to, name = colleague(asked.to, desk, now)
    worklist.hand_over(row.id, row.authority, to=to, to_name=name, by=desk.actor, now=now)


def _step(row: WorklistRow, version: int, asked: Asked, desk: Desk, now: dt.datetime) -> None:
    case_id = cases.find_case_id(row)
    if case_id is None:
        raise NotFound("case.not_found")
    told: dict[str, Any] = {"case_id": case_id, "opinion": asked.opinion, "by": desk.actor, "now": now}
    with licensing.as_seen(case_id, version):
        if asked.do == "accept":
            licensing.accept(**told)
        else:
            licensing.review(**told)


_ACTS: dict[str, Callable[[WorklistRow, int, Asked, Desk, dt.datetime], None]] = {
    "claim": _claim,
    "release": _release,
    "take": _take_over,
    "assign": _assign,
    "accept": _step,
    "pass_on": _step,
}


def _look_over(request: HttpRequest, asked: Asked, desk: Desk, now: dt.datetime, refusal: str = "") -> HttpResponse:
    """What would be done to which rows; those that cannot be are named with their reason and left out."""
    found = shown_rows.show(queries.list_by_ids(desk.actor, authority_of(desk, asked.unit), asked.ids), desk.actor, now)
    reasons = {each.row.id: _find_reason(each, asked.do, desk) for each in found}
    shown: dict[str, Any] = {
        "asked": asked,
        "title": TITLES[asked.do],
        "versions": dict(asked.rows),
        "possible": [each for each in found if not reasons[each.row.id]],
        "refused": [(each, reasons[each.row.id]) for each in found if reasons[each.row.id]],
        "colleagues": colleagues(desk, now) if asked.do == "assign" else (),
        "refusal": refusal,
    }
    return render_desk(request, "worklist/batch.html", desk, now, MINE, status=422 if refusal else 200, **shown)


def _find_reason(each: Shown, do: str, desk: Desk) -> str:
    """Why this row cannot take the step as it stands; "" where it can. The commands decide once more."""
    if do not in STEPS:
        return ""
    if each.case is None:
        return str(words_for(NotFound("case.not_found"))[1])
    step = STEPS[do]
    code = life.find_fault(each.case.standing, step)
    if code is None and not desk.actor.may(rights.ACTION_OF[step], each.case.region, each.case.organisation):
        code = "case.not_allowed"
    return str(words_for(DomainError(code))[1]) if code else ""


def _check(asked: Asked, desk: Desk, now: dt.datetime) -> None:
    """Raises Invalid for what would refuse every row alike."""
    if asked.do == "pass_on" and not asked.opinion:
        raise Invalid("case.reason_missing", {"opinion": ["case.reason_missing"]})
    if asked.do == "assign":
        colleague(asked.to, desk, now)


def _read(sent: QueryDict) -> Asked:
    """Raises NotFound for what cannot be done together, Invalid desk.nothing_picked, desk.batch_too_large."""
    do, to = sent.get("do", ""), sent.get("next", "")
    if do not in TITLES:
        raise NotFound("page.not_found")
    rows, told = _pairs(sent.getlist("row")), _said(sent.getlist("told"))
    if not rows and not told:
        raise Invalid("desk.nothing_picked", {"row": ["desk.nothing_picked"]})
    if len(rows) + len(told) > MOST:
        raise Invalid("desk.batch_too_large", {"row": ["desk.batch_too_large"]}, most=MOST)
    safe = to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else reverse(MINE)
    return Asked(
        do, rows, told, sent.get("opinion", "").strip(), sent.get("to", ""), safe, sent.get("unit", "")[:UNIT_AT_MOST]
    )


def _pairs(picked: Sequence[str]) -> tuple[tuple[uuid.UUID, int], ...]:
    """Each row once, with the version it was seen in, written "id.version"."""
    found: dict[uuid.UUID, int] = {}
    for each in picked:
        row, _dot, version = each.partition(".")
        try:
            found.setdefault(uuid.UUID(row), int(version[:18]))
        except ValueError as unreadable:
            raise NotFound("worklist.row_not_found") from unreadable
    return tuple(found.items())


def _said(told: Sequence[str]) -> dict[uuid.UUID, str]:
    try:
        return {uuid.UUID(each[:36]): each[37:] for each in told}
    except ValueError as unreadable:
        raise NotFound("worklist.row_not_found") from unreadable
