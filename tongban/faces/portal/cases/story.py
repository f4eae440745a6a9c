"""The way of a case as its applicant sees it: what is done, what is being done, what follows, with unit and time."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.faces.portal.cases import words
from tongban.foundation.ui.rules import as_day, write_date, write_moment
from tongban.services.cases.queries import CaseView, Progress
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import State, Step
from tongban.services.cases.rules.words import Delivery

Row = Mapping[str, Any]
PAPER = "/cases/{number}/papers/{id}.pdf"
_HIDDEN = frozenset((Step.CONCLUDE, Step.ARCHIVE))
"""Of the platform's own book-keeping nobody outside needs to know."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line, as `timeline` draws it."""

    state: str
    name: str
    when: str
    text: str = ""
    documents: Sequence[Mapping[str, str]] = ()


def tell(view: CaseView, now: dt.datetime) -> list[Told]:
    """Done, now, next: for the applicant, with the papers of each step."""
    case, papers = view.case, {}
    for paper in view.documents:
        url = PAPER.format(number=case.number, id=paper.id)
        papers[paper.version] = [{"label": words.document_name(paper.kind), "url": url}]
    done = [
        Told(
            "done", _done_name(event.step, case.route, event.position), _moment(event.at, now),
            _unit(event.step, case.organisation_name), papers.get(event.version, ()),
        )
        for event in view.events
        if event.step not in _HIDDEN or event.version in papers
    ]  # fmt: skip
    return [*done, *_ahead(case, now)]


def tell_progress(progress: Progress, now: dt.datetime) -> list[Told]:
    """The same to whoever has number and code: without papers."""
    told, current = [], ""
    for step in progress.steps:
        name = current if step.step == Step.PASS_ON and current else words.step_name(step.step)
        current = _say(step.name, step.name_en) or current
        if step.step not in _HIDDEN:
            told.append(Told("done", name, _moment(step.at, now), _unit(step.step, progress.organisation)))
    waiting = _("送达") if progress.clock == Kind.DELIVERY else _waiting(progress.state, current)
    until = _until(progress.due_at, now) if progress.clock and not progress.paused else ""
    return [*told, Told("now", waiting, until, progress.organisation)] if waiting else told


def _done_name(step: str, route: Sequence[Row], position: int) -> str:
    if step == Step.PASS_ON and position:
        return _name(route[position - 1])
    return words.step_name(step)


def _ahead(case: Any, now: dt.datetime) -> list[Told]:
    """What is being done and what follows; once it is decided, only the way of the result to its applicant."""
    if case.clock == Kind.DELIVERY:
        who = _("等您") if case.delivery == Delivery.WINDOW else case.organisation_name
        return [Told("now", _("送达"), _until(case.due_at, now), who)]
    here = _name(case.route[case.position]) if case.route else ""
    waiting = _waiting(case.state, here)
    if not waiting:
        return []
    due_at = case.step_due_at if case.state == State.REVIEW and case.step_due_at else case.due_at
    who = _("等您") if case.state == State.CORRECTING else case.organisation_name
    first = 0 if case.state in (State.SUBMITTED, State.CORRECTING) else case.position + 1
    later = [Told("next", _name(row), "", case.organisation_name) for row in case.route[first:]]
    until = "" if case.state == State.SUSPENDED else _until(due_at, now)
    return [Told("now", waiting, until, who), *later]


def _waiting(state: str, review: str) -> str:
    return {
        State.SUBMITTED: _("核对材料，决定受理"),
        State.CORRECTING: _("等您补正"),
        State.REVIEW: review,
        State.SUSPENDED: _("暂停计时"),
    }.get(State(state), "")


def _unit(step: str, organisation: str) -> str:
    return _("您") if words.by_applicant(step) else organisation


def _name(row: Row) -> str:
    return _say(row["name"], row.get("name_en", ""))


def _say(zh: str, en: str) -> str:
    return (get_language() == "en" and en) or zh


def _moment(at: dt.datetime, now: dt.datetime) -> str:
    return write_moment(at, get_language() or "zh-hans", as_day(now))


def _until(at: dt.datetime | None, now: dt.datetime) -> str:
    return _("最迟 %(day)s") % {"day": write_date(at, get_language() or "zh-hans", as_day(now))} if at else ""
