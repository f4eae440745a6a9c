"""Every step that staff take on the page of a case: what its small form says, and which step of the story it is."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.cases import words
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.journeys import licensing
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import Defect

DEFECT = "defect."
POINT = "point."
ANSWERS = ("yes", "no", "site")
Told = Mapping[str, Any]


def take(step: Step, sent: QueryDict, case_id: uuid.UUID, version: int, *, by: Actor, now: dt.datetime) -> Case:
    """The step is taken on the version that was read. Raises what `as_seen` and the step raise."""
    told = _FORMS[step](sent)
    with licensing.as_seen(case_id, version):
        return _TAKES[step](case_id=case_id, by=by, now=now, **told)


def read_step(text: str) -> Step:
    """Raises NotFound page.not_found for what is no step of staff."""
    try:
        step = Step(text)
    except ValueError as unknown:
        raise NotFound("page.not_found") from unknown
    if step not in _FORMS:
        raise NotFound("page.not_found")
    return step


def _text(name: str) -> Callable[[QueryDict], Told]:
    return lambda sent: {name: sent.get(name, "")}


def _defects(sent: QueryDict) -> Told:
    """Whatever was written beside a material is to be corrected; all of it in one notice."""
    written = {name.removeprefix(DEFECT): str(sent[name]).strip() for name in sent if name.startswith(DEFECT)}
    told = [Defect(about, text) for about, text in written.items() if text]
    return {"defects": told, "reason": sent.get("reason", "")}


def _decline(sent: QueryDict) -> Told:
    return {"reason": sent.get("reason", ""), "right_body": sent.get("right_body", "")}


def _opinion(sent: QueryDict) -> Told:
    """What was written, and after it how each point of the review was found."""
    written = sent.get("opinion", "").strip()
    points = _points(sent)
    if not written and not points:
        raise Invalid("case.reason_missing", {"opinion": ["case.reason_missing"]})
    return {"opinion": "\n".join(part for part in (written, points) if part)}


def _points(sent: QueryDict) -> str:
    names = {"yes": _("符合"), "no": _("不符合"), "site": _("现场核实")}
    told = []
    for number in range(1, 100):
        answer = sent.get(f"{POINT}{number}", "")
        if answer in ANSWERS:
            told.append(_("要点 %(number)s：%(answer)s") % {"number": number, "answer": names[answer]})
    return _("；").join(told)


def _suspend(sent: QueryDict) -> Told:
    return {"kind": sent.get("kind", ""), "basis": sent.get("basis", ""), "days": _number(sent)}


def _resume(sent: QueryDict) -> Told:
    return {"kind": sent.get("kind", ""), "result": sent.get("result", "")}


def _extend(sent: QueryDict) -> Told:
    return {"days": _number(sent), "reason": sent.get("reason", "")}


def _deliver(sent: QueryDict) -> Told:
    return {"how": "window", "receipt": sent.get("receipt", "")}


def _number(sent: QueryDict) -> int:
    text = sent.get("days", "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _decide(granted: bool) -> Callable[..., Case]:
    return lambda **told: licensing.decide(granted=granted, **told)


_FORMS: Mapping[Step, Callable[[QueryDict], Told]] = {
    Step.ACCEPT: _text("opinion"),
    Step.REQUEST_CORRECTION: _defects,
    Step.DECLINE: _decline,
    Step.PASS_ON: _opinion,
    Step.SUSPEND: _suspend,
    Step.RESUME: _resume,
    Step.EXTEND: _extend,
    Step.GRANT: _opinion,
    Step.DENY: _opinion,
    Step.DELIVER: _deliver,
}
_TAKES: Mapping[Step, Callable[..., Case]] = {
    Step.ACCEPT: licensing.accept,
    Step.REQUEST_CORRECTION: licensing.request_correction,
    Step.DECLINE: licensing.decline,
    Step.PASS_ON: licensing.review,
    Step.SUSPEND: licensing.suspend,
    Step.RESUME: licensing.resume,
    Step.EXTEND: licensing.extend,
    Step.GRANT: _decide(granted=True),
    Step.DENY: _decide(granted=False),
    Step.DELIVER: licensing.deliver,
}
STAFF = tuple(_FORMS)
"""In the order in which the page lists them; what an applicant does at the window is done at the window."""


def split(view_steps: Mapping[Step, str | None], case: Case) -> tuple[list[Step], list[tuple[Step, str]]]:
    """What whoever looks may do now, and what else they ever may, with the reason why not now."""
    mine = [step for step in STAFF if step in view_steps]
    refused = [(step, words.why_not(case, step, code)) for step in mine if (code := view_steps[step])]
    return [step for step in mine if view_steps[step] is None], refused
